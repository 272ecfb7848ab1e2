package bench

import (
	"runtime"
	"time"
)

// Consumer is the body of the loop, the same for all that are compared.
type Consumer struct {
	stopAt int // rows after which it breaks; 0 for never
	weigh  int // it weighs the heap once in so many rows; 0 for never

	rows, total int       // what it saw, and the sum of the ages
	first, left time.Time // when it saw its first row, and when it broke
	heap        uint64    // the most bytes that were in use when it weighed
}

// Take takes a row, of which it looks at the age, and reports whether the loop goes on.
func (c *Consumer) Take(age int) bool {
	if c.rows == 0 {
		c.first = time.Now()
	}
	c.rows++
	c.total += age
	if c.weigh > 0 && c.rows%c.weigh == 0 {
		c.heap = max(c.heap, heapInUse())
	}
	if c.rows != c.stopAt {
		return true
	}
	c.left = time.Now()
	return false
}

// heapInUse returns the bytes of heap that are in use once all garbage is collected. While a loop body waits for it,
// the generator waits too, so the number is exact: it does not depend on when the collector has its turns.
func heapInUse() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
