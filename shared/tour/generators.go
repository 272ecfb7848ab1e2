package main

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// CountTo returns a generator of the numbers from 1 to n.
func CountTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 1; i <= n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

// LoudCountTo returns the generator of CountTo, which now also prints what it does.
func LoudCountTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		fmt.Println("generator: begins")
		defer fmt.Println("generator: ends")
		for i := 1; i <= n; i++ {
			fmt.Println("generator: yields", i)
			if !yield(i) {
				fmt.Println("generator: yield returned false")
				return
			}
		}
	}
}

// Numbers returns a generator of the whole numbers in a text. A word that is not a number ends it with an error. An
// error pair is the last pair, and its value is 0.
func Numbers(text string) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for word := range strings.FieldsSeq(text) {
			n, err := strconv.Atoi(word)
			if err != nil {
				yield(0, fmt.Errorf("read number: %w", err))
				return
			}
			if !yield(n, nil) {
				return
			}
		}
	}
}

// Even returns a generator of those numbers that are even.
func Even(numbers iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range numbers {
			if n%2 == 0 && !yield(n) {
				return
			}
		}
	}
}
