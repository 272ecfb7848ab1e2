//go:build faults

package main_test

import (
	"testing"

	. "example.com/generators/1-stream_users"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	faults.Generator[seed.User]{
		Range: StreamUsers,
		From:  laws.Rows(laws.Users, laws.Each),
	}.Check(t, faults.NewTable(t, laws.Users))
}
