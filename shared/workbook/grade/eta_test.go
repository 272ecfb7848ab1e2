package grade

import (
	"testing"
	"time"
)

func TestTheTimeLeftCountsWhatIsBeingGradedAsHalfDone(t *testing.T) {
	for _, test := range []struct {
		graded, all, workers int
		want                 time.Duration
	}{
		{1, 11, 1, 100 * time.Second},
		{1, 11, 0, 100 * time.Second},
		{1, 11, 3, 45 * time.Second}, // two more are half done: it is as if two were, and nine are left
		{10, 11, 3, 10 * time.Second * 5 / 105},
		{11, 11, 3, 0},
	} {
		got := eta(10*time.Second, test.graded, test.all, test.workers)
		if diff := got - test.want; diff.Abs() > 10*time.Millisecond {
			t.Errorf("%d of %d by %d: %v, want %v", test.graded, test.all, test.workers, got, test.want)
		}
	}
}
