//go:build unix && !linux

package group

import "syscall"

// endWithParent changes nothing: there is no such thing here.
func endWithParent(*syscall.SysProcAttr) {}
