package runner_test

import (
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
)

func TestOnlyACheckThatLookedExcusesWhatFollowsIt(t *testing.T) {
	e := &exercise.Exercise{
		Points: exercise.Points{Lazy: 50, Errors: 50},
		Checks: []exercise.Check{
			{Test: "TestA/lazy", Group: catalog.Lazy, Weight: 1},
			{Test: "TestA/reports", Group: catalog.Errors, Weight: 1, Follows: []string{"lazy"}},
			{Test: "TestA/returns", Group: catalog.Errors, Weight: 1},
		},
	}
	saw, blind := receipt.Failure{Got: "2 rows"}, receipt.Failure{Got: "no rows", Unseen: "whether it is lazy"}
	for _, test := range []struct {
		name   string
		lazy   runner.Check
		points int
	}{
		{"it failed", runner.Check{Status: runner.Failed, Failures: []receipt.Failure{saw}}, 50},
		{"it timed out", runner.Check{Status: runner.TimedOut}, 50},
		{"it saw one of two", runner.Check{Status: runner.Failed, Failures: []receipt.Failure{blind, saw}}, 50},
		{"it saw nothing", runner.Check{Status: runner.Failed, Failures: []receipt.Failure{blind}}, 25},
		{"it did not run", runner.Check{Status: runner.NotRun}, 25},
	} {
		test.lazy.Test = "TestA/lazy"
		result := runner.Result{Checks: []runner.Check{
			test.lazy, {Test: "TestA/reports", Status: runner.Failed}, {Test: "TestA/returns", Status: runner.Passed},
		}}
		if got := result.Score(e, runner.Check.Skipped); got.Points != test.points || got.Max != 100 {
			t.Errorf("%s: %d of %d points, want %d of 100", test.name, got.Points, got.Max, test.points)
		}
	}
}
