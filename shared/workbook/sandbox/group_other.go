//go:build !unix

package sandbox

import (
	"os"
	"os/exec"
)

// Group changes nothing: there are no process groups here, and the end of a command's context is that of its own
// process.
func Group(*exec.Cmd) {}

// KillGroup ends the leader alone; 0 is for this process.
func KillGroup(leader int) error {
	if leader == 0 {
		os.Exit(1)
	}
	process, err := os.FindProcess(leader)
	if err != nil {
		return err
	}
	return process.Kill()
}
