//go:build !unix

package receipt

import "os"

// open returns nil: Go hands no more than the three standard files to a process here.
func open(string) *os.File { return nil }
