//go:build !unix

package runner

import (
	"os/exec"
)

// killWithChildren does nothing more than the context does by itself: the children of a test binary are an embedded
// server, which ends with its parent, and the exercise's own program.
func killWithChildren(*exec.Cmd) {}

// hasChannel says that Go hands no more than the three standard files to a process here.
const hasChannel = false
