package grade

import (
	"slices"
	"testing"
	"time"

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
	box := runner.Check{
		Test: "box", Status: runner.Failed, Output: `exit status 126: "sandbox: build the box: no room"`,
	}
	wrong := runner.Check{Test: "wrong", Status: runner.Failed, Output: "want 3"}
	for _, test := range []struct {
		result runner.Result
		again  []string // what was put again
		want   []string
		reason string
	}{
		{runner.Result{Checks: ended(1, skipped, left)}, nil, nil, "time was left"},
		{runner.Result{Checks: ended(1, slow)}, nil, []string{"slow"}, "one check took too long"},
		{runner.Result{Checks: ended(1, slow, skipped, left), Late: true}, nil, []string{"slow", "left"}, "no time was left"},
		{runner.Result{Checks: ended(9, left), Late: true}, nil, nil, "the program ended again and again"},
		{runner.Result{Checks: ended(9, slow, left), Late: true}, nil, []string{"slow"}, "both"},
		{
			runner.Result{Checks: ended(5, left), Late: true},
			[]string{"slow"},
			[]string{"left"},
			"what took the time has passed, and was not at fault",
		},
		{runner.Result{Checks: ended(1, slow, left), Late: true}, []string{"slow", "left"}, nil, "nothing is put thrice"},
		{runner.Result{Checks: ended(0, full, killed, box, wrong)}, nil, []string{"full", "killed", "box"}, "the machine, perhaps"},
	} {
		if got := doubtful(test.result, test.again); !slices.Equal(got, test.want) {
			t.Errorf("%s: doubtful = %q, want %q", test.reason, got, test.want)
		}
	}
}

func TestWhatIsPutAgainHasTimeForAsManyThatHangAsAreTried(t *testing.T) {
	for _, took := range []time.Duration{100 * time.Millisecond, time.Second, 5 * time.Second, time.Minute} {
		own := runner.Result{Checks: []runner.Check{{Duration: took / 2}, {Duration: took}}}
		all := 3 * took
		limits := ample(Limits, own, all)
		if limits.Check < 20*took || limits.Check > max(runner.StudentLimits.Check, 20*took) {
			t.Errorf("a check of which the workbook's own takes %v has %v", took, limits.Check)
		}
		if rest := limits.Total - runner.MostAlike*limits.Check; rest < 3*all {
			t.Errorf("beside %d checks that hang for %v each, %v are left for what the workbook's own does in %v",
				runner.MostAlike, limits.Check, rest, all)
		}
	}
}
