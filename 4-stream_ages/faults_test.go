//go:build faults

package main_test

import (
	"testing"

	. "example.com/generators/4-stream_ages"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	faults.Generator[int]{
		Range: StreamUserAges,
		From:  laws.Rows(laws.Users, laws.Map(func(user seed.User) int { return user.Age })),
	}.Check(t, faults.NewTable(t, laws.Users))
}
