//go:build !race

// The race detector has goroutines take their turns in a random order.

package seed_test

import (
	"net"
	"runtime"
	"sync/atomic"
	"testing"

	"example.com/generators/shared/seed"
)

func TestAWriteGivesTheWatcherOfTheQueryItsTurn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	conn := seed.Buffered(acceptsAll{})
	for range 1000 {
		var watching atomic.Bool
		go watching.Store(true)
		if _, err := conn.Write([]byte("a query")); err != nil || !watching.Load() {
			t.Fatalf("after the query was sent (error %v) nobody watches its context yet", err)
		}
	}
}

// acceptsAll is a connection that takes what is written at once.
type acceptsAll struct{ net.Conn }

func (acceptsAll) Write(p []byte) (int, error) { return len(p), nil }
