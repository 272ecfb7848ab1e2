package laws

import (
	"fmt"
	"iter"
)

// The laws of what a generator holds, and lets go of.

func obeysStop[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		for _, stopAt := range []int{1, 2, len(r.want) - 1, len(r.want)} {
			calls := 0
			// Called by hand: in a range loop the runtime would panic before anything could be said about it.
			r.Range(r.Ctx, r.DB)(func(T, error) bool {
				calls++
				return calls < stopAt
			})
			if calls > stopAt {
				r.Fail(fmt.Sprintf("no call of yield after it returned false at value %d", stopAt), fmt.Sprintf("%d more", calls-stopAt))
				return
			}
		}
	})
	c.on(c.small, Fault{Query: errInjected}, func(r *run[T]) {
		calls := 0
		r.Range(r.Ctx, r.DB)(func(T, error) bool {
			calls++
			return false
		})
		if calls > 1 {
			r.Fail("no call of yield after it returned false at an error", fmt.Sprintf("%d more", calls-1))
		}
	})
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

func releasesOnPanic[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		func() {
			defer func() {
				if recover() != nil {
					r.Spy.Note("loop body panicked")
				}
			}()
			r.watch(r.Range(r.Ctx, r.DB), func(int) bool {
				r.Settle()
				panic("in the loop body")
			})
		}()
		r.Released()
	})
}

func cheapBreak[T any](c *check[T]) {
	const allowed = 64 << 10 // bytes: what a driver may have in its buffer
	c.on(c.large, Fault{}, func(r *run[T]) {
		var before int64
		for _, err := range r.Range(r.Ctx, r.DB) {
			if err != nil {
				r.Fail("no error", err.Error())
			}
			r.Settle() // the driver watches for the end of the context by now
			before = r.Meter.Read()
			r.Spy.Note("loop body broke")
			r.Meter.Leave()
			break
		}
		r.Settle()
		if after := r.Meter.Read() - before; after > allowed {
			r.Fail(fmt.Sprintf("at most %d KiB read after the break", allowed>>10), fmt.Sprintf("%d KiB: the whole rest of the result", after>>10))
		}
	})
}
