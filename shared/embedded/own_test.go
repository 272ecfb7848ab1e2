package embedded_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/embedded"
)

func TestAServerOfOnesOwnLeavesNothingAndSaysHowItEnded(t *testing.T) {
	program := filepath.Join(t.TempDir(), "server")
	if err := embedded.Build(t.Context(), program); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if len(folder) < 60 { // else the socket would have too long a name there
		t.Setenv("TMPDIR", folder)
	}
	confined := false
	server, err := embedded.Start(t.Context(), program, func(*exec.Cmd) error { confined = true; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if !confined || server.Ended() != nil {
		t.Errorf("confined %t, ended %v", confined, server.Ended())
	}
	process, err := os.FindProcess(server.Process())
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); server.Ended() == nil && time.Since(began) < time.Minute; {
		time.Sleep(time.Millisecond)
	}
	if err := server.Ended(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("a server that was killed: %v", err)
	}
	if err := server.Close(); err == nil {
		t.Error("Close of a server that was killed has no error")
	}
	if _, err := os.Stat(filepath.Dir(server.Socket())); !os.IsNotExist(err) {
		t.Errorf("the socket's folder is left: %v", err)
	}
}
