package sandbox

import (
	"fmt"
	"time"
)

// Together are limits for a process and all that it starts. Where the system does not tell what they use, which only
// Linux does here, nothing is limited.
type Together struct {
	CPU    time.Duration // processor time
	Memory int64         // bytes in memory
}

// Exceeded is the error of a process group that was ended for its use of more than it may.
type Exceeded struct{ What string }

func (e *Exceeded) Error() string { return "stopped after using more than " + e.What }

// exceeded returns what is too much, or nil.
func (t Together) exceeded(cpu time.Duration, memory int64) *Exceeded {
	switch {
	case memory > t.Memory:
		return &Exceeded{fmt.Sprintf("%d MiB of memory", t.Memory>>20)}
	case cpu > t.CPU:
		return &Exceeded{fmt.Sprintf("%v of processor time", t.CPU.Round(time.Second))}
	}
	return nil
}
