package laws

import (
	"fmt"
	"iter"

	"github.com/google/go-cmp/cmp"
)

// The laws of ranging more than once.

func rangesTwice[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		generator := r.Range(r.Ctx, r.DB)
		r.Spy.Note("first range")
		r.watch(generator, func(n int) bool { return n < 3 })
		r.Spy.Note("second range")
		if r.expect(r.watch(generator, nil)) {
			r.Spy.Note("third range")
			r.expect(r.watch(generator, nil))
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
		for i, step := range r.want {
			a, errA, okA := nextA()
			b, errB, okB := nextB()
			if !okA || !okB || errA != nil || errB != nil {
				r.Fail(fmt.Sprintf("value %d from both ranges", i+1), fmt.Sprintf("%t, %v and %t, %v", okA, errA, okB, errB))
				return
			}
			if diff := cmp.Diff([]T{step.value, step.value}, []T{a, b}); diff != "" {
				r.Fail(fmt.Sprintf("the same value %d from both ranges", i+1), "(-want +got):\n"+brief(diff))
				return
			}
		}
	})
}
