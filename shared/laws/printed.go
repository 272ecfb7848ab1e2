package laws

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"io"
	"iter"
	"slices"
	"strings"

	"example.com/generators/shared/mysqltest"
)

// Printing gives a program tables, and knows what it prints. [Printed] returns one.
type Printing interface {
	// table gives the program a table of rows, narrow or wide, and returns what it is to print.
	table(program *mysqltest.Program, rows int, wide bool) printout

	// width returns the bytes of a wide row; 0 if there are none.
	width() int64

	// sizes returns how many rows tables have.
	sizes() sizes
}

// Printed says that a program has its rows from source, and prints of them what print writes.
func Printed[R any](source Source[R], print func(w io.Writer, rows iter.Seq[R])) Printing {
	return printing[R]{source, print}
}

type printing[R any] struct {
	source Source[R]
	print  func(io.Writer, iter.Seq[R])
}

func (p printing[R]) table(program *mysqltest.Program, rows int, wide bool) printout {
	var at func(i int) R
	if p.source.MadeUp != nil {
		users, user := p.source.MadeUp(rows, wide)
		program.MakeUp(users)
		at = user
	} else {
		draw := p.source.Rows
		if wide && p.source.Wide != nil {
			draw = p.source.Wide
		}
		drawn := draw(rows)
		program.Fill(func(ctx context.Context, db *sql.DB) error { return p.source.Fill(ctx, db, drawn) })
		at = func(i int) R { return drawn[i] }
	}
	return func(w io.Writer, most int) { p.print(w, LongTable[R]{Table{Rows: min(most, rows)}, at}.all) }
}

func (p printing[R]) sizes() sizes {
	if p.source.MadeUp != nil {
		return sizes{200_000, 60_000, 10_000}
	}
	return sizes{40_000, 24_000, 4_000} // to fill them takes a second
}

func (p printing[R]) width() int64 {
	if p.source.Wide == nil {
		return 0
	}
	const some = 100
	return text(slices.Values(p.source.Wide(some))) / some
}

// sizes are how many rows the tables of the laws of programs have.
type sizes struct {
	far  int // narrow ones: more than any limit that comes to mind
	many int // wide ones: many MB, so that who keeps them cannot be missed
	few  int // wide ones, enough to see what the program needs for any table
}

// printout writes what a program is to print for the first rows of a table.
type printout func(w io.Writer, rows int)

// of returns what it writes.
func (p printout) of(rows int) string {
	var text strings.Builder
	p(&text, rows)
	return text.String()
}

// matcher holds what is printed to what is written to it, as that comes: a table has megabytes, and most programs print
// what they should.
type matcher struct {
	printed *bufio.Reader
	wanted  int  // bytes that were written to it
	lines   int  // in them
	came    int  // bytes that were printed as they were written
	differs bool // what was printed after those was not
}

func match(printed io.Reader) *matcher {
	return &matcher{printed: bufio.NewReaderSize(printed, 64<<10)}
}

func (m *matcher) Write(want []byte) (int, error) {
	m.wanted += len(want)
	m.lines += bytes.Count(want, []byte("\n"))
	for left := want; len(left) > 0 && !m.differs; {
		some := left[:min(len(left), m.printed.Size())]
		if got, _ := m.printed.Peek(len(some)); !bytes.Equal(some, got) {
			m.differs = true
			break
		}
		_, _ = m.printed.Discard(len(some)) // which are there
		m.came += len(some)
		left = left[len(some):]
	}
	return len(want), nil
}
