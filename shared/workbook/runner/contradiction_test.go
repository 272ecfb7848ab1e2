package runner_test

import (
	"maps"
	"slices"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

func TestTheWitnessesContradictEachOtherWhereAllIsWellInsideAndOutsideIsGross(t *testing.T) {
	e := &exercise.Exercise{Checks: []exercise.Check{
		{Test: "TestA/values", Group: catalog.Results},
		{Test: "TestA/lazy", Group: catalog.Lazy},
		{Test: "TestA/release", Group: catalog.Release},
		{Test: "TestProgram/prints", Group: catalog.Results},
		{Test: "TestRules/loops"},
	}}
	inside := func(values, lazy, release runner.Status) []runner.Check {
		return []runner.Check{
			{Test: "TestA/values", Status: values}, {Test: "TestA/lazy", Status: lazy}, {Test: "TestA/release", Status: release},
		}
	}
	outside := func(gross string) runner.Check {
		return runner.Check{Test: "TestProgram/prints", Status: runner.Failed, Failures: []receipt.Failure{{Gross: gross}}}
	}
	const passed, failed = runner.Passed, runner.Failed
	for _, test := range []struct {
		name   string
		checks []runner.Check
		want   []string
	}{
		{"forged", append(inside(passed, passed, passed), outside("nothing came")), []string{"TestProgram/prints"}},
		{
			"forged but for release", append(inside(passed, passed, failed), outside("nothing came")),
			[]string{"TestProgram/prints"},
		},
		{"wrong", append(inside(failed, passed, passed), outside("nothing came")), nil},
		{"a check inside did not run", append(inside(passed, runner.NotRun, passed), outside("nothing came")), nil},
		{"only some is wrong outside", append(inside(passed, passed, passed), outside("")), nil},
		{"right", append(inside(passed, passed, passed), runner.Check{Test: "TestProgram/prints", Status: passed}), nil},
		{"nothing ran inside", []runner.Check{outside("nothing came")}, nil},
	} {
		result := runner.Result{Checks: test.checks}
		seen := result.Contradiction(e, func(runner.Check) bool { return false })
		if diff := cmp.Diff(test.want, slices.Collect(maps.Keys(seen))); diff != "" {
			t.Errorf("%s: contradicted by (-want +got):\n%s", test.name, diff)
		}
	}
	lazyCannotRun := runner.Result{Checks: append(inside(passed, runner.NotRun, passed), outside("nothing came"))}
	if len(lazyCannotRun.Contradiction(e, func(c runner.Check) bool { return c.Test == "TestA/lazy" })) == 0 {
		t.Error("a check that nobody can run here hides a contradiction")
	}
}
