package laws

import (
	"context"
	"sync/atomic"
)

// caller is the context of code under test. It counts who waits for its end: each context derived from it and not yet
// cancelled, and each function given to context.AfterFunc and not yet stopped. All of them stay in memory until then.
type caller struct {
	context.Context
	waiting *atomic.Int32
}

// Value has nothing: package context would find the context within, and tell that one of those who wait.
func (caller) Value(any) any { return nil }

// AfterFunc is what package context calls for all of them.
func (c caller) AfterFunc(f func()) (stop func() bool) {
	c.waiting.Add(1)
	stopped := context.AfterFunc(c.Context, f)
	return func() bool {
		ok := stopped()
		if ok {
			c.waiting.Add(-1)
		}
		return ok
	}
}
