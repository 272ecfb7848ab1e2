package laws

import (
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sums is the model of running sums.
func sums(rows iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		sum := 0
		for row := range rows {
			if sum += row; !yield(sum) {
				return
			}
		}
	}
}

// groups is the model of rows of which those that are equal and follow each other are one.
func groups(rows iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		last := 0
		for row := range rows {
			if row != last && !yield(row) {
				return
			}
			last = row
		}
	}
}

// totals yields the sum of each run of equal rows, when the next run begins or the rows end.
func totals(rows iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		last, total := 0, 0
		for row := range rows {
			if row != last && total > 0 {
				if !yield(total) {
					return
				}
				total = 0
			}
			last, total = row, total+row
		}
		if total > 0 {
			yield(total)
		}
	}
}

func TestAModelSaysHowManyRowsAreTakenByEachValue(t *testing.T) {
	rows := []int{1, 1, 2, 3, 3}
	for _, test := range []struct {
		name  string
		model func(iter.Seq[int]) iter.Seq[int]
		want  []step[int]
	}{
		{"each row", Each[int], []step[int]{{1, 1}, {1, 2}, {2, 3}, {3, 4}, {3, 5}}},
		{"f of each row", Map(func(n int) int { return -n }), []step[int]{{-1, 1}, {-1, 2}, {-2, 3}, {-3, 4}, {-3, 5}}},
		{"running sums", sums, []step[int]{{1, 1}, {2, 2}, {4, 3}, {7, 4}, {10, 5}}},
		{"distinct rows", groups, []step[int]{{1, 1}, {2, 3}, {3, 4}}},
		{"totals of equal rows, known one row later", totals, []step[int]{{2, 3}, {2, 4}, {6, 5}}},
	} {
		got := slices.Collect(from[int, int]{model: test.model}.steps(slices.Values(rows)))
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(step[int]{})); diff != "" {
			t.Errorf("%s of %v (-want +got):\n%s", test.name, rows, diff)
		}
	}
	got := slices.Collect(from[int, []int]{model: Batches[int](2)}.steps(slices.Values(rows)))
	want := []step[[]int]{{[]int{1, 1}, 2}, {[]int{2, 3}, 4}, {[]int{3}, 5}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(step[[]int]{})); diff != "" {
		t.Errorf("batches of 2 of %v (-want +got):\n%s", rows, diff)
	}
}
