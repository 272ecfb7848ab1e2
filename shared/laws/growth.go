package laws

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"testing"
	"time"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"

	"github.com/go-sql-driver/mysql"
)

// growthRows are the sizes of the tables on which a generator is shown to grow, or not to.
var growthRows = []int{1_000, 10_000, 100_000, 1_000_000}

// The time for all of them, and for one run on any but the last.
const (
	growthTime = 17 * time.Second
	runTime    = 5 * time.Second
)

// showGrowth tells what the generator takes on larger and larger tables, next to a slice of everything.
func (g Generator[T]) showGrowth(t *testing.T) {
	end := time.Now().Add(growthTime)
	slice := growing[T]{seq: g.everything, slice: true}
	generator := growing[T]{seq: g.Range}
	var filled time.Duration // what the last table took
	for i, rows := range growthRows {
		if i > 1 && 10*filled > time.Until(end) {
			return // to fill the next table would take longer than there is time
		}
		start := time.Now()
		table := g.From.shown(t, rows)
		filled = time.Since(start)
		if i == 0 {
			for range table.steps {
				generator.thousand++
			}
		}
		for _, way := range []*growing[T]{&slice, &generator} {
			limit := time.Until(end)
			if i < len(growthRows)-1 {
				limit = min(limit, runTime)
			} else if way.slice {
				limit = limit * 2 / 3 // the rest is for the generator
			}
			if !way.failed {
				way.on(t, table.Database, rows, limit, teller(t))
			}
		}
	}
}

// growing is one way to read a table that grows.
type growing[T any] struct {
	seq      func(context.Context, *sql.DB) iter.Seq2[T, error]
	slice    bool // all is in memory at the first value, and the table is read
	thousand int  // values for a thousand rows

	late   bool // it did not come to the end of a table in time, and would not of a larger one
	failed bool // nor to a break
}

// on reads a table twice, once to a break and once to its end, and tells what that took.
func (g *growing[T]) on(
	t testing.TB, db *mysqltest.Database, rows int, limit time.Duration, tell func(receipt.Seen),
) {
	m := receipt.Growth{Slice: g.slice, Rows: rows}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	func() {
		defer func() {
			if p := recover(); p != nil {
				m.Err = receipt.Plain(fmt.Sprint("panic: ", p))
			}
		}()
		g.toBreak(ctx, t, db, &m)
		switch {
		case m.Err != "" || m.First == 0:
		case g.slice:
			m.Read = rows
		case g.late:
			m.Memory = 0 // what it is at the first value is not the most
		default:
			g.toEnd(ctx, db, &m)
			g.late = ctx.Err() != nil
		}
	}()
	if m.Late = ctx.Err() != nil; m.Late {
		m.Err = "" // the time's, and not its own
	}
	if m.First == 0 {
		m.Break = 0 // it did not come to the break
	}
	g.failed = m.Err != "" || m.First == 0
	tell(receipt.Seen{Growth: &m})
}

// toBreak measures the time to the first value, and the bytes read when the loop has broken.
func (g *growing[T]) toBreak(ctx context.Context, t testing.TB, db *mysqltest.Database, m *receipt.Growth) {
	const breakAt = 6
	meter := NewMeter(t)
	handle := sql.OpenDB(db.Connector(meter.On))
	defer handle.Close()
	before, start, values := inUse(), time.Now(), 0
	for _, err := range g.seq(ctx, handle) {
		if err != nil {
			m.Err = err.Error()
			break
		}
		if values++; values == 1 {
			m.First, m.Memory = time.Since(start), grownSince(before)
		}
		if values == breakAt {
			break
		}
	}
	m.Break = meter.Read()
	if values == 0 && m.Err == "" && ctx.Err() == nil {
		m.Err = "it yields nothing"
	}
}

// toEnd measures the memory in use while all is read, as often as a dozen times.
func (g *growing[T]) toEnd(ctx context.Context, db *mysqltest.Database, m *receipt.Growth) {
	handle := sql.OpenDB(db.Connector(func(*mysql.Config) {}))
	defer handle.Close()
	all := max(1, m.Rows/1000*g.thousand)
	before, values := inUse(), 0
	for _, err := range g.seq(ctx, handle) {
		if ctx.Err() != nil || values > all+100 {
			break
		}
		if err != nil {
			m.Err = err.Error()
			break
		}
		if values++; values%max(1, all/12) == 0 {
			m.Memory = max(m.Memory, grownSince(before))
		}
	}
	m.Read = min(m.Rows, int(float64(values)/float64(all)*float64(m.Rows)))
	if ctx.Err() == nil && m.Read > m.Rows*9/10 {
		m.Read = m.Rows // a filter does not let through the same part of each thousand
	}
}

// grownSince returns by how much the memory in use has grown, and at least 1 KB: less is noise.
func grownSince(before usage) int64 {
	grew := inUse().since(before)
	return max(grew.heap+grew.stack, 1<<10)
}

// everything is what a generator is not: it selects all, appends each row to a slice, and then yields. Where nobody
// says how to select all, it appends what the generator yields.
func (g Generator[T]) everything(ctx context.Context, db *sql.DB) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		all := g.From.loaded(ctx, db, g.Columns)
		if all == nil {
			all = g.Range(ctx, db)
		}
		var values []T
		for value, err := range all {
			if err != nil {
				yield(*new(T), err)
				return
			}
			values = append(values, value)
		}
		for _, value := range values {
			if !yield(value, nil) {
				return
			}
		}
	}
}
