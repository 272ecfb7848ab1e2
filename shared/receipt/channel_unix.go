//go:build unix

package receipt

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// open returns the channel, which is the number of a descriptor or the path of a socket; nil for none. The processes
// that tests start will not have it.
func open(channel string) *os.File {
	if filepath.IsAbs(channel) {
		return dial(channel)
	}
	fd, err := strconv.Atoi(channel)
	if err != nil {
		return nil
	}
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "the workbook's channel")
}

func dial(socket string) *os.File {
	runner, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: socket})
	if err != nil {
		return nil
	}
	defer func() { _ = runner.Close() }()
	file, err := runner.File() // a duplicate
	if err != nil {
		return nil
	}
	return file
}
