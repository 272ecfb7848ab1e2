package laws

import (
	"slices"
	"testing"
)

func TestWhatBelongsBeforeAnErrorDependsOnHowOftenRowsAreRead(t *testing.T) {
	const size, rows = 7, 105
	batches := from[int, []int]{model: Batches[int](size)}
	want := slices.Collect(batches.steps(slices.Values(make([]int, rows))))
	intime := make([]int, rows) // batches yielded by the time that each row is read
	for i := range intime {
		intime[i] = i / size
	}
	for _, test := range []struct {
		reads       string
		inPieces    bool
		again       int
		yielded     []int
		least, most int // batches before the error of row 104
	}{
		{"in one query", false, 0, nil, 14, 14},
		{"in one query, and yields in time", false, 0, intime, 14, 14},
		{"in one query, and yields when all are read", false, 0, make([]int, rows), 0, 14},
		{"page by page", true, 0, nil, 13, 14},
		{"page by page, with a row more each to see whether another follows", true, rows/size - 1, nil, 11, 14},
	} {
		r := &run[[]int]{
			Observation: &Observation{Spy: new(Spy)}, Generator: Generator[[]int]{Size: size}, want: want,
			inPieces: test.inPieces, again: test.again, yielded: test.yielded,
		}
		if least, most := r.before(103); least != test.least || most != test.most {
			t.Errorf("%s: %d to %d batches of %d before row 104, want %d to %d",
				test.reads, least, most, size, test.least, test.most)
		}
	}
}
