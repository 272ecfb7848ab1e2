package given

import (
	"context"
	"database/sql"
	"hash/crc32"
	"io"
	"os"
	"time"
	"unicode"

	"example.com/generators/shared/seed"
)

var own = io.EOF

type eofs = interface{ Error() string }

func reads(when time.Time) (any, bool) {
	own = io.ErrUnexpectedEOF
	eof := &own
	*eof = sql.ErrNoRows
	when.UTC().String()
	return when.In(time.UTC), own == seed.ErrNoUsers || unicode.Is(unicode.Latin, 'x')
}

func changes(errs map[int]eofs) {
	seed.ErrNoUsers = own             // want `a change of ErrNoUsers`
	io.EOF, own = own, io.EOF         // want `a change of EOF`
	context.Canceled = own            // want `a change of Canceled`
	late := &context.DeadlineExceeded // want `a change of DeadlineExceeded`
	*late = own
	*time.UTC = *time.Local             // want `a change of UTC`
	unicode.Latin.R16[0].Lo++           // want `a change of Latin`
	delete(unicode.Scripts, "Latin")    // want `a change of Scripts`
	for _, sql.ErrTxDone = range errs { // want `a change of ErrTxDone`
	}
	_ = seed.Namespace[:]  // want `a change of Namespace`
	seed.Namespace.Clear() // want `a change of Namespace`
	_ = seed.Namespace.Len()
	clear := seed.Namespace.Clear // want `a change of Namespace`
	clear()
}

func aliases(seen map[string]int, ages *[3]int) {
	utc, scripts := time.UTC, unicode.Scripts
	*utc = *time.Local           // want `a change by way of a \*time.Location`
	clear(scripts)               // want `a change by way of a map\[string\]\*unicode.RangeTable`
	scripts["Latin"].R16[0].Lo++ // want `a change by way of a \[\]unicode.Range16`
	for _, table := range scripts {
		table.R16 = nil // want `a change by way of a \*unicode.RangeTable`
	}
	crc := crc32.IEEETable[:] // want `a change of IEEETable`
	seen["x"], crc[0] = 1, 1
	clear(ages[:])
	delete(seen, "x")
	places := make([]string, len(os.Args)) // of the type of os.Args
	places[0] = "(?, ?)"
}
