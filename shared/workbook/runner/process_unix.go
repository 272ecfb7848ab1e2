//go:build unix

package runner

import (
	"os/exec"
	"syscall"
)

// killWithChildren makes command's end by its context that of every process it started.
func killWithChildren(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// hasChannel says that a test binary can be given a channel beside the three standard files.
const hasChannel = true
