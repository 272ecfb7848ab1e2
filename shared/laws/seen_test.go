package laws

import (
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsOnlySomewhatWrongTakesTheRowsThatItShould(t *testing.T) {
	rows := []int{1, 2, 3, 4, 5}
	byTwo := func(rows iter.Seq[int]) iter.Seq[int] { // a row is yielded when its batch is full
		return func(yield func(int) bool) {
			for batch := range Batches[int](2)(rows) {
				for _, row := range batch {
					if !yield(row) {
						return
					}
				}
			}
		}
	}
	c := &check[int]{small: sample[int]{
		Table: Table{Rows: len(rows)},
		steps: from[int, int]{model: byTwo}.steps(slices.Values(rows)),
		place: func(row int) int { return max(row, 0) },
	}}
	for _, test := range []struct {
		name string
		want []step[int]
	}{
		{"the first is lost", []step[int]{{2, 2}, {3, 4}, {4, 4}, {5, 5}}},
		{"the last comes twice", []step[int]{{1, 2}, {2, 2}, {3, 4}, {4, 4}, {5, 5}, {5, 5}}},
		{"in another order", []step[int]{{5, 1}, {4, 2}, {3, 3}, {2, 4}, {1, 5}}},
		{"of no row that is known", []step[int]{{-1, 3}, {-2, 5}}},
	} {
		got := c.stepsOf(values(test.want))
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(step[int]{})); diff != "" {
			t.Errorf("%s: stepsOf (-want +got):\n%s", test.name, diff)
		}
	}
}
