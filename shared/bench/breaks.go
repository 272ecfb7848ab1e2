package bench

import (
	"context"
	"database/sql"
	"iter"
	"runtime"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
)

// breaks is how often a range breaks at its first value.
const breaks = 1000

// BreaksOnOneCore fails the test unless each of 1,000 breaks drops the connection. It has one core, as many containers
// do: there the driver's goroutine that watches the query's context has to wait for its turn, and can get it too late.
// That is why a write through seed.Buffered gives it one.
func BreaksOnOneCore[T any](t *testing.T, generator func(context.Context, *sql.DB) iter.Seq2[T, error]) {
	t.Helper()
	const allowed = 64 << 10 // bytes: what the driver and the buffer before the connection may have asked for
	db, read := newWideTable(t).open(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	drained := 0
	for range breaks {
		var before int64
		for _, err := range generator(t.Context(), db) {
			if err != nil {
				t.Fatal(err)
			}
			before = read.Load()
			break
		}
		if read.Load()-before > allowed {
			drained++
		}
	}
	if drained > 0 {
		t.Errorf("%d of %d breaks read the rest of the table", drained, breaks)
	}
}

// newWideTable returns a table of 400 KB, most of it in the ages, which every reader asks for.
func newWideTable(t testing.TB) *table {
	t.Helper()
	wide := &table{Database: mysqltest.Seed(t, mysqltest.Users(400))}
	for _, statement := range laws.Users.Widen {
		if _, err := wide.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("widen the table: %v", err)
		}
	}
	return wide
}
