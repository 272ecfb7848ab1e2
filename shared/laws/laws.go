// Package laws has what makes a generator a good one, each law a check that any generator of this workbook can be put to.
//
// A test describes the generator once and checks it:
//
//	laws.Generator[seed.User]{
//		Range:   StreamUsers,
//		Size:    1,
//		Of:      func(users []seed.User) []seed.User { return users },
//		Columns: []string{"user_id", "name", "email", "age"},
//		Page:    "1-stream_users/README.md",
//	}.Check(t)
//
// Every law is a subtest whose name is a sentence. The laws look from outside: a [Spy] around the driver's connector sees
// connections, statements and rows, a [Meter] counts bytes on the wire. Each runs in a synctest bubble, where waiting for
// a goroutine to come to rest is exact and a silent server costs no time.
package laws

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// Generator describes a generator of values made from the rows of user_data.
type Generator[T any] struct {
	// Range returns the generator under test.
	Range func(ctx context.Context, db *sql.DB) iter.Seq2[T, error]

	// Size is how many rows it takes at a time: 1, or the size of its batches or pages.
	Size int

	// Of returns what it yields for Size users that follow each other in the table, or for the fewer at the end.
	Of func(users []seed.User) []T

	// Columns are the columns it needs.
	Columns []string

	// Page is where its hints are.
	Page string
}

// law is a law of generators: the name of its check, what it says, and how to keep it.
type law[T any] struct {
	name     string
	sentence string
	advice   string
	check    func(c *check[T])
}

// Check runs a subtest for each law.
func (g Generator[T]) Check(t *testing.T) {
	t.Helper()
	small := Seed(t, mysqltest.Users(rowsFor(t, g.Size)))
	large, huge := g.largeTables(t)
	for _, law := range g.laws() {
		t.Run(law.name, func(t *testing.T) {
			law.check(&check[T]{Generator: g, t: t, law: Law{law.sentence, law.advice, g.Page}, small: small, large: large, huge: huge})
		})
	}
}

// check is one law put to one generator.
type check[T any] struct {
	Generator[T]
	t     *testing.T
	law   Law
	small Table
	large Table // to tell who drains it
	huge  Table // to tell who keeps it
}

// run is a generator under observation.
type run[T any] struct {
	*Observation
	Generator[T]
	want []step[T] // nil for a tall table
	rows int       // of the table
}

// on observes the generator at work on a table.
func (c *check[T]) on(table Table, fault Fault, body func(r *run[T])) {
	c.t.Helper()
	Observe(c.t, c.law, table, fault, func(o *Observation) {
		body(&run[T]{o, c.Generator, c.steps(table.Users), table.Rows})
	})
}

// laws returns the laws in the order in which a first failure helps most.
func (g Generator[T]) laws() []law[T] {
	return []law[T]{
		{"yields_every_row_once_in_order", "a generator yields every row once, in user_id order", "yield each row as it comes, and nothing else", complete[T]},
		{"handles_every_table_size", "a generator yields all of an empty table, of one row, and of one row more or less than whole batches", "after the loop yield what is left of the last batch, if anything is; end on an empty page", edgeSizes[T]},
		{"is_cold", "a generator asks the server for nothing before it is ranged over", "move the query into the function that is returned", cold[T]},
		{"is_lazy", "a generator never reads far ahead of the loop that ranges over it", "yield a row as soon as it is read; do not collect first and do not let a goroutine run ahead", lazy[T]},
		{"asks_for_the_order", "a query says in which order it wants its rows, since without ORDER BY the server may choose any", "end the query with ORDER BY user_id", ordered[T]},
		{"is_frugal", "a generator asks the server only for what it yields, and only once", "name the columns you yield in the SELECT, and query once", frugal[T]},
		{"keeps_memory_constant", "a generator keeps nothing of what it has yielded", "keep no slice or map that grows with the rows", constantMemory[T]},
		{"yields_fresh_values", "a value that the loop keeps or changes has nothing to do with the next one", "make a new slice or variable for each step", fresh[T]},
		{"obeys_a_break", "a generator never yields again after the loop has ended", "return as soon as yield returns false", obeysStop[T]},
		{"gives_its_connection_back_on_break", "a generator gives its connection back when the loop breaks, or iter.Pull2's stop is called", "defer rows.Close() right after the check of the query's error", releasesOnBreak[T]},
		{"gives_its_connection_back_on_panic", "a generator gives its connection back when the loop body panics, and lets the panic pass", "close by defer, which runs on a panic too, and not after the loop alone; recover from nothing", releasesOnPanic[T]},
		{"gives_its_connection_back_at_the_end", "a generator gives its connection back at its end, be it the last row or an error", "close by defer, which runs on every way out; if there is a transaction, end it in the same way", releasesAtEnd[T]},
		{"breaks_without_reading_the_rest", "after a break a generator does not read the rest of the result", "query with a context of your own, and cancel it before rows.Close runs: defer the cancel after the Close", cheapBreak[T]},
		{"reports_a_failed_connection", "a generator yields the error of a connection that cannot be made", "yield the error that the query returns, wrapped with %w, and return", failedConnection[T]},
		{"reports_a_failed_query", "a generator yields the error of its query", "yield the error that the query returns, wrapped with %w, and return", failedQuery[T]},
		{"reports_an_error_between_rows", "a generator yields the rows before an error, then the error, once and last", "after the loop look at rows.Err() and yield it; what was read before is yielded already", errorBetweenRows[T]},
		{"reports_a_row_it_cannot_scan", "a generator yields the error of a row that it cannot scan, once and last", "yield the error of rows.Scan and return", unscannableRow[T]},
		{"reports_an_error_after_the_last_row", "a generator yields an error that comes after the last row", "look at rows.Err() after the loop, also when every row has come", errorAfterLastRow[T]},
		{"reports_a_cut_connection", "a generator yields an error when the connection is cut in the middle", "after the loop yield the error of rows.Err(), whatever it says", cutConnection[T]},
		{"stops_when_cancelled", "a generator ends soon after its context is cancelled, with the context's error", "pass the context that you were given, or one derived from it, to every query", cancelled[T]},
		{"does_not_wait_for_a_silent_server", "a generator ends with its context although the server says nothing", "pass the context that you were given, or one derived from it, to every query", silentServer[T]},
		{"ranges_twice", "each range over a generator starts from the beginning", "keep all state (query, offset, batch) inside the function that is returned", rangesTwice[T]},
		{"ranges_side_by_side", "two ranges over a generator at once do not disturb each other", "keep all state (query, offset, batch) inside the function that is returned", rangesSideBySide[T]},
	}
}

// step is what a generator should yield next, and how many rows of the table it has taken then.
type step[T any] struct {
	value T
	rows  int
}

// steps returns what the generator should yield for a table of users.
func (g Generator[T]) steps(users []seed.User) []step[T] {
	var steps []step[T]
	for rows := 0; rows < len(users); {
		batch := users[rows:min(rows+g.Size, len(users))]
		rows += len(batch)
		for _, value := range g.Of(batch) {
			steps = append(steps, step[T]{value, rows})
		}
	}
	return steps
}

// ahead is how many rows a generator may have read beyond those it has yielded: a batch or page, and one row more to
// know whether another follows; for single rows 16, so that a small buffer is allowed.
func (g Generator[T]) ahead() int {
	if g.Size == 1 {
		return 16
	}
	return g.Size + 1
}

// rowsFor returns how many rows the small table has: whole batches, and far more than a generator may read ahead.
func rowsFor(t testing.TB, size int) int {
	batches := max(100, 10*size) / size
	return mysqltest.Pick(t, batches, batches, batches+10) * size
}

var (
	errInjected       = errors.New("the workbook's test made this fail")
	errNeverCancelled = errors.New("the workbook's test made the server silent, and the query's context never ended")
)
