package main_test

import (
	"testing"

	. "example.com/generators/4-stream_ages"
	"example.com/generators/shared/bench"
)

func BenchmarkStreamUserAges(b *testing.B) {
	wholeUsers := bench.UserLoop
	wholeUsers.Name = "whole_users"
	methods := []bench.Method{
		bench.Ages("generator", StreamUserAges), bench.AgeLoop, bench.DrainAges, wholeUsers, bench.LoadAges,
		bench.Average("average", CalculateAverageAge),
	}
	bench.Suite{Methods: methods, Programs: []bench.Program{{Name: "all"}}}.Run(b)
}

func TestBreaksOnOneCore(t *testing.T) { bench.BreaksOnOneCore(t, StreamUserAges) }
