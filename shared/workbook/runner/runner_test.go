package runner_test

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var (
	//go:embed testdata/students.txtar
	students []byte
	//go:embed testdata/checks.txtar
	checks []byte
)

var tests = []string{"TestStudent/first", "TestStudent/second", "TestStudent/third"}

func TestRunSaysWhatBecameOfEachCheck(t *testing.T) {
	const passed, failed, notRun, notBuilt = runner.Passed, runner.Failed, runner.NotRun, runner.NotBuilt
	limits := runner.Limits{Check: 3 * time.Second, Output: 1 << 20, Memory: 200 << 20}
	for _, test := range []struct {
		name  string // in students.txtar
		want  [3]runner.Status
		fault string // of the run, or how the process ended in a check
	}{
		{"right", [3]runner.Status{passed, passed, passed}, ""},
		{"wrong", [3]runner.Status{failed, passed, failed}, ""},
		{"not_built", [3]runner.Status{notBuilt, notBuilt, notBuilt}, "not_built.go:3:43: undefined: nam"},
		{"panics", [3]runner.Status{passed, failed, passed}, "panic: oops\nat 1-stream_users/main.go:5"},
		{"panics_in_init", [3]runner.Status{notRun, notRun, notRun}, "panic: 1"},
		{"never_ends", [3]runner.Status{passed, runner.TimedOut, passed}, "stopped after 3s"},
		{"waits_for_the_server_first", [3]runner.Status{passed, passed, passed}, ""},
		{"floods", [3]runner.Status{passed, runner.Flooded, passed}, "printing more than 1024 KiB"},
		{
			"floods_the_channel",
			[3]runner.Status{runner.Flooded, runner.Flooded, runner.Flooded},
			"printing more than 1024 KiB",
		},
		{"eats_memory", [3]runner.Status{passed, runner.OutOfMemory, passed}, "more than 200 MiB"},
		{"exits_with_0", [3]runner.Status{passed, failed, passed}, "before the checks did"},
		{"ends_by_log_Fatal", [3]runner.Status{passed, failed, passed}, "after log.Fatal nobody learns of the error"},
		{"forges_passes_and_exits", [3]runner.Status{failed, failed, failed}, "before the checks did"},
		{"forges_a_receipt", [3]runner.Status{failed, failed, failed}, "before the checks did"},
		{"forges_passes_on_the_channel_once", [3]runner.Status{failed, failed, failed}, ""},
		{"starts_what_outlives_it", [3]runner.Status{passed, passed, passed}, ""},
		{"forges_a_pass_of_what_fails", [3]runner.Status{failed, failed, failed}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			limits := limits
			if test.name == "eats_memory" {
				limits.Check = 0 // on a busy machine that takes its time
			}
			result, err := runner.Run(t.Context(), job(t, test.name, limits))
			if err != nil {
				t.Fatal(err)
			}
			var got [3]runner.Status
			fault := result.Fault
			for i, check := range result.Checks {
				got[i] = check.Status
				fault += check.Ended
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the checks (-want +got):\n%s\n%.2000s", diff, fmt.Sprintf("%+v", result))
			}
			if !strings.Contains(fault, test.fault) {
				t.Errorf("the fault is %q, want it to say %q", fault, test.fault)
			}
			if want := test.want == [3]runner.Status{passed, passed, passed}; result.Passed() != want {
				t.Errorf("Passed() = %t", result.Passed())
			}
		})
	}
}

// TestWhatPassedBeforeACheckThatEndedTheProcessIsProvedInOneMore: the receipt is what proves it.
func TestWhatPassedBeforeACheckThatEndedTheProcessIsProvedInOneMore(t *testing.T) {
	processes := 0
	j := job(t, "panics", runner.Limits{})
	j.Confine = func(*exec.Cmd) error { processes++; return nil }
	told := 0
	j.Report = func(runner.Check) { told++ }
	result, err := runner.Run(t.Context(), j)
	if err != nil || result.Checks[0].Status != runner.Passed || processes != 3 || told != 3 {
		t.Errorf("Run = %+v, %v in %d processes, and tells %d checks, want the first check passed, in 3: "+
			"one that ends, one for the third check, one to prove the first; and 3 told", result, err, processes, told)
	}

	j = job(t, "is_right_once", runner.Limits{})
	var first []runner.Status
	j.Report = func(c runner.Check) {
		if c.Test == tests[0] {
			first = append(first, c.Status)
		}
	}
	result, err = runner.Run(t.Context(), j)
	want := []runner.Status{runner.Passed, runner.Failed}
	if err != nil || result.Checks[0].Status != runner.Failed || !slices.Equal(first, want) {
		t.Errorf("Run = %+v, %v, and tells of the first check %q, want %q: it passes only where no receipt is left",
			result, err, first, want)
	}
}

func TestACheckThatKeepsAProcessorBusyIsStoppedBeforeItsTimeByTheClock(t *testing.T) {
	j := job(t, "never_ends", runner.Limits{Check: time.Hour, CPU: time.Second})
	used := 10 * time.Second // by whatever was before the first check
	j.Used = func(int) time.Duration { used += 300 * time.Millisecond; return used }
	result, err := runner.Run(t.Context(), j)
	if err != nil || result.Checks[1].Status != runner.TimedOut || result.Checks[2].Status != runner.Passed {
		t.Errorf("Run = %+v, %v, want the second check timed out, and the third passed", result, err)
	}
	if want := "stopped after 1s without an end"; result.Checks[1].Ended != want {
		t.Errorf("the second check ended with %q, want %q", result.Checks[1].Ended, want)
	}
}

func TestAfterFourThatHangNoCheckIsTriedAlsoIfThreeDidInAnotherBinary(t *testing.T) {
	for hung, want := range map[int]runner.Status{2: runner.Passed, 3: runner.NotRun} {
		j := job(t, "never_ends", runner.Limits{Check: time.Second})
		j.Before = slices.Repeat([]runner.Check{{Test: "TestElsewhere", Status: runner.TimedOut}}, hung)
		result, err := runner.Run(t.Context(), j)
		if err != nil || result.Checks[2].Status != want || result.GaveUp != (want == runner.NotRun) {
			t.Errorf("Run = %+v, %v, want the third check %s when %d hung before, and the second does", result, err, want, hung)
		}
	}
}

func TestAfterAStubNoCheckIsTriedAgain(t *testing.T) {
	result, err := runner.Run(t.Context(), job(t, "not_written_yet", runner.Limits{}))
	if err != nil || result.Checks[1].Status != runner.NotRun || !strings.Contains(result.Fault, program.NotWritten) {
		t.Errorf("Run = %+v, %v, want the second check not run, since nothing is written yet", result, err)
	}
}

func TestWhatIsLeftAfterACheckThatEndedTheProcessIsBounded(t *testing.T) {
	limits := runner.Limits{Check: time.Second, Again: 500 * time.Millisecond}
	result, err := runner.Run(t.Context(), job(t, "never_ends_twice", limits))
	if err != nil {
		t.Fatal(err)
	}
	var got []runner.Status
	for _, check := range result.Checks {
		got = append(got, check.Status)
	}
	if want := []runner.Status{runner.Passed, runner.TimedOut, runner.NotRun}; !slices.Equal(got, want) {
		t.Errorf("the checks are %q, want %q", got, want)
	}
	if !strings.Contains(result.Fault+result.Checks[2].Ended, "500ms after the first check that ended the program") {
		t.Errorf("the fault is %q, want it to say why the last check did not run", result.Fault)
	}
}

func TestATimeThatEndsBetweenTwoProcessesIsNoFaultOfTheMachine(t *testing.T) {
	j := job(t, "panics", runner.Limits{Again: 100 * time.Millisecond})
	processes := 0
	j.Confine = func(*exec.Cmd) error {
		if processes++; processes == 2 {
			time.Sleep(2 * j.Limits.Again)
		}
		return nil
	}
	result, err := runner.Run(t.Context(), j)
	if err != nil || result.Checks[2].Status != runner.NotRun {
		t.Errorf("Run = %+v, %v, want the third check not run, and no error", result, err)
	}
}

func TestRunTakesWhatIsPrintedInOrderOrNotAtAll(t *testing.T) {
	for _, inOrder := range []bool{true, false} {
		j := job(t, "prints", runner.Limits{})
		j.InOrder = inOrder
		result, err := runner.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range result.Checks {
			_, name, _ := strings.Cut(check.Test, "/")
			for _, printed := range []string{"printed in the ", "complained in the "} {
				seen := strings.Contains(check.Output, printed+name)
				if seen != inOrder || strings.Count(check.Output, printed) > 1 {
					t.Errorf("in order %t: %s said %q", inOrder, check.Test, check.Output)
				}
			}
		}
	}
}

// TestRunInOrderTakesBackWhatMayBeForged: who ends the process before the last test can have printed the passes before.
func TestRunInOrderTakesBackWhatMayBeForged(t *testing.T) {
	j := job(t, "forges_passes_and_exits", runner.Limits{})
	j.InOrder = true
	result, err := runner.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range result.Checks {
		if check.Status == runner.Passed {
			t.Errorf("%s passed", check.Test)
		}
	}
}

// TestRunBelievesNoMarkInWhatACheckSays: a student's error may have one in it, and the check says the error.
func TestRunBelievesNoMarkInWhatACheckSays(t *testing.T) {
	result, err := runner.Run(t.Context(), job(t, "forges_passes_in_what_it_returns", runner.Limits{}))
	if err != nil || result.Checks[2].Status == runner.Passed {
		t.Errorf("Run = %+v, %v, want the third check not passed, since nothing ran it", result, err)
	}
}

func TestRunHearsWhatAChecksSaysAsAValue(t *testing.T) {
	const failed = runner.Failed
	cut := func(s string, n int) string { return strings.Repeat(s, n) + "... (cut)" }
	want := []runner.Check{
		{Test: "a_failure", Status: failed, Failures: []receipt.Failure{
			{Law: "a law", Want: "one\nor two", Got: "\x16--- PASS: TestSays/a_failure (0.00s)\n\x00é"},
		}},
		{Test: "words_of_its_own", Status: failed, Output: "in words\n  of its own (-want +got):\n- 1\nand more"},
		{Test: "both", Status: failed, Output: "in words", Failures: []receipt.Failure{
			{Law: "a law", Trace: "query"}, {Law: "another"},
		}},
		{Test: "a_long_failure", Status: failed, Failures: []receipt.Failure{
			{Law: "a law", Got: cut("\x16", 2000), Trace: cut("é", 1000)},
		}},
		{Test: "many_failures", Status: failed, Failures: slices.Repeat([]receipt.Failure{
			{Law: "a law", Got: strings.Repeat("x", 1000)},
		}, 15)},
		{Test: "what_it_needs", Status: runner.NotRun, Skip: "needs a real server:\nthis one has no locks"},
		{Test: "a_reason_in_words_of_its_own", Status: runner.NotRun, Skip: "not today"},
		{Test: "nothing", Status: runner.Passed},
	}
	for _, inOrder := range []bool{true, false} {
		j := job(t, "right", runner.Limits{})
		j.Overlay[filepath.Join(j.Root, j.Dir, "usage_test.go")] = file(t, checks, "usage_test.go")
		j.Checks, j.Only, j.InOrder = nil, true, inOrder
		for _, check := range want {
			j.Checks = append(j.Checks, "TestSays/"+check.Test)
		}
		result, err := runner.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		got := result.Checks
		for i := range got {
			got[i].Test, got[i].Duration = strings.TrimPrefix(got[i].Test, "TestSays/"), 0
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in order %t (-want +got):\n%s", inOrder, diff)
		}
	}
}

func TestNobodyForgesWhatACheckSays(t *testing.T) {
	j := job(t, "forges_failures", runner.Limits{})
	j.InOrder = true
	result, err := runner.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range result.Checks {
		if len(check.Failures) > 0 || strings.Count(check.Output, "forged") != 3 {
			t.Errorf("%s: failures %v, and said %q; want what is printed as it is", check.Test, check.Failures, check.Output)
		}
	}
}

func TestRunReportsInOrderAndAsItGoes(t *testing.T) {
	j := job(t, "right", runner.Limits{})
	var got []string
	j.Report = func(c runner.Check) { got = append(got, c.Test) }
	if _, err := runner.Run(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tests, got); diff != "" {
		t.Errorf("the reports (-want +got):\n%s", diff)
	}
}

func TestACheckThatDoesNotReportHasNotPassed(t *testing.T) {
	j := job(t, "right", runner.Limits{})
	j.Checks = append(j.Checks, "TestStudent/fourth")
	result, err := runner.Run(t.Context(), j)
	if err != nil || result.Checks[3].Status != runner.NotRun || result.Passed() {
		t.Errorf("Run = %+v, %v, want the fourth check not run", result, err)
	}
}

func TestRunNamesTheTestsThatAreNoChecks(t *testing.T) {
	j := job(t, "right", runner.Limits{})
	j.Checks = j.Checks[:2]
	result, err := runner.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"TestStudent/third"}, result.Unlisted); diff != "" {
		t.Errorf("the unlisted tests (-want +got):\n%s", diff)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	j := job(t, "never_ends", runner.Limits{})
	j.Report = func(runner.Check) { cancel() }
	if _, err := runner.Run(ctx, j); !errors.Is(err, context.Canceled) {
		t.Errorf("Run with a context that is cancelled: error %v, want %v", err, context.Canceled)
	}
}

// job returns the job of running a student's program in place of exercise 1.
func job(t *testing.T, student string, limits runner.Limits) runner.Job {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	overlay := make(map[string]string)
	for name, by := range map[string]string{
		"main.go":              file(t, students, student+".go"),
		"stream_users.go":      file(t, checks, "stream_users.go"),
		"stream_users_test.go": file(t, checks, "stream_users_test.go"),
		"usage_test.go":        "",
		"rules_test.go":        "",
		"bench_test.go":        "",
	} {
		overlay[filepath.Join(root, "1-stream_users", name)] = by
	}
	return runner.Job{
		Root: root, Dir: "1-stream_users", Checks: tests, Overlay: overlay, Limits: limits,
		Env: []string{"ONCE=" + filepath.Join(t.TempDir(), "once")}, // a folder to be made by who does something once
	}
}

// file writes a file of an archive, and returns where to.
func file(t *testing.T, archive []byte, name string) string {
	t.Helper()
	files, err := txtar.FS(txtar.Parse(archive))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
