package laws

import (
	"fmt"
	"runtime"
	"slices"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Memory is how the memory in use grows while rows are read.
type Memory struct {
	o           *Observation
	first, last int // the rows at which it is measured
	between     []int
	before      usage
	at          map[int]usage
}

// usage is memory in use, in bytes.
type usage struct{ heap, stack int64 }

// WatchMemory measures the memory in use now, when a twentieth of the table has been read, when a twentieth is left,
// and at two rows between that are drawn: so no code can know when to let go of what it keeps.
func (o *Observation) WatchMemory(table Table) *Memory {
	o.Spy.lean = true
	part := table.Rows / 20
	m := &Memory{o: o, first: part, last: table.Rows - part, before: inUse(), at: make(map[int]usage)}
	m.between = []int{
		mysqltest.Pick(o.t, 3*part, part+1, 6*part), mysqltest.Pick(o.t, 11*part, 6*part+1, 18*part),
	}
	measured := append([]int{m.first, m.last}, m.between...)
	o.Spy.OnRow(func(row int) {
		if slices.Contains(measured, row) {
			m.at[row] = inUse()
		}
	})
	return m
}

// Check fails the test if the memory in use grew with the rows, or was taken for all of them at once.
func (m *Memory) Check() {
	const (
		heap  = 72 << 10  // bytes: less than the ids of a wide table take, more than the driver takes now and then
		stack = 128 << 10 // bytes: less than a call in a call for each row takes, more than stacks that Go is about to free
		room  = 112 << 10 // bytes: less than one for each row of a long table, more than a connection and a batch take
	)
	last := m.until(m.o.Spy.Rows())
	between := fmt.Sprintf("from row %d to row %d", m.first, last)
	atLast, cameToLast := m.at[last]
	grew, took := atLast.since(m.at[m.first]), m.at[m.first].since(m.before)
	for _, row := range m.between {
		if at, came := m.at[row]; came {
			by := at.since(m.at[m.first])
			grew = usage{max(grew.heap, by.heap), max(grew.stack, by.stack)}
		}
	}
	switch {
	case !cameToLast:
		m.o.Advice = "read all rows of the table: a WHERE or a LIMIT of your own leaves some unread"
		m.o.fail(receipt.Failure{
			Want:   fmt.Sprintf("at least %d rows read", m.last),
			Got:    fmt.Sprintf("%d rows read", m.o.Spy.Rows()),
			Unseen: "whether the memory grows with the rows",
		})
	case grew.heap > heap:
		m.o.Fail(fmt.Sprintf("a heap that grows by at most %d KiB %s", heap>>10, between),
			fmt.Sprintf("%d KiB", grew.heap>>10))
	case grew.stack > stack:
		m.o.Fail(fmt.Sprintf("a stack that grows by at most %d KiB %s", stack>>10, between),
			fmt.Sprintf("%d KiB: a call in a call for each row", grew.stack>>10))
	case took.heap+took.stack > room:
		m.o.Fail(fmt.Sprintf("at most %d KiB taken before row %d", room>>10, m.first),
			fmt.Sprintf("%d KiB: room for rows to come", (took.heap+took.stack)>>10))
	}
}

// until returns the row up to which the memory must not have grown when so many were read: the last that is measured.
// Where up to half of a table was left out, as by a WHERE, it is the last that came, since that is another fault.
func (m *Memory) until(rows int) int {
	switch {
	case rows >= m.last || 2*rows <= m.last:
		return m.last
	case rows >= m.between[1]:
		return m.between[1]
	}
	return m.between[0]
}

func (u usage) since(before usage) usage {
	return usage{u.heap - before.heap, u.stack - before.stack}
}

// LiveHeap returns the bytes of the objects that are in use.
func LiveHeap() uint64 { return uint64(inUse().heap) }

// inUse returns the memory of the objects and the stacks that are in use.
func inUse() usage {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // or each span that is swept wakes an idle processor for nothing
	for range 3 {                                   // what a sync.Pool or a finalizer holds outlives a collection or two
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return usage{int64(stats.HeapAlloc), int64(stats.StackInuse)}
}
