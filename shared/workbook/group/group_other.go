//go:build !unix

// Package group ends a process together with all that it has started.
package group

import (
	"os"
	"os/exec"
)

// Lead changes nothing: there are no process groups here, and the end of a command's context is that of its own
// process.
func Lead(*exec.Cmd) {}

// Kill ends the leader alone; 0 is for this process.
func Kill(leader int) error {
	if leader == 0 {
		os.Exit(1)
	}
	process, err := os.FindProcess(leader)
	if err != nil {
		return err
	}
	return process.Kill()
}
