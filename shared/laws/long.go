package laws

import (
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// enoughStatements is after how many of them a range over a long table is left, so that small pages take no time.
const enoughStatements = 200

// long holds a generator to each row of a table that is longer than what 16 bits count, and than any LIMIT. One that
// asks for pieces is held to each row that the server has.
func long[T any](c *check[T]) {
	table, same := c.long(), equality[T]()
	c.on(table, Fault{}, func(r *run[T]) {
		pull := sync.OnceValues(func() (func() (step[T], bool), func()) {
			return pullMany(r.wanted(table), max(stepsAtOnce/r.Size, 1))
		})
		defer func() { _, stop := pull(); stop() }()
		taken, got := 0, 0
		for value, err := range r.Range(r.Ctx, r.DB) {
			if err != nil {
				r.Fail("no error", receipt.Hide(err))
				return
			}
			next, stop := pull()
			want, ok := next()
			if got++; !ok {
				r.Fail(fmt.Sprintf("%d values of a table of %d rows", got-1, table.Rows), "more")
				return
			}
			if !same(want.value, value) {
				if r.Size == 1 && r.Spy.sent() > got {
					r.Advice = "ask once for all that you yield: a query for each row is slow, and sees another table than the last"
				}
				f := receipt.Failure{
					Want: fmt.Sprintf("value %d of a table of %d rows, as inserted", got, table.Rows), Got: "another value",
				}
				r.differ(f, "(-want +got)", diff.Of(want.value, value))
				return
			}
			if taken = want.rows; r.Spy.sent() > enoughStatements {
				stop()
				break
			}
		}
		next, _ := pull()
		if _, more := next(); more {
			r.Fail(
				fmt.Sprintf("values from all of a table of %d rows", table.Rows),
				fmt.Sprintf("%d values, which end at row %d", got, taken),
			)
		}
		r.unlimited(table.Table)
	})
}

// stepsAtOnce is how many steps of a generator of rows are made at once; of one of batches, as many as take those rows.
const stepsAtOnce = 256

// pullMany is iter.Pull, but makes n values at a time: within a bubble, a switch between coroutines takes longer than
// all that is done with a row.
func pullMany[V any](values iter.Seq[V], n int) (next func() (V, bool), stop func()) {
	var made []V
	more, end := iter.Pull(Batches[V](n)(values))
	next = func() (value V, ok bool) {
		if len(made) == 0 {
			if made, ok = more(); !ok {
				return value, false
			}
		}
		value, made = made[0], made[1:]
		return value, true
	}
	stop = func() {
		made = nil
		end()
	}
	return next, stop
}

// equality returns what tells whether two values are the same. For a plain one, == takes a tenth of what package
// reflect does, and leaves no garbage.
func equality[T any]() func(a, b T) bool {
	if isPlain(reflect.TypeFor[T]()) {
		return func(a, b T) bool { return any(a) == any(b) }
	}
	return func(a, b T) bool { return reflect.DeepEqual(a, b) }
}

// isPlain reports whether == compares all that there is of values of a type.
func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if !isPlain(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Interface, reflect.Pointer, reflect.Chan, reflect.Array:
		return false
	}
	return t.Comparable()
}

// wanted returns what the generator should yield of a long table, now that it has sent a statement.
func (r *run[T]) wanted(table sample[T]) iter.Seq[step[T]] {
	if slices.ContainsFunc(r.Spy.Statements(), Statement.asksForAPiece) {
		return table.few
	}
	return table.steps
}

// asksForAPiece reports whether a statement asks for a part of a table, by a LIMIT or from a key on, or has its rows
// numbered.
func (s Statement) asksForAPiece() bool {
	return limitOf(s) < noLimit || len(s.Args) > 0 || numbers.MatchString(s.SQL)
}

// goesOn reports whether a statement asks for the rows from an offset on, or from a key that is a parameter.
func (s Statement) goesOn() bool {
	text := plain(s.SQL)
	at := limit.FindStringSubmatchIndex(text)
	return at != nil && (at[4] >= 0 || offset.MatchString(text) || strings.Contains(text[:at[0]], "?"))
}

// unlimited fails the test if a statement has a LIMIT that is no batch or page, but would cut a longer table than the
// one that it sees.
func (o *Observation) unlimited(table Table) {
	o.t.Helper()
	for _, statement := range o.Spy.Statements() {
		if chosen := limitOf(statement); chosen >= table.Rows/table.times && chosen < noLimit && !statement.goesOn() {
			o.Fail("all rows of a table of any length",
				fmt.Sprintf("at most %s, by %s", receipt.Hide(chosen), receipt.HideQuoted(statement.SQL)))
			return
		}
	}
}

// noLimit is the least number that a LIMIT has where it is to limit nothing, as MySQL's manual writes it.
const noLimit = 1 << 62

// limitOf returns how many rows a statement's LIMIT lets through: the outermost, or the largest of those within.
func limitOf(s Statement) int {
	text, most := plain(s.SQL), 0
	for _, at := range limit.FindAllStringSubmatchIndex(text, -1) {
		from, to := at[2], at[3]
		if at[4] >= 0 { // LIMIT offset, most
			from, to = at[4], at[5]
		}
		number := text[from:to]
		if i := strings.Count(text[:from], "?"); number == "?" && i < len(s.Args) {
			number = fmt.Sprint(s.Args[i])
		}
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			n = noLimit
		}
		if strings.Count(text[:at[0]], "(") == strings.Count(text[:at[0]], ")") {
			return int(min(n, noLimit))
		}
		most = max(most, int(min(n, noLimit)))
	}
	if most == 0 {
		return noLimit
	}
	return most
}

var (
	limit  = regexp.MustCompile(`(?i)\blimit\s+(\d+|\?)(?:\s*,\s*(\d+|\?))?`)
	offset = regexp.MustCompile(`(?i)\boffset\b`)
)
