package laws

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// The laws of what a generator yields, and of what it asks for and keeps to do so.

func complete[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.expect(r.watch(r.Range(r.Ctx, r.DB), nil))
	})
}

func edgeSizes[T any](c *check[T]) {
	sizes := []int{0, 1, c.Size - 1, c.Size, c.Size + 1, 2*c.Size - 1, 2 * c.Size, 2*c.Size + 1}
	slices.Sort(sizes)
	for _, size := range slices.Compact(sizes) {
		table := Seed(c.t, mysqltest.Users(size))
		ok := true
		c.on(table, Fault{}, func(r *run[T]) {
			r.Spy.Note("table of %d row(s)", size)
			ok = r.expect(r.watch(r.Range(r.Ctx, r.DB), nil))
		})
		if !ok {
			return
		}
	}
	long(c)
}

func cold[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		_ = r.Range(r.Ctx, r.DB)
		r.Settle()
		if n := r.Spy.Opened(); n > 0 {
			r.Fail(
				"no connection and no query before the first range",
				fmt.Sprintf("%d connection(s), %d statement(s)", n, len(r.Spy.Statements())),
			)
		}
	})
}

func lazy[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), func(n int) bool {
			r.Settle() // a goroutine that reads ahead has now gone as far as it ever will
			if n > len(r.want) {
				return false
			}
			taken, pulled := r.want[n-1].rows, r.Spy.Rows()
			most := taken + r.ahead()
			if r.Size > 1 {
				most += (taken - 1) / r.Size // who looks whether another batch follows reads its first row twice
			}
			if pulled > most {
				r.Fail(
					fmt.Sprintf("at most %d rows read when the loop has value %d, which ends at row %d", most, n, taken),
					fmt.Sprintf("%d rows read", pulled),
				)
				return false
			}
			return true
		})
	})
}

func ordered[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), nil)
		r.Ordered()
	})
}

func frugal[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.DB.SetMaxOpenConns(1) // who wants a second connection at once waits for ever
		r.watch(r.Range(r.Ctx, r.DB), nil)
		for _, statement := range r.Spy.Statements() {
			for _, column := range statement.Columns {
				cast := castColumn.ReplaceAllString(column, "$1")
				if !slices.ContainsFunc(r.Columns, func(needed string) bool { return strings.EqualFold(needed, cast) }) {
					r.Fail("no column but "+strings.Join(r.Columns, ", "), fmt.Sprintf("column %q", column))
					return
				}
			}
		}
		// One row more for each batch is for who looks whether another batch follows.
		rows := c.small.Rows
		if most := rows + rows/r.Size; r.Spy.Rows() > most {
			r.Fail(fmt.Sprintf("each of the %d rows read once", rows), fmt.Sprintf("%d rows read", r.Spy.Rows()))
		}
	})
	if c.large.Users == nil {
		return // its rows are too short to tell from what surrounds them on the wire
	}
	// Rows that the server sends and nobody pulls are seen by the meter alone: Close reads them to their end.
	c.on(c.large, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), nil)
		if text := size(c.large.Users); r.Meter.Read() > 2*text {
			r.Fail(
				fmt.Sprintf("about %d KiB from the server, which all rows together take", text>>10),
				fmt.Sprintf("%d KiB", r.Meter.Read()>>10),
			)
		}
	})
}

// castColumn is what servers call a column that was cast and given no name.
var castColumn = regexp.MustCompile(`(?i)^(?:cast|convert)\(\W*(\w+)\b.*$`)

// size returns how many bytes the text of users takes.
func size(users []seed.User) (bytes int64) {
	for _, user := range users {
		bytes += int64(len(user.ID) + len(user.Name) + len(user.Email))
	}
	return bytes
}

func constantMemory[T any](c *check[T]) {
	c.on(c.huge, Fault{}, func(r *run[T]) {
		heap := r.WatchHeap(c.huge)
		for _, err := range r.Range(r.Ctx, r.DB) {
			if err != nil {
				r.Fail("no error", err.Error())
				return
			}
		}
		heap.Check()
	})
}

// Heap is how the live heap grows while rows are read.
type Heap struct {
	o               *Observation
	first, last     int // the rows at which it is measured
	atFirst, atLast uint64
}

// WatchHeap measures the live heap when a twentieth of the table has been read, and when a twentieth is left.
func (o *Observation) WatchHeap(table Table) *Heap {
	h := &Heap{o: o, first: table.Rows / 20, last: table.Rows - table.Rows/20}
	o.Spy.OnRow(func(row int) {
		switch row {
		case h.first:
			h.atFirst = LiveHeap()
		case h.last:
			h.atLast = LiveHeap()
		}
	})
	return h
}

// Check fails the test if the heap grew with the rows.
func (h *Heap) Check() {
	// In bytes: less than the ids of a wide table take, and more than what the spy keeps of its queries.
	const allowed = 72 << 10
	growth := int64(h.atLast) - int64(h.atFirst)
	switch {
	case h.atLast == 0:
		h.o.fail(receipt.Failure{
			Want:   fmt.Sprintf("at least %d rows read", h.last),
			Got:    fmt.Sprintf("%d rows read", h.o.Spy.Rows()),
			Unseen: "whether the heap grows with the rows",
		})
	case growth > allowed:
		h.o.Fail(
			fmt.Sprintf("a heap that grows by at most %d KiB from row %d to row %d", allowed>>10, h.first, h.last),
			fmt.Sprintf("%d KiB", growth>>10),
		)
	}
}

// LiveHeap returns the bytes of the objects that are in use.
func LiveHeap() uint64 {
	for range 3 { // what a sync.Pool or a finalizer holds outlives a collection or two
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func fresh[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		kept, copies := r.keep(func(T) {})
		f := receipt.Failure{Want: "values that stay as they were", Got: "values that changed while the loop went on"}
		if r.differ(f, "(-yielded +later)", diff.Of(copies, kept)) {
			return
		}
		_, later := r.keep(overwrite[T])
		f = receipt.Failure{
			Want: "values that belong to the loop, which may overwrite them",
			Got:  "later values that are others then",
		}
		r.differ(f, "(-without +with overwriting)", diff.Of(copies, later))
	})
}

// keep ranges over the generator and returns the values as they are at the end, and as they were when they were
// yielded, before change was called on each.
func (r *run[T]) keep(change func(T)) (kept, copies []T) {
	r.watch(func(yield func(T, error) bool) {
		for value, err := range r.Range(r.Ctx, r.DB) {
			if err == nil {
				kept, copies = append(kept, value), append(copies, clone(value))
				change(value)
			}
			if !yield(value, err) {
				return
			}
		}
	}, nil)
	return kept, copies
}

// clone returns a copy of value that shares no memory with it if it is a slice.
func clone[T any](value T) T {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return value
	}
	c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(c, v)
	return c.Interface().(T)
}

// overwrite overwrites the elements of a slice, up to its capacity.
func overwrite[T any](value T) {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		v.Slice(0, v.Cap()).Clear()
	}
}
