package laws

import (
	"slices"
	"testing"
)

func TestWhatBelongsBeforeAnErrorDependsOnHowOftenRowsAreRead(t *testing.T) {
	const size, rows = 7, 105
	batches := from[int, []int]{model: Batches[int](size)}
	want := slices.Collect(batches.steps(slices.Values(make([]int, rows))))
	for _, test := range []struct {
		reads       string
		inPieces    bool
		again       int
		least, most int // batches before the error of row 104
	}{
		{"in one query", false, 0, 14, 14},
		{"page by page", true, 0, 13, 14},
		{"page by page, with a row more each to see whether another follows", true, rows/size - 1, 11, 14},
	} {
		r := &run[[]int]{
			Observation: &Observation{Spy: new(Spy)}, Generator: Generator[[]int]{Size: size}, want: want,
			inPieces: test.inPieces, again: test.again,
		}
		if least, most := r.before(103); least != test.least || most != test.most {
			t.Errorf("%s: %d to %d batches of %d before row 104, want %d to %d",
				test.reads, least, most, size, test.least, test.most)
		}
	}
}
