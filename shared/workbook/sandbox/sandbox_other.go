//go:build !linux

package sandbox

import (
	"errors"
	"os/exec"
)

func kind() string { return "process limits only (no namespaces on this system)" }

func confine(*exec.Cmd, Box) error { return errors.New("no sandbox on this system") }

// Main does nothing here.
func Main() {}
