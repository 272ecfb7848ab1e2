package laws

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// The laws of what a generator yields, and of what it asks for and keeps to do so.

func complete[T any](c *check[T]) {
	for _, table := range append([]sample[T]{c.From.drawn(c.t, c.small.Rows), c.small}, c.From.odd(c.t)...) {
		ok := true
		c.on(table, Fault{}, func(r *run[T]) {
			ok = r.expect(r.watch(r.Range(r.Ctx, r.DB), nil))
		})
		if !ok {
			return
		}
	}
}

func edgeSizes[T any](c *check[T]) {
	sizes := []int{0, 1, c.Size - 1, c.Size, c.Size + 1, 2*c.Size - 1, 2 * c.Size, 2*c.Size + 1}
	slices.Sort(sizes)
	for _, size := range slices.Compact(sizes) {
		table := c.From.drawn(c.t, size)
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
				fmt.Sprintf("%d connection(s), %d statement(s)", n, r.Spy.sent()),
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
			most := taken + cmp.Or(r.Ahead, r.ahead())
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
	asks := func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), nil)
		for _, statement := range r.Spy.Statements() {
			columns := len(statement.Columns) // whatever they are called; one can hold all that is asked for
			if columns > len(r.Columns) && statement.Rows > 0 || columns < len(r.Columns) && statement.Rows == 1 {
				r.Fail(
					fmt.Sprintf("%d column(s): %s", len(r.Columns), strings.Join(r.Columns, ", ")),
					fmt.Sprintf("%d column(s): %s", columns, receipt.Hide(strings.Join(statement.Columns, ", "))),
				)
				return
			}
		}
		// One row more for each batch is for who looks whether another batch follows.
		rows := c.small.Rows
		if most := rows + rows/r.Size; r.Spy.Rows() > most {
			r.Fail(fmt.Sprintf("each of the %d rows read once", rows), fmt.Sprintf("%d rows read", r.Spy.Rows()))
		}
	}
	c.on(c.small, Fault{}, asks) // since who knows of the limit below can be frugal there alone
	if c.t.Failed() {
		return
	}
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.DB.SetMaxOpenConns(1) // a generator that wants a second connection at once is blocked forever
		asks(r)
	})
	table := c.large()
	if table.text == 0 {
		return // its rows are too short to tell from what surrounds them on the wire
	}
	// Rows that the server sends and nobody pulls are seen by the meter alone: Close reads them to their end.
	c.on(table, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), nil)
		if r.Meter.Read() > 2*table.text {
			r.Fail(
				fmt.Sprintf("about %d KiB from the server, which all rows together take", table.text>>10),
				fmt.Sprintf("%d KiB", r.Meter.Read()>>10),
			)
		}
	})
}

func constantMemory[T any](c *check[T]) {
	for i, table := range slices.Concat(c.wide(), []sample[T]{{Table: c.long().half()}}, c.From.many(c.t)) {
		whole := i == 0 // the others take too long for small pieces
		c.on(table, Fault{}, func(r *run[T]) {
			if !whole && r.inPieces {
				return
			}
			memory := r.WatchMemory(table.Table)
			for _, err := range r.Range(r.Ctx, r.DB) {
				if err != nil && r.Spy.Rows() < memory.last { // one at the end is another law's
					r.Fail("no error", receipt.Hide(err))
					return
				}
			}
			if whole || r.Spy.Rows() >= memory.last {
				memory.Check()
			}
		})
		if c.t.Failed() {
			return
		}
	}
}

func fresh[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		kept, copies := r.keep(func(value T) T { return value })
		for i := range copies {
			f := receipt.Failure{Want: "values that stay as they were"}
			f.Got = fmt.Sprintf("value %d changed while the loop went on", i+1)
			if r.differ(f, "(-yielded +later)", diff.Of(copies[i], kept[i])) {
				return
			}
		}
		kept, extended := r.keep(extend[T])
		f := receipt.Failure{Want: "values to which the loop can append", Got: "values whose end a later one replaced"}
		if r.differ(f, "(-appended +later)", diff.Of(extended, kept)) {
			return
		}
		_, later := r.keep(overwrite[T])
		f = receipt.Failure{
			Want: "values that the loop can overwrite",
			Got:  "later values that changed with them",
		}
		r.differ(f, "(-without +with overwriting)", diff.Of(copies, later))
	})
}

// keep ranges over the generator, and keeps what the loop makes of each value: as it is at the end, and as it was when
// the loop had made it.
func (r *run[T]) keep(make func(T) T) (kept, copies []T) {
	r.watch(func(yield func(T, error) bool) {
		for value, err := range r.Range(r.Ctx, r.DB) {
			if err == nil {
				made := make(value)
				kept, copies = append(kept, made), append(copies, clone(made))
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

// overwrite overwrites the elements of a slice, up to its capacity, and returns a copy of what it was.
func overwrite[T any](value T) T {
	before := clone(value)
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		v.Slice(0, v.Cap()).Clear()
	}
	return before
}

// extend appends an element to a slice, as the loop may do for itself.
func extend[T any](value T) T {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return value
	}
	return reflect.Append(v, reflect.Zero(v.Type().Elem())).Interface().(T)
}
