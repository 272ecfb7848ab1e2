package seed

import "iter"

// Ahead returns a generator of what seq yields, which ranges over seq in a goroutine of its own, up to n pairs ahead of
// the consumer: so one works while the other waits. However the range ends, the goroutine ends before it does, and what
// seq reads from is the caller's again.
func Ahead[T any](seq iter.Seq2[T, error], n int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		type pair struct {
			value T
			err   error
		}
		pairs, left := make(chan pair, n), make(chan struct{})
		go func() {
			defer close(pairs)
			for value, err := range seq {
				select {
				case pairs <- pair{value, err}:
				case <-left:
					return
				}
			}
		}()
		defer func() {
			close(left)
			for range pairs { // until the goroutine closes it
			}
		}()
		for p := range pairs {
			if !yield(p.value, p.err) {
				return
			}
		}
	}
}
