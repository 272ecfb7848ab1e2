//go:build faults

package main

import (
	"testing"

	"example.com/generators/shared/faults"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	faults.Generator[seed.User]{
		Range: StreamUsers,
		Of:    func(users []seed.User) []seed.User { return users },
	}.Check(t, faults.NewTable(t))
}
