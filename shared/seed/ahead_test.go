package seed_test

import (
	"errors"
	"iter"
	"testing"
	"testing/synctest"

	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

func TestAhead(t *testing.T) {
	errLast := errors.New("last")
	// upTo yields the numbers below end and then an error, and counts what it was asked for.
	upTo := func(end int, made *int, ended *bool) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			defer func() { *ended = true }()
			for i := range end {
				*made++
				if !yield(i, nil) {
					return
				}
			}
			yield(0, errLast)
		}
	}
	var made int
	var ended bool

	t.Run("yields_what_it_is_given_in_order", func(t *testing.T) {
		var got []int
		var last error
		for i, err := range seed.Ahead(upTo(100, &made, &ended), 7) {
			if last = err; err == nil {
				got = append(got, i)
			}
		}
		var want []int
		for i := range 100 {
			want = append(want, i)
		}
		if diff := cmp.Diff(want, got); diff != "" || last != errLast {
			t.Errorf("Ahead ended with %v and yielded (-want +got):\n%s", last, diff)
		}
	})

	t.Run("is_so_far_ahead_and_no_further", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			made = 0
			for i := range seed.Ahead(upTo(1000, &made, &ended), 7) {
				synctest.Wait()
				if want := i + 1 + 7 + 1; made != want { // this one, those that wait, and one for which there is no room
					t.Fatalf("at number %d there were %d made, want %d", i, made, want)
				}
				if i == 100 {
					break
				}
			}
		})
	})

	t.Run("ends_what_it_is_given_before_it_ends", func(t *testing.T) {
		for _, panics := range []bool{false, true} {
			ended = false
			func() {
				defer func() { _ = recover() }()
				for range seed.Ahead(upTo(1000, &made, &ended), 7) {
					if panics {
						panic("in the loop body")
					}
					break
				}
			}()
			if !ended {
				t.Errorf("after a loop body that panics (%t) or breaks, the goroutine goes on", panics)
			}
		}
	})
}
