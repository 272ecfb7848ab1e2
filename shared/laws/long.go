package laws

import (
	"database/sql/driver"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// longRows is how many rows a long table has: enough to tell a count of 16 bits, and a list of as many bytes.
const longRows = 1<<17 + 3

// LongTable returns a table of 131,075 rows, of which the server has the first five. The spy hands over the others as
// the server would: as many as a statement's LIMIT lets through, from its OFFSET or its key on. They are the last user
// again, under ids that go on. So a handle of [Observe] sees the long table, and that of the table itself a short one.
func LongTable(t testing.TB) Table {
	t.Helper()
	users := mysqltest.Users(5)
	users[len(users)-1].Age = mysqltest.Pick(t, 40, 26, 119) // one whom every exercise yields
	return Table{Database: mysqltest.Seed(t, users), first: users, Rows: longRows, long: true}
}

// Part returns the users of a long table from the row with that index on, at most size of them.
func (t Table) Part(from, size int) []seed.User {
	var users []seed.User
	for row := from; row < min(from+size, t.Rows); row++ {
		user := t.first[min(row, len(t.first)-1)]
		if row >= len(t.first) {
			user.ID = idOf(row)
		}
		users = append(users, user)
	}
	return users
}

func idOf(row int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", row, row) }

// rowOf returns which row has an id, or -1 for what is no id.
func rowOf(value any) int {
	text, ok := value.(string)
	if bytes, is := value.([]byte); is {
		text, ok = string(bytes), true
	}
	if !ok || !userID.MatchString(text) {
		return -1
	}
	row, _ := strconv.ParseInt(text[:8], 16, 64)
	return int(row)
}

var userID = regexp.MustCompile(`\b[0-9a-fA-F]{8}-0000-4000-8000-[0-9a-fA-F]{12}\b`)

// part is which rows of a table a statement asks for: those from one on, at most so many.
type part struct{ from, most int }

// noLimit is the least number that a LIMIT has where it is to limit nothing, as MySQL's manual writes it.
const noLimit = 1 << 62

// partOf returns which part of a table a statement asks for.
func partOf(s Statement) part {
	p := part{most: noLimit}
	text := plain(s.SQL)
	number := func(from, to int) int { // what a number or a parameter in the text stands for
		digits := text[from:to]
		if i := strings.Count(text[:from], "?"); digits == "?" && i < len(s.Args) {
			digits = fmt.Sprint(s.Args[i])
		}
		n, err := strconv.ParseUint(digits, 10, 64)
		if err != nil {
			return noLimit
		}
		return int(min(n, noLimit))
	}
	for _, at := range limit.FindAllStringSubmatchIndex(text, -1) {
		most, from := number(at[2], at[3]), 0
		if at[4] >= 0 {
			from = number(at[6], at[7])
			if text[at[4]:at[5]] == "," {
				most, from = from, most
			}
		}
		outer := strings.Count(text[:at[0]], "(") == strings.Count(text[:at[0]], ")")
		if outer || p.most == noLimit || most > p.most { // LIMIT 1 may only find where the part begins
			p = part{from, most}
		}
		if outer {
			break
		}
	}
	for _, key := range append([]any{userID.FindString(s.SQL)}, s.Args...) {
		if row := rowOf(key); row >= 0 {
			p.from = row + 1
			if strings.Contains(text, ">=") {
				p.from = row
			}
		}
	}
	return p
}

var limit = regexp.MustCompile(`(?i)\blimit\s+(\d+|\?)(?:\s*(,|offset\b)\s*(\d+|\?))?`)

// beyond hands over a row of a long table that the server does not have.
func (r *rows) beyond(dest []driver.Value) error {
	last := r.spy.last[len(dest)]
	row := r.part.from + r.given
	if last == nil || r.given >= r.part.most || row >= r.spy.long {
		return io.EOF
	}
	for i, value := range last {
		dest[i] = value
		if rowOf(value) >= 0 {
			dest[i] = []byte(idOf(row))
		}
	}
	return nil
}

// keepLast keeps a row that the server has, to make others of it.
func (s *Spy) keepLast(row []driver.Value) {
	last := make([]driver.Value, len(row))
	for i, value := range row {
		if bytes, ok := value.([]byte); ok { // the driver uses its memory again
			value = append([]byte(nil), bytes...)
		}
		last[i] = value
	}
	if s.last == nil {
		s.last = make(map[int][]driver.Value)
	}
	s.last[len(row)] = last
}

// enoughStatements is after how many of them a range over a long table is left, so that small pages take no time.
const enoughStatements = 200

// long holds a generator to each row of a table that is longer than what 16 bits count, and than any LIMIT.
func long[T any](c *check[T]) {
	c.on(c.long, Fault{}, func(r *run[T]) {
		row, got := 0, 0
		var want []T
		for value, err := range r.Range(r.Ctx, r.DB) {
			if err != nil {
				r.Fail("no error", receipt.Hide(err))
				return
			}
			for len(want) == 0 && row < c.long.Rows {
				want = c.Of(c.long.Part(row, c.Size))
				row += c.Size
			}
			if got++; len(want) == 0 {
				r.Fail(fmt.Sprintf("%d values of a table of %d rows", got-1, c.long.Rows), "more")
				return
			}
			if !reflect.DeepEqual(want[0], value) {
				f := receipt.Failure{
					Want: fmt.Sprintf("value %d of a table of %d rows, as inserted", got, c.long.Rows), Got: "another value",
				}
				r.differ(f, "(-want +got)", diff.Of(want[0], value))
				return
			}
			if want = want[1:]; len(r.Spy.Statements()) > enoughStatements {
				row, want = c.long.Rows, nil
				break
			}
		}
		if row < c.long.Rows || len(want) > 0 {
			r.Fail(
				fmt.Sprintf("values from all of a table of %d rows", c.long.Rows),
				fmt.Sprintf("%d values, which end at row %d", got, row),
			)
		}
		r.unlimited()
	})
}

// unlimited fails the test if a statement has a LIMIT that is no batch or page, but would cut a still longer table.
func (o *Observation) unlimited() {
	o.t.Helper()
	for _, statement := range o.Spy.Statements() {
		if most := partOf(statement).most; most > longRows && most < noLimit {
			o.Fail("all rows of a table of any length",
				fmt.Sprintf("at most %d, by %s", most, receipt.HideQuoted(statement.SQL)))
			return
		}
	}
}
