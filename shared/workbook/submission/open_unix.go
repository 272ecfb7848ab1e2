//go:build unix

package submission

import "syscall"

// nonBlocking keeps an open from waiting, should a file have become a FIFO.
const nonBlocking = syscall.O_NONBLOCK
