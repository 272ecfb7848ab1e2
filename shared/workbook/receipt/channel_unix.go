//go:build unix

package receipt

import (
	"os"
	"strconv"
	"syscall"
)

// open returns the file of a descriptor, which the processes that tests start will not have; nil for none.
func open(descriptor string) *os.File {
	fd, err := strconv.Atoi(descriptor)
	if err != nil {
		return nil
	}
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "the workbook's channel")
}
