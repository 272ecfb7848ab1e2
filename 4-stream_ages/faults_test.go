//go:build faults

package main_test

import (
	"testing"

	. "example.com/generators/4-stream_ages"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	faults.Generator[int]{
		Range: StreamUserAges,
		Of: func(users []seed.User) []int {
			var ages []int
			for _, user := range users {
				ages = append(ages, user.Age)
			}
			return ages
		},
	}.Check(t, faults.NewTable(t))
}
