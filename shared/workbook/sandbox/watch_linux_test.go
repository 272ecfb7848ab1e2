package sandbox_test

import (
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"example.com/generators/shared/workbook/group"
	"example.com/generators/shared/workbook/sandbox"
)

func TestWhatLeavesTheGroupIsStillWatched(t *testing.T) {
	command := exec.CommandContext(t.Context(), "sh", "-c", "setsid sh -c 'echo $$; while :; do :; done'; :")
	group.Lead(command)
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := group.Start(command); err != nil {
		t.Fatal(err)
	}
	var left int
	if _, err := fmt.Fscan(stdout, &left); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(left, syscall.SIGKILL) }()
	for began, enough := time.Now(), 100*time.Millisecond; sandbox.Used(command.Process.Pid) < enough; {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("Used = %v after %v, want %v", sandbox.Used(command.Process.Pid), time.Since(began), enough)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
