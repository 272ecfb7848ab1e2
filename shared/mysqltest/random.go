package mysqltest

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/receipt"
)

// Random draws values for the rows of a test. They follow from the seed that receipt.DataSeed returns, so that two of
// these draw the same.
type Random struct{ *rand.Rand }

// NewRandom returns one that has not drawn anything yet.
func NewRandom() Random { return Random{rand.New(rand.NewPCG(receipt.DataSeed(), 1))} }

// Text returns a text of at least so many characters, and at most 30 more. Among its words are apostrophes, letters
// beyond ASCII, and spaces where nobody wants them.
func (r Random) Text(atLeast int) string {
	return fmt.Sprintf("%s %d", drawn.Words[r.IntN(len(drawn.Words))], r.IntN(1_000_000)) + strings.Repeat("é", atLeast)
}

// Decimal returns a number with so many digits before the point, 6 at most, and after it, as the server writes it.
func (r Random) Decimal(before, after int) string {
	most := 1
	for range min(before, 6) {
		most *= 10
	}
	number := fmt.Sprint(r.IntN(most))
	if after > 0 {
		number += "." + strings.Repeat("0", max(0, after-2)) + fmt.Sprintf("%02d", r.IntN(100))[:min(after, 2)]
	}
	return number
}

// Time returns a second of the years from 2000 to 2030.
func (r Random) Time() time.Time {
	first, end := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	return time.Unix(first.Unix()+r.Int64N(end.Unix()-first.Unix()), 0).UTC()
}

// Maybe returns value, or NULL one time in three.
func Maybe[T any](r Random, value T) sql.Null[T] {
	if r.IntN(3) == 0 {
		return sql.Null[T]{}
	}
	return sql.Null[T]{V: value, Valid: true}
}
