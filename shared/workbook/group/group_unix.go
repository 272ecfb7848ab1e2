//go:build unix

// Package group ends a process together with all that it has started.
package group

import (
	"os/exec"
	"syscall"
)

// Lead makes command, which [Start] is to start, the leader of a process group, whose end by the command's context is
// that of every process in it. On Linux the leader also ends when this process is killed.
func Lead(command *exec.Cmd) {
	if command.SysProcAttr == nil {
		command.SysProcAttr = new(syscall.SysProcAttr)
	}
	command.SysProcAttr.Setpgid = true
	endWithParent(command.SysProcAttr)
	if command.Cancel != nil {
		command.Cancel = func() error { return Kill(command.Process.Pid) }
	}
}

// Start starts command.
func Start(command *exec.Cmd) error { return command.Start() }

// Kill ends every process in the group of a leader; 0 is for the group of this process.
func Kill(leader int) error { return syscall.Kill(-leader, syscall.SIGKILL) }
