package given

import (
	"context"
	"database/sql"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
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

func wipe[T any](p *T) { *p = *new(T) }

type holder[T any] struct{ to *T }

func (h holder[T]) wipe() { wipe(h.to) }

func generics(own *int, err error, day time.Time) {
	wipe(own)
	wipe(&day)
	wipe(time.UTC)                        // want `a change by way of a \*time.Location`
	wipe(os.Stdout)                       // want `a change by way of a \*os.File`
	holder[time.Location]{}.wipe()        // want `a change by way of a \*time.Location`
	slices.Reverse(unicode.Digit.R16)     // want `a change by way of a \[\]unicode.Range16`
	maps.DeleteFunc(unicode.Scripts, nil) // want `a change by way of a map\[string\]\*unicode.RangeTable`
	slices.Reverse([]string{"b", "a"})    // of the type of os.Args
	_ = [1]*os.File{os.Stderr}
	_ = sync.OnceValue(func() *time.Location { return time.UTC })
	_ = io.Writer(os.Stdout)
	table := (*[256]uint32)(crc32.IEEETable) // want `a change by way of a \*hash/crc32.Table`
	table[0] = 1
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
