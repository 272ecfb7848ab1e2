package laws

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// The laws of what a generator says when something fails, and when its context ends.

// middle returns a row in the middle of the small table, and for larger sizes in the middle of a batch.
func (c *check[T]) middle() int {
	return mysqltest.Pick(c.t, 4*c.Size+1+c.Size/2, 3*c.Size+1, 7*c.Size)
}

func failedConnection[T any](c *check[T]) {
	for _, cause := range append([]error{errInjected}, causes...) {
		c.on(c.small, Fault{Connect: cause}, func(r *run[T]) {
			r.expectError(r.watch(r.Range(r.Ctx, r.DB), nil), cause, 0, 0)
		})
		if c.t.Failed() {
			return
		}
	}
}

func failedQuery[T any](c *check[T]) {
	for _, cause := range append([]error{errInjected}, causes...) {
		c.on(c.small, Fault{Query: cause}, func(r *run[T]) {
			r.expectError(r.watch(r.Range(r.Ctx, r.DB), nil), cause, 0, 0)
		})
		if c.t.Failed() {
			return
		}
	}
}

func errorBetweenRows[T any](c *check[T]) {
	for _, row := range []int{1, c.middle(), c.small.Rows} {
		c.on(c.small, Fault{Row: row, RowErr: errInjected}, func(r *run[T]) {
			o := r.watch(r.Range(r.Ctx, r.DB), nil)
			least, most := r.before(row - 1)
			r.expectError(o, errInjected, least, most)
		})
		if c.t.Failed() {
			return
		}
	}
	second := mysqltest.Pick(c.t, c.Size+1+c.Size/2, c.Size+1, 2*c.Size) // batch or page
	for _, cause := range causes {
		for _, row := range []int{1, second} {
			c.on(c.small, Fault{Row: row, RowErr: atRow(cause)}, func(r *run[T]) {
				o := r.watch(r.Range(r.Ctx, r.DB), nil)
				least, most := r.before(row - 1)
				r.expectError(o, cause, least, most)
			})
			if c.t.Failed() {
				return
			}
		}
	}
}

func unscannableRow[T any](c *check[T]) {
	row := c.middle()
	c.on(c.small, Fault{Row: row, Garble: true}, func(r *run[T]) {
		o := r.watch(r.Range(r.Ctx, r.DB), nil)
		least, most := r.before(row - 1)
		r.expectError(o, nil, least, most)
	})
}

func errorAfterLastRow[T any](c *check[T]) {
	for i, cause := range append([]error{errInjected}, causes...) {
		last := c.small.Rows
		if i > 0 {
			last = c.Size // of the first query, where each takes a page: to read all for each cause takes ten times as long
		}
		c.on(c.small, Fault{Last: last, AfterErr: atRow(cause)}, func(r *run[T]) {
			o := r.watch(r.Range(r.Ctx, r.DB), nil)
			least, most := r.before(min(r.Spy.Rows(), c.small.Rows))
			r.expectError(o, cause, least, most)
		})
		if c.t.Failed() {
			return
		}
	}
}

func cutConnection[T any](c *check[T]) {
	c.on(c.large(), Fault{}, func(r *run[T]) {
		o := r.watch(r.Range(r.Ctx, r.DB), func(n int) bool {
			if n == 1 {
				r.Spy.Note("connection cut")
				r.Meter.CutAfter(0)
			}
			return true
		})
		switch {
		case o.err == nil:
			r.Fail("an error pair at the end", fmt.Sprintf("%d values and no error", len(o.values)))
		case o.after > 0:
			r.Fail("the error as the last pair", fmt.Sprintf("%d more pair(s) after it", o.after))
		}
	})
}

// before returns how many values at least and at most belong before an error that strikes after rows rows. Who takes
// the table in one query has been given them all. Who takes it in pieces may lose the rows of the piece that failed,
// and has been given fewer than were read by those that came twice. Who yields so late that it is not lazy, for which
// another law charges, is held to what it has yielded by then.
func (r *run[T]) before(rows int) (least, most int) {
	given := rows
	if r.inPieces || r.Spy.queries() > 1 {
		given -= r.ahead() + r.again
	}
	for _, step := range r.want {
		if step.rows <= given {
			least++
		}
		if step.rows <= rows {
			most++
		}
	}
	if r.isLate() {
		least = min(least, r.yielded[min(rows, len(r.yielded)-1)])
	}
	return least, most
}

// isLate reports whether it lags further behind what it reads than a lazy generator may.
func (r *run[T]) isLate() bool {
	lazy := 0 // values that have to be yielded
	for row, yielded := range r.yielded {
		for lazy < len(r.want) && r.want[lazy].rows <= row-r.ahead() {
			lazy++
		}
		if yielded < lazy {
			return true
		}
	}
	return false
}

func cancelled[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		ctx, cancel := context.WithCancel(r.Ctx)
		generator := r.Range(ctx, r.DB)
		r.EndFirst(cancel)
		r.expectError(r.watch(generator, nil), context.Canceled, 0, 0)
	})
	values := mysqltest.Pick(c.t, 2, 1, 3) // before the context is cancelled
	c.on(c.small, Fault{}, func(r *run[T]) {
		ctx, cancel := context.WithCancel(r.Ctx)
		defer cancel()
		o := r.watch(r.Range(ctx, r.DB), func(n int) bool {
			if n == values {
				r.End(cancel)
			}
			return true
		})
		if len(r.want) < values {
			r.fail(receipt.Failure{
				Want: fmt.Sprintf("at least %d values", values), Got: fmt.Sprintf("%d", len(r.want)),
				Unseen: "whether it stops in the middle",
			})
			return
		}
		r.expectError(o, context.Canceled, values, r.readAhead(values))
	})
	// The rows hear of the end a moment later than code that looks at the context itself, and may all come by then.
	c.on(c.small, Fault{}, func(r *run[T]) {
		for range 10 {
			ctx, cancel := context.WithCancel(r.Ctx)
			o := r.watch(r.Range(ctx, r.DB), func(n int) bool {
				if n == values {
					r.Spy.Note("context cancelled")
					cancel()
				}
				return true
			})
			cancel()
			if o.err == nil && len(o.values) < len(r.want) {
				r.Fail("all values, or the context's error at the end", fmt.Sprintf("%d values and no error", len(o.values)))
				return
			}
		}
	})
	// While a row is pulled, since code can look at the context between that and the yield.
	c.on(c.small, Fault{}, func(r *run[T]) {
		if len(r.want) < values {
			return
		}
		ctx, cancel := context.WithCancel(r.Ctx)
		defer cancel()
		r.Spy.OnRow(func(row int) {
			if row == r.want[values-1].rows {
				r.End(cancel)
			}
		})
		r.expectError(r.watch(r.Range(ctx, r.DB), nil), context.Canceled, 0, r.readAhead(values))
	})
}

// readAhead returns how many values may come if it ends after so many: what was read ahead may still come.
func (r *run[T]) readAhead(values int) int {
	most := values
	for most < len(r.want) && r.want[most].rows <= r.want[values-1].rows+r.ahead() {
		most++
	}
	return most
}

// End ends a context, and lets the goroutines hear of it that wait for that.
func (o *Observation) End(cancel context.CancelFunc) {
	o.Spy.Note("context cancelled")
	cancel()
	spread()
}

// EndFirst ends a context before it is used. Who waits for its end then hears of it while a statement is sent.
func (o *Observation) EndFirst(cancel context.CancelFunc) {
	o.End(cancel)
	o.Spy.Rewrite(func(statement string) string {
		spread()
		return statement
	})
}

// spread lets goroutines run that hear of the end of a context, as that of context.AfterFunc does. They may not come to
// rest before the loop goes on, as Settle wants: one that closes rows waits until nobody uses their sql.RawBytes.
func spread() {
	for range 10_000 {
		runtime.Gosched()
	}
}

func silentServer[T any](c *check[T]) {
	row := mysqltest.Pick(c.t, 2*c.Size+1, c.Size+1, 4*c.Size)
	for _, test := range []struct {
		fault Fault
		rows  int // that come before it
	}{{Fault{Row: row, Hang: true}, row - 1}, {Fault{Silent: true}, 0}} {
		c.on(c.small, test.fault, func(r *run[T]) {
			ctx, cancel := context.WithTimeout(r.Ctx, time.Minute) // of the bubble's time, which passes at once
			defer cancel()
			o := r.watch(r.Range(ctx, r.DB), nil)
			_, most := r.before(test.rows)
			r.expectError(o, context.DeadlineExceeded, 0, most)
			r.EndsWith(ctx)
			r.Released()
		})
	}
}
