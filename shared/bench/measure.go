package bench

import (
	"runtime"
	"testing"
	"time"
)

// speed measures a loop over all rows.
func (t *table) speed(b *testing.B, m Method) {
	db, read := t.open(b)
	var first time.Duration
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bytes := read.Load()
	for b.Loop() {
		c := &Consumer{}
		if m.sums {
			c.rows = t.rows
		}
		start := time.Now()
		err := m.Run(b.Context(), db, c)
		first += c.first.Sub(start)
		if err := t.check(m, c, err); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)

	rows := float64(b.N) * float64(t.rows)
	b.ReportMetric(rows/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/rows, "B/row")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/rows, "allocs/row")
	b.ReportMetric(float64(read.Load()-bytes)/rows, "wire-B/row")
	if !m.blind && !m.sums {
		b.ReportMetric(milliseconds(first)/float64(b.N), "first-row-ms")
	}
}

// breakOff measures a loop that breaks at the sixth row: the whole of it, and the part from the break to its end.
func (t *table) breakOff(b *testing.B, m Method) {
	if m.blind || m.sums {
		b.Skip("nothing to break")
	}
	db, read := t.open(b)
	var stop time.Duration
	bytes := read.Load()
	for b.Loop() {
		c := &Consumer{stopAt: 6}
		err := m.Run(b.Context(), db, c)
		stop += time.Since(c.left)
		if err := t.check(m, c, err); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(milliseconds(b.Elapsed())/float64(b.N), "break-ms")
	b.ReportMetric(milliseconds(stop)/float64(b.N), "stop-ms")
	b.ReportMetric(float64(read.Load()-bytes)/float64(b.N), "wire-B")
}

// memory measures the most that a loop over all rows holds at a time, beyond what was in use before. It weighs the heap
// in the loop's body, twenty times.
func (t *table) memory(b *testing.B, m Method) {
	if m.blind || m.sums {
		b.Skip("no loop body to weigh the heap in")
	}
	db, _ := t.open(b)
	var most uint64
	for b.Loop() {
		c := &Consumer{weigh: t.rows / 20}
		before := heapInUse()
		err := m.Run(b.Context(), db, c)
		if err := t.check(m, c, err); err != nil {
			b.Fatal(err)
		}
		most = max(most, c.heap-min(before, c.heap))
	}
	b.ReportMetric(float64(most), "peak-heap-B")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
