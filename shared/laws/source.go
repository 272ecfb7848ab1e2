package laws

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"testing"

	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Source describes the rows of a table, or those that a query joins. Its rows follow from receipt.DataSeed, so that a
// grader's are nobody's guess.
type Source[R any] struct {
	// Order is what the ORDER BY of the query names.
	Order string

	// Rows returns n rows in that order, the same at every call.
	Rows func(n int) []R

	// Fill makes the tables in an empty database, with these rows.
	Fill func(ctx context.Context, db *sql.DB, rows []R) error

	// Key returns what no two rows share.
	Key func(row R) any

	// Wide returns n rows with about half a KB of text each; nil where a row has no text.
	Wide func(n int) []R

	// Widen are statements after which each row has more than 1,000 bytes, whichever columns a query asks for. Only
	// package faults and benchmarks need them.
	Widen []string

	// Plain returns n rows in that order with nothing unusual in them, so that who wrongly refuses a value loses results
	// alone: the other laws are observed on these. Where it is nil, they are observed on Rows.
	Plain func(n int) []R

	// Odd returns rows that are rare, and right; nil where there are none.
	Odd func() []R

	// Spoil is a column that is never NULL: made NULL, it cannot be scanned. Where a query has no such column, the last
	// number of its row is made a word, or its first column NULL.
	Spoil string

	// MadeUp returns n rows that the embedded server computes as they are read, and which one row i is, counted from 0.
	// That server makes up users alone. Where it is nil, large tables are filled as others are.
	MadeUp func(n int, wide bool) (rows madeup.Users, at func(i int) R)

	// Load returns all rows, of which only the columns matter, for show to compare with. It can be nil.
	Load func(ctx context.Context, db *sql.DB, columns []string) iter.Seq2[R, error]
}

// Table is a database with rows in it.
type Table struct {
	*mysqltest.Database
	Rows int

	order string // what an ORDER BY names
	spoil string // what makes a row one that cannot be scanned: see [Source]
	times int    // each row comes so often; 0 for once
	once  bool   // but for a statement that asks for a piece, which gets its rows once
}

// Seed returns a table of rows, which are in the order of the source.
func (s Source[R]) Seed(t testing.TB, rows []R) Table {
	t.Helper()
	db := mysqltest.New(t)
	if err := s.Fill(t.Context(), db.DB, rows); err != nil {
		t.Fatalf("fill the test database: %v", err)
	}
	return s.table(db, len(rows))
}

func (s Source[R]) table(db *mysqltest.Database, rows int) Table {
	return Table{Database: db, Rows: rows, order: s.Order, spoil: s.Spoil}
}

// LongTable is a table of more rows than it is good to keep.
type LongTable[R any] struct {
	Table
	at func(i int) R
}

// longRows is how many rows a long table has: more than what 16 bits count, and than a batch or page that is larger
// than that, so that another follows.
const longRows = 80_003

// Long returns a table of 80,003 rows. Where they cannot be made up, to fill it takes seconds.
func (s Source[R]) Long(t testing.TB) LongTable[R] {
	t.Helper()
	return s.sized(t, longRows)
}

// sized returns a table of n rows, which are made up where that can be done.
func (s Source[R]) sized(t testing.TB, n int) LongTable[R] {
	t.Helper()
	if s.MadeUp != nil {
		rows, at := s.MadeUp(n, false)
		return LongTable[R]{s.table(mysqltest.MadeUp(t, rows), n), at}
	}
	rows := s.Rows(n)
	return LongTable[R]{s.Seed(t, rows), func(i int) R { return rows[i] }}
}

// Part returns the rows from the one with that index on, at most size of them.
func (t LongTable[R]) Part(from, size int) []R {
	var rows []R
	for i := from; i < min(from+size, t.Rows); i++ {
		rows = append(rows, t.at(i))
	}
	return rows
}

// all returns the rows one by one.
func (t LongTable[R]) all(yield func(R) bool) {
	for i := range t.Rows {
		if !yield(t.at(i)) {
			return
		}
	}
}

// From is where a generator of T has its rows from, and what it makes of them. [Rows] returns one.
type From[T any] interface {
	// Values returns all that the generator yields for a table of n rows.
	Values(n int) []T

	drawn(t testing.TB, n int) sample[T]
	plain(t testing.TB, n int) sample[T]
	odd(t testing.TB) []sample[T]  // none or one
	wide(t testing.TB) []sample[T] // none or one
	broad(t testing.TB) sample[T]
	many(t testing.TB) []sample[T] // none or one
	long(t testing.TB) sample[T]
	shown(t testing.TB, n int) sample[T]
	loaded(ctx context.Context, db *sql.DB, columns []string) iter.Seq2[T, error]
	ordersBy() string
}

// sample is a table, and what a generator should make of it.
type sample[T any] struct {
	Table
	steps iter.Seq[step[T]] // nil where nobody asks
	few   iter.Seq[step[T]] // what it should make of the rows that the server has, if each row comes more than once
	place func(value T) int // of the last row that a value is made of, counted from 1; 0 where that is not known
	text  int64             // bytes of all rows; 0 where they are too short to tell from what surrounds them on the wire
}

// step is what a generator should yield next, and how many rows of the table it has taken then.
type step[T any] struct {
	value T
	rows  int
}

// Rows says that a generator has its rows from source, and makes of them what model does: a plain generator over rows
// in memory. It pulls a row when the generator under test may read it at the earliest, so it says what is lazy. [Each],
// [Map] and [Batches] are models.
func Rows[R, T any](source Source[R], model func(rows iter.Seq[R]) iter.Seq[T]) From[T] {
	return from[R, T]{source, model}
}

// Each is the model of a generator that yields the rows as they are.
func Each[R any](rows iter.Seq[R]) iter.Seq[R] { return rows }

// Map is the model of a generator that yields f of each row.
func Map[R, T any](f func(row R) T) func(iter.Seq[R]) iter.Seq[T] {
	return func(rows iter.Seq[R]) iter.Seq[T] {
		return func(yield func(T) bool) {
			for row := range rows {
				if !yield(f(row)) {
					return
				}
			}
		}
	}
}

// Batches is the model of a generator that yields size rows at a time, and fewer at the end.
func Batches[R any](size int) func(iter.Seq[R]) iter.Seq[[]R] {
	return func(rows iter.Seq[R]) iter.Seq[[]R] {
		return func(yield func([]R) bool) {
			var batch []R
			for row := range rows {
				if batch = append(batch, row); len(batch) == size {
					if !yield(batch) {
						return
					}
					batch = nil
				}
			}
			if len(batch) > 0 {
				yield(batch)
			}
		}
	}
}

// from is a source, and what is made of its rows.
type from[R, T any] struct {
	source Source[R]
	model  func(iter.Seq[R]) iter.Seq[T]
}

func (f from[R, T]) Values(n int) []T {
	return slices.Collect(f.model(slices.Values(f.source.Rows(n))))
}

// steps returns the steps of a generator over rows.
func (f from[R, T]) steps(rows iter.Seq[R]) iter.Seq[step[T]] {
	return func(yield func(step[T]) bool) {
		taken := 0
		counted := func(yield func(R) bool) {
			for row := range rows {
				if taken++; !yield(row) {
					return
				}
			}
		}
		for value := range f.model(counted) {
			if !yield(step[T]{value, taken}) {
				return
			}
		}
	}
}

// of returns the sample of a table of rows.
func (f from[R, T]) of(t testing.TB, rows []R) sample[T] {
	t.Helper()
	places := make(map[any]int)
	for i, row := range rows {
		places[f.source.Key(row)] = i + 1
	}
	place := func(value T) int {
		some, _ := any(value).([]R)
		if row, ok := any(value).(R); ok {
			some = []R{row}
		}
		if len(some) == 0 {
			return 0
		}
		return places[f.source.Key(some[len(some)-1])]
	}
	return sample[T]{Table: f.source.Seed(t, rows), steps: f.steps(slices.Values(rows)), place: place}
}

func (f from[R, T]) drawn(t testing.TB, n int) sample[T] {
	t.Helper()
	return f.of(t, f.source.Rows(n))
}

func (f from[R, T]) plain(t testing.TB, n int) sample[T] {
	t.Helper()
	return f.of(t, f.usual(n))
}

// usual returns n rows with nothing unusual in them, if there are such rows.
func (f from[R, T]) usual(n int) []R {
	if f.source.Plain == nil {
		return f.source.Rows(n)
	}
	return f.source.Plain(n)
}

func (f from[R, T]) odd(t testing.TB) []sample[T] {
	t.Helper()
	if f.source.Odd == nil {
		return nil
	}
	return []sample[T]{f.of(t, f.source.Odd())}
}

// wide returns few rows with much text, since not every server takes many: 1,500 times 0.5 KB. Their keys alone are
// enough to show in the heap. There is none where a generator yields nothing of the text.
func (f from[R, T]) wide(t testing.TB) []sample[T] {
	t.Helper()
	const rows, much = 1500, 100 // bytes of a row
	if f.source.Wide == nil {
		return nil
	}
	wide := f.source.Wide(rows)
	if text(f.model(slices.Values(wide))) < rows*much {
		return nil
	}
	return []sample[T]{{Table: f.source.Seed(t, wide), text: text(slices.Values(wide))}}
}

// text returns about how many bytes values take as text.
func text[V any](values iter.Seq[V]) (bytes int64) {
	for value := range values {
		bytes += int64(len(fmt.Sprint(value)))
	}
	return bytes
}

// broad returns so many rows that it shows on the wire who reads them all, however short they are.
func (f from[R, T]) broad(t testing.TB) sample[T] {
	t.Helper()
	return sample[T]{Table: f.source.sized(t, 20_000).Table}
}

// A tall table has 332,003 rows, since the spy hands each of the 1,103 that the server has over 301 times: a count of
// 16 bits overflows, and who stops after a round number of rows is seen. No round number divides it, so that groups of
// rows are not all full.
const tallRows, tallTimes = 1103, 301

// briefTimes is enough for a count of 16 bits to overflow.
const briefTimes = 61

// tall returns a table as one that is so tall.
func (t Table) tall() Table { return t.repeated(tallTimes) }

// repeated returns a table as one whose rows come so often each.
func (t Table) repeated(times int) Table {
	t.times = times
	t.Rows *= times
	return t
}

// half returns a table of half as many rows as a tall one, for whoever asks for it in pieces too. That is enough for a
// list of as many bytes to show in the heap.
func (t Table) half() Table {
	t.Rows, t.once = t.Rows/t.times, false
	return t.repeated(tallTimes / 2)
}

// long returns a tall table to a generator that asks for it in one piece. One that asks for pieces gets of
// it the rows that the server has.
func (f from[R, T]) long(t testing.TB) sample[T] {
	t.Helper()
	rows := f.usual(tallRows)
	times := tallTimes
	if receipt.IsBrief(receipt.BriefLong) {
		times = briefTimes
	}
	table := f.source.Seed(t, rows).repeated(times)
	table.once = true
	all := LongTable[R]{table, func(i int) R { return rows[i/table.times] }}.all
	return sample[T]{Table: table, steps: f.steps(all), few: f.steps(slices.Values(rows))}
}

// many returns so many rows, each with a key of its own, that a list or a set of four bytes for each of them shows in
// the heap: a tall table has few keys. There is none where rows cannot be made up, since it would take seconds to fill.
func (f from[R, T]) many(t testing.TB) []sample[T] {
	t.Helper()
	if f.source.MadeUp == nil {
		return nil
	}
	return []sample[T]{{Table: f.source.sized(t, 30_000).Table}}
}

func (f from[R, T]) shown(t testing.TB, n int) sample[T] {
	t.Helper()
	table := f.source.sized(t, n)
	return sample[T]{Table: table.Table, steps: f.steps(table.all)}
}

// loaded returns what the generator should yield for the whole table; nil if the source has no Load.
func (f from[R, T]) loaded(ctx context.Context, db *sql.DB, columns []string) iter.Seq2[T, error] {
	if f.source.Load == nil {
		return nil
	}
	return func(yield func(T, error) bool) {
		var failed error
		rows := func(yield func(R) bool) {
			for row, err := range f.source.Load(ctx, db, columns) {
				if failed = err; err != nil || !yield(row) {
					return
				}
			}
		}
		for value := range f.model(rows) {
			if failed != nil {
				break
			}
			if !yield(value, nil) {
				return
			}
		}
		if failed != nil {
			yield(*new(T), failed)
		}
	}
}

func (f from[R, T]) ordersBy() string { return f.source.Order }
