package main

import (
	"testing"

	"example.com/generators/shared/bench"
)

func BenchmarkStreamUsersInBatches(b *testing.B) {
	bench.Suite{
		Methods: []bench.Method{
			bench.Groups("generator", 1000, StreamUsersInBatches),
			bench.UserLoop, bench.DrainUsers, bench.LimitOffset, bench.LoadUsers,
		},
		Programs: []bench.Program{{Name: "all", Args: []string{"-batch", "1000"}}},
	}.Run(b)
}
