//go:build !linux

package sandbox

import (
	"errors"
	"os/exec"
	"runtime"
)

func namespacesWork() error { return errors.New("namespaces are Linux's, and this is " + runtime.GOOS) }

func landlockWorks() error { return errors.New("Landlock is Linux's, and this is " + runtime.GOOS) }

func anotherUser() (bool, error) { return false, landlockWorks() }

func (o order) enter(*exec.Cmd) error { return o.Kind.Works() }

// Main does nothing here.
func Main() {}
