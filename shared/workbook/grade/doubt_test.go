package grade

import (
	"slices"
	"testing"

	"example.com/generators/shared/workbook/runner"
)

func TestWhatRanOutOfTimeIsPutAgainUnlessTheProgramItselfTookIt(t *testing.T) {
	ended := func(n int, more ...runner.Check) []runner.Check {
		return append(
			slices.Repeat([]runner.Check{{Test: "ended", Status: runner.OutOfMemory, Ended: "out of memory"}}, n),
			more...)
	}
	slow := runner.Check{Test: "slow", Status: runner.TimedOut, Ended: "stopped"}
	left := runner.Check{Test: "left", Status: runner.NotRun}
	skipped := runner.Check{Test: "skipped", Status: runner.NotRun, Skip: "needs a real server"}
	full := runner.Check{Test: "full", Status: runner.Failed, Output: "write /tmp/x: no space left on device"}
	killed := runner.Check{Test: "killed", Status: runner.Failed, Ended: "the program ended (signal: killed) before"}
	wrong := runner.Check{Test: "wrong", Status: runner.Failed, Output: "want 3"}
	for _, test := range []struct {
		result runner.Result
		want   []string
		reason string
	}{
		{runner.Result{Checks: ended(1, skipped, left)}, nil, "time was left"},
		{runner.Result{Checks: ended(1, slow)}, []string{"slow"}, "one check took too long"},
		{runner.Result{Checks: ended(1, slow, skipped, left), Late: true}, []string{"slow", "left"}, "no time was left"},
		{runner.Result{Checks: ended(9, left), Late: true}, nil, "the program ended again and again"},
		{runner.Result{Checks: ended(9, slow, left), Late: true}, []string{"slow"}, "both"},
		{runner.Result{Checks: ended(0, full, killed, wrong)}, []string{"full", "killed"}, "the machine, perhaps"},
	} {
		if got := doubtful(test.result); !slices.Equal(got, test.want) {
			t.Errorf("%s: doubtful = %q, want %q", test.reason, got, test.want)
		}
	}
}
