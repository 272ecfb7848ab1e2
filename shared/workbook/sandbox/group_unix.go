//go:build unix

package sandbox

import (
	"os/exec"
	"syscall"
)

// Group makes command the leader of a process group, whose end by the command's context is that of every process in it.
func Group(command *exec.Cmd) {
	if command.SysProcAttr == nil {
		command.SysProcAttr = new(syscall.SysProcAttr)
	}
	command.SysProcAttr.Setpgid = true
	if command.Cancel != nil {
		command.Cancel = func() error { return KillGroup(command.Process.Pid) }
	}
}

// KillGroup ends every process in the group of a leader; 0 is for the group of this process.
func KillGroup(leader int) error { return syscall.Kill(-leader, syscall.SIGKILL) }
