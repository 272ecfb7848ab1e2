package laws

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// Who does nothing keeps most laws: nothing is read too early, kept too long or left open. So a law is put only to a
// generator that was seen at work.

// clean is what a generator did with the small table when nothing disturbed it.
type clean[T any] struct {
	values  []T
	yielded []int // values by the time that each row was read
	rows    int   // read from the server
	queries int   // that returned some
	err     error
	trace   string
	unknown string // why the server cannot judge it
	done    bool   // the zero clean has not run, or did not come to its end
}

// seen returns the law for a generator that reads the rows of a table and makes values of them, and one that fails for
// any other generator. If its values are not the right ones, which another law finds, the law compares with them, so
// that one fault is not charged twice.
func seen[T any](law func(*check[T])) func(*check[T]) {
	return func(c *check[T]) {
		if !c.clean.done {
			c.on(c.small, Fault{}, func(r *run[T]) {
				var mu sync.Mutex // a goroutine may read ahead
				n, yielded := 0, make([]int, 0, c.small.Rows)
				r.Spy.OnRow(func(int) {
					mu.Lock()
					defer mu.Unlock()
					yielded = append(yielded, n)
				})
				o := r.watch(r.Range(r.Ctx, r.DB), func(values int) bool {
					mu.Lock()
					defer mu.Unlock()
					n = values
					return true
				})
				*c.clean = clean[T]{
					o.values, yielded, r.Spy.Rows(), r.Spy.queries(), o.err, r.Spy.Trace(), r.Spy.Unknown(), true,
				}
			})
		}
		if !c.clean.done {
			return // which has failed
		}
		right := values(slices.Collect(c.small.steps))
		// Far less than any generator that is only somewhat wrong, and more than one that takes the first row and leaves.
		rows, different := c.small.Rows/2, min(max(2, len(right)/10), distinct(right))
		f := receipt.Failure{
			Law: c.law.Sentence, Unseen: cmp.Or(c.clean.unknown, "whether it keeps this law"),
			Unknown: c.clean.unknown != "", Trace: c.clean.trace, Page: c.law.Page,
			Want: fmt.Sprintf("at least %d different values, made of at least %d rows, from a table of %d", different, rows,
				c.small.Rows),
			Advice: "first yield what is in the table",
		}
		n := distinct(c.clean.values)
		switch {
		case c.clean.rows >= rows && n >= different: // and an error after that is another law's
			if diff.Of(right, c.clean.values) != "" {
				c.own = c.stepsOf(c.clean.values)
			}
			law(c)
			return
		case c.clean.err != nil:
			f.Got = fmt.Sprintf("the error %s, although nothing fails", receipt.HideQuoted(c.clean.err.Error()))
		case len(c.clean.values) == 0:
			f.Got = "nothing was yielded"
		case c.clean.rows < rows:
			f.Got = fmt.Sprintf("%d values, and %d rows read", len(c.clean.values), c.clean.rows)
		default:
			f.Got = fmt.Sprintf("%d values, of which %d differ", len(c.clean.values), n)
		}
		receipt.Fail(c.t, f)
	}
}

// distinct returns how many values differ, if they are printed.
func distinct[T any](values []T) int {
	all := make(map[string]bool)
	for _, value := range values {
		all[diff.Text(value)] = true
	}
	return len(all)
}

// stepsOf returns values as steps through the small table: each has taken the rows that the right value of its last row
// has. Where that leads nowhere, as in another order, it has taken as large a part of the table as it is of the values.
func (c *check[T]) stepsOf(values []T) []step[T] {
	taken := make(map[int]int) // rows, by the place of the last row that a right value is made of
	for right := range c.small.steps {
		taken[c.small.place(right.value)] = right.rows
	}
	forward, last := true, 0
	steps := make([]step[T], len(values))
	for i, value := range values {
		place := c.small.place(value)
		forward, last = forward && place > 0 && place >= last, place
		steps[i] = step[T]{value, cmp.Or(taken[place], place)}
	}
	for i := range steps {
		if !forward {
			steps[i].rows = ((i+1)*c.small.Rows + len(values) - 1) / len(values)
		}
	}
	return steps
}
