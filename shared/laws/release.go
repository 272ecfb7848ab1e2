package laws

import (
	"context"
	"fmt"
	"iter"
	"time"

	"example.com/generators/shared/receipt"
)

// The laws of what a generator holds, and lets go of.

func obeysStop[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		n := len(r.want)
		for _, stopAt := range []int{1, 2, max(1, n-1), n, n + 1} { // the last lets it end by itself
			calls := 0
			// Called by hand: in a range loop the runtime would panic before anything could be said about it.
			r.Range(r.Ctx, r.DB)(func(T, error) bool {
				calls++
				return calls < stopAt
			})
			ended := min(calls, stopAt)
			time.Sleep(time.Hour) // of the bubble's time, which passes at once: what calls yield later has done so by now
			r.Settle()
			if calls > ended {
				r.Fail(fmt.Sprintf("no call of yield after value %d, at which the loop ended", ended),
					fmt.Sprintf("%d more", calls-ended))
				return
			}
		}
	})
	// Who looks at the rows' error after a break finds one if the loop ended the context first, as loops do.
	c.on(c.small, Fault{}, func(r *run[T]) {
		ctx, cancel := context.WithCancel(r.Ctx)
		defer cancel()
		calls := 0
		r.Range(ctx, r.DB)(func(T, error) bool {
			calls++
			r.Spy.Note("context cancelled, and loop body broke")
			cancel()
			spread()
			return false
		})
		if calls > 1 {
			r.Fail("no call of yield after the loop cancelled its context and ended", fmt.Sprintf("%d more", calls-1))
		}
	})
	for _, fault := range Faults(c.middle(), c.small.Rows) {
		c.on(c.small, fault, func(r *run[T]) {
			calls, failed := 0, 0 // failed is the call with the error
			r.Range(r.Ctx, r.DB)(func(_ T, err error) bool {
				if calls++; err != nil && failed == 0 {
					failed = calls
				}
				return failed == 0 && calls <= r.most
			})
			if failed > 0 && calls > failed {
				r.Advice = "return as soon as an error has been yielded, whatever it came from: its pair is the last"
				r.Fail("no call of yield after it returned false at an error", fmt.Sprintf("%d more", calls-failed))
			}
		})
	}
}

func releasesOnBreak[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), func(n int) bool {
			r.Settle() // a goroutine that reads ahead now waits for somebody to take what it has
			return n < 2
		})
		r.Released()
	})
	if c.t.Failed() {
		return
	}
	c.on(c.small, Fault{}, func(r *run[T]) {
		next, stop := iter.Pull2(r.Range(r.Ctx, r.DB))
		_, _, _ = next()
		_, _, _ = next()
		r.Settle()
		r.Spy.Note("stop")
		stop()
		r.Released()
	})
}

func releasesAtEnd[T any](c *check[T]) {
	for _, fault := range append([]Fault{{}}, Faults(c.middle(), c.small.Rows)...) {
		c.on(c.small, fault, func(r *run[T]) {
			r.watch(r.Range(r.Ctx, r.DB), nil)
			r.Released()
			if !c.t.Failed() && r.waiting.Load() > 0 { // open rows have a context of package sql's
				r.Advice = "defer the cancel of each context that you make, and what context.AfterFunc returns"
				r.Fail("nothing that waits for the end of the caller's context",
					"a context that is not cancelled, or a function that is not stopped")
			}
		})
		if c.t.Failed() {
			return
		}
	}
}

func releasesOnPanic[T any](c *check[T]) {
	const inBody = "in the loop body"
	c.on(c.small, Fault{}, func(r *run[T]) {
		var panicked any
		func() {
			defer func() { panicked = recover() }()
			r.watch(r.Range(r.Ctx, r.DB), func(int) bool {
				r.Settle()
				r.Spy.Note("loop body panicked")
				panic(inBody)
			})
		}()
		if panicked != inBody { // Go itself panics if it was recovered
			r.Fail("the panic goes on to the code with the loop", "panic: "+receipt.Hide(panicked))
		}
		r.Released()
	})
}

func cheapBreak[T any](c *check[T]) {
	const allowed = 64 << 10 // bytes: what a driver may have in its buffer
	table := c.large()
	c.on(table, Fault{}, func(r *run[T]) {
		var before int64
		rows, alone := table.Rows, false
		for _, err := range r.Range(r.Ctx, r.DB) {
			if err != nil {
				r.Fail("no error", receipt.Hide(err))
			}
			r.Settle() // the driver watches for the end of the context by now
			before, rows, alone = r.Meter.Read(), r.Spy.Rows(), len(goroutines()) == 0
			r.Spy.Note("loop body broke")
			r.Meter.Leave()
			break
		}
		r.Settle()
		if rows >= table.Rows*9/10 {
			r.fail(receipt.Failure{
				Want:   "a value while most of the rows are still to come",
				Got:    fmt.Sprintf("%d of %d rows read by then", rows, table.Rows),
				Unseen: "whether a break reads the rest",
			})
		} else if after := r.Meter.Read() - before; after > allowed {
			r.Fail(fmt.Sprintf("at most %d KiB read after the break", allowed>>10),
				fmt.Sprintf("%d KiB: the whole rest of the result", after>>10))
		} else if more := r.Spy.Rows() - rows; alone && more > 1 { // a goroutine may be at one when it hears of the break
			r.Fail("no row read after the break", fmt.Sprintf("%d more", more))
		}
	})
}
