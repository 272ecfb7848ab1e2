// Package laws has what makes a generator a good one: each law is a check that any generator of this workbook can be
// held to. The words of the laws are in the package catalog.
//
// A test describes the generator once and checks it:
//
//	laws.Generator[seed.User]{
//		Range:   StreamUsers,
//		Size:    1,
//		From:    laws.Rows(laws.Users, laws.Each),
//		Columns: []string{"user_id", "name", "email", "age"},
//		Page:    "1-stream_users/README.md",
//	}.Check(t)
//
// Every law is a subtest whose name is a sentence. The laws look from outside: a [Spy] around the driver's connector
// sees connections, statements and rows, a [Meter] counts bytes on the wire. Each runs in a synctest bubble, where
// waiting for a goroutine to come to rest is exact and a silent server costs no time.
package laws

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"

	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Generator describes a generator of values made from the rows of a table.
type Generator[T any] struct {
	// Range returns the generator under test.
	Range func(ctx context.Context, db *sql.DB) iter.Seq2[T, error]

	// Size is how many rows it takes at a time: 1, or the size of its batches or pages.
	Size int

	// Ahead is how many rows it may have read beyond those that it has yielded, if they are fewer than a batch more.
	Ahead int

	// From is where its rows come from, and what it makes of them: see [Rows].
	From From[T]

	// Columns are the columns it needs.
	Columns []string

	// Without are the names of laws that it is not held to. The exercise.toml of its exercise says why.
	Without []string

	// Page is where its hints are.
	Page string
}

// Check runs a subtest for each law of the catalog.
func (g Generator[T]) Check(t *testing.T) {
	t.Helper()
	if receipt.Showing() {
		g.show(t)
		return
	}
	small := g.From.plain(t, rowsFor(t, g.Size))
	long := sync.OnceValue(func() sample[T] { return g.From.long(t) })
	wide := sync.OnceValue(func() []sample[T] { return g.From.wide(t) })
	broad := sync.OnceValue(func() sample[T] { return g.From.broad(t) })
	observe, clean := g.functions(), new(clean[T])
	for _, name := range g.Without {
		if observe[name] == nil {
			t.Errorf("Without: %q is no law of a generator", name)
		}
	}
	for _, law := range catalog.Laws {
		if slices.Contains(g.Without, law.Name) {
			continue
		}
		t.Run(law.Name, func(t *testing.T) {
			law = law.Over(g.From.ordersBy())
			words := Law{law.Sentence, law.Advice, g.Page}
			observe[law.Name](&check[T]{
				Generator: g, t: t, law: words, small: small, wide: wide, broad: broad, long: long, clean: clean,
			})
		})
	}
}

// check is one law, judged on one generator.
type check[T any] struct {
	Generator[T]
	t     *testing.T
	law   Law
	small sample[T]
	wide  func() []sample[T] // none or one, to tell who keeps it
	broad func() sample[T]   // to tell who drains it, where that shows on no wide one
	long  func() sample[T]   // to tell who stops before its end

	clean *clean[T]
	own   []step[T] // what it yields of the small table, where that is not right
}

// run is a generator under observation.
type run[T any] struct {
	*Observation
	Generator[T]
	want []step[T] // what it should yield, or what it yields if nothing disturbs it: see seen; nil for large tables
	most int       // values that it should yield at the very most

	inPieces bool  // it takes the table in more than one query
	again    int   // rows of the small table that it reads twice: one more a page, to know whether another follows
	yielded  []int // values that it yields of the small table by the time that it reads each row
}

// large returns the table that shows who drains it.
func (c *check[T]) large() sample[T] {
	if wide := c.wide(); len(wide) > 0 {
		return wide[0]
	}
	return c.broad()
}

// on observes the generator at work on a table.
func (c *check[T]) on(table sample[T], fault Fault, body func(r *run[T])) {
	c.t.Helper()
	var want []step[T]
	if table.place != nil {
		want = slices.Collect(table.steps)
	}
	if c.own != nil && table.Database == c.small.Database {
		want = c.own
	}
	Observe(c.t, c.law, table.Table, fault, func(o *Observation) {
		again := max(c.clean.rows-c.small.Rows, 0)
		body(&run[T]{o, c.Generator, want, max(table.Rows, len(want)) + 100, c.clean.queries > 1, again, c.clean.yielded})
	})
}

// functions returns the function that decides each law, by the law's name in the catalog. All but the laws of the right
// values judge only a generator that was seen at work.
func (g Generator[T]) functions() map[string]func(*check[T]) {
	return map[string]func(*check[T]){
		"yields_every_row_once_in_order":       complete[T],
		"handles_every_table_size":             edgeSizes[T],
		"is_cold":                              seen(cold[T]),
		"is_lazy":                              seen(lazy[T]),
		"asks_for_the_order":                   seen(ordered[T]),
		"is_frugal":                            seen(frugal[T]),
		"keeps_memory_constant":                seen(constantMemory[T]),
		"yields_fresh_values":                  seen(fresh[T]),
		"lets_the_loop_take_its_time":          seen(takesItsTime[T]),
		"obeys_a_break":                        seen(obeysStop[T]),
		"gives_its_connection_back_on_break":   seen(releasesOnBreak[T]),
		"gives_its_connection_back_on_panic":   seen(releasesOnPanic[T]),
		"gives_its_connection_back_at_the_end": seen(releasesAtEnd[T]),
		"breaks_without_reading_the_rest":      seen(cheapBreak[T]),
		"leaves_the_handle_as_it_was":          seen(leavesTheHandle[T]),
		"only_reads":                           seen(onlyReads[T]),
		"reports_a_failed_connection":          seen(failedConnection[T]),
		"reports_a_failed_query":               seen(failedQuery[T]),
		"reports_an_error_between_rows":        seen(errorBetweenRows[T]),
		"reports_a_row_it_cannot_scan":         seen(unscannableRow[T]),
		"reports_an_error_after_the_last_row":  seen(errorAfterLastRow[T]),
		"reports_a_cut_connection":             seen(cutConnection[T]),
		"stops_when_cancelled":                 seen(cancelled[T]),
		"does_not_wait_for_a_silent_server":    seen(silentServer[T]),
		"ranges_twice":                         seen(rangesTwice[T]),
		"ranges_side_by_side":                  seen(rangesSideBySide[T]),
	}
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
