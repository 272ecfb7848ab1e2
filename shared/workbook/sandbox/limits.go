//go:build linux || darwin

package sandbox

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Apply holds this process, and each that it starts, to the limits. A field that is 0 limits nothing.
func (l Limits) Apply() error {
	for resource, most := range map[int]int64{
		unix.RLIMIT_CPU:    int64(l.CPUSeconds),
		unix.RLIMIT_DATA:   l.Memory,
		unix.RLIMIT_NPROC:  int64(l.Processes),
		unix.RLIMIT_NOFILE: int64(l.OpenFiles),
		unix.RLIMIT_FSIZE:  l.FileSize,
	} {
		if most == 0 {
			continue
		}
		if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: uint64(most), Max: uint64(most)}); err != nil {
			return fmt.Errorf("limit resource %d to %d: %w", resource, most, err)
		}
	}
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
