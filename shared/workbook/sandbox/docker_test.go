package sandbox

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestAContainerIsGivenUpWhenTheDaemonHangs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the docker command of this test is a shell script")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\nexec sleep 60\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	defer func(usual time.Duration) { removal = usual }(removal)
	removal = 100 * time.Millisecond

	ctx, cancel := context.WithCancel(t.Context())
	command := exec.CommandContext(ctx, "tests")
	if err := enterContainer(command, Box{}); err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	cancel()
	start := time.Now()
	_ = command.Wait() // the error is how it ended: killed
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("the command ended %v after its context", took)
	}
}
