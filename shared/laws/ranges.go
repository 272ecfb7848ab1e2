package laws

import (
	"fmt"
	"iter"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// The laws of ranging more than once. They compare one range with another: whether the values are right is for the
// first law to say.

func rangesTwice[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		generator := r.Range(r.Ctx, r.DB)
		first := r.watch(generator, nil)
		r.Spy.Note("second range")
		r.watch(generator, func(n int) bool { return n < 3 })
		r.Spy.Note("third range")
		third := r.watch(generator, nil)
		f := receipt.Failure{Want: "the same values as in the first range, although the second broke"}
		if r.differ(f, "(-first +third)", diff.Of(first.values, third.values)) {
			return
		}
		if rows := r.Spy.Rows(); rows < 2*c.small.Rows {
			r.Fail(
				fmt.Sprintf("each of the %d rows read again, since it can have changed", c.small.Rows),
				fmt.Sprintf("%d rows read in all", rows),
			)
		}
	})
}

func rangesSideBySide[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		generator := r.Range(r.Ctx, r.DB)
		nextA, stopA := iter.Pull2(generator)
		defer stopA()
		nextB, stopB := iter.Pull2(generator)
		defer stopB()
		for i := range r.want {
			a, errA, okA := nextA()
			b, errB, okB := nextB()
			if errA != nil || errB != nil || okA != okB {
				r.Fail(
					fmt.Sprintf("value %d from both ranges", i+1),
					fmt.Sprintf("one ended or failed: %t, %s and %t, %s", okA, receipt.Hide(errA), okB, receipt.Hide(errB)),
				)
				return
			}
			f := receipt.Failure{Want: fmt.Sprintf("the same value %d from both ranges", i+1)}
			if r.differ(f, "(-one +other)", diff.Of(a, b)) {
				return
			}
		}
	})
}
