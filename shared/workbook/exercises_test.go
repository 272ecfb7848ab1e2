package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
)

func TestTheFailureThatTellsMostIsShown(t *testing.T) {
	e := &exercise.Exercise{Checks: []exercise.Check{{Test: "TestF/yields"}, {Test: "TestF/is_fresh", Telling: true}}}
	failed := runner.Check{Status: runner.Failed}
	saw := runner.Check{Status: runner.Failed, Failures: []receipt.Failure{{Diff: "- 1\n+ 2"}}}
	for _, test := range []struct {
		first, second runner.Check
		want          int
	}{
		{failed, saw, 1},
		{failed, failed, 0}, // by a panic, say
		{failed, runner.Check{Status: runner.Passed}, 0},
		{runner.Check{Status: runner.TimedOut}, runner.Check{Status: runner.NotRun}, 0},
		{runner.Check{Status: runner.Passed}, runner.Check{Status: runner.Passed}, -1},
	} {
		o := outcome{Exercise: e, Result: runner.Result{Checks: []runner.Check{test.first, test.second}}}
		if i, ok := o.toShow(); i != test.want || ok != (test.want >= 0) {
			t.Errorf("of %v and %v check %d is shown, want %d", test.first, test.second, i, test.want)
		}
	}
}

func TestARuleForWhichAGraderRunsNothingIsShownFirst(t *testing.T) {
	e := &exercise.Exercise{Checks: []exercise.Check{
		{Test: "TestF/is_fresh", Telling: true},
		{Test: exercise.RuleTest("keeps_to_the_loop_limit")},
		{Test: exercise.RuleTest("imports_only_what_is_allowed")},
	}}
	failed := func(i int) runner.Check {
		failures := []receipt.Failure{{Diff: "- 1\n+ 2"}}
		return runner.Check{Test: e.Checks[i].Test, Status: runner.Failed, Failures: failures}
	}
	o := outcome{Exercise: e, Result: runner.Result{Checks: []runner.Check{failed(0), failed(1), failed(2)}}}
	if i, ok := o.toShow(); i != 2 || !ok {
		t.Errorf("check %d is shown, want 2: %s", i, e.Checks[2].Test)
	}
}

func TestHowACheckEndedTheRunIsSaidOfThatCheckAlone(t *testing.T) {
	crashed := []runner.Check{{Status: runner.Failed}, {Status: runner.Failed, Ended: "panic: oh"}}
	for fault, want := range map[string]string{
		"panic: oh": "",
		"12 checks ended the program: no more were tried\npanic: oh": "12 checks ended the program: no more were tried",
		"the tests failed (exit code 1)":                             "the tests failed (exit code 1)",
	} {
		o := outcome{Result: runner.Result{Checks: crashed, Fault: fault}}
		if got := o.fault(); got != want {
			t.Errorf("beside the check the fault is %q, want %q", got, want)
		}
	}
}

func TestAFileUnderAnotherNameIsSaidToBeMissing(t *testing.T) {
	e := &exercise.Exercise{
		Root: t.TempDir(), Name: "5-count", Edits: []string{"5-count/count.go"}, Prototypes: []string{"F"},
	}
	o, err := try(t.Context(), e, nil) // there is nothing that could be built
	want := "5-count/count.go is not there: give your file that name, or copy the prototype from 5-count/README.md"
	if err != nil || !o.notBuilt() || o.done() || o.Result.Fault != want {
		t.Errorf("without the file: %+v, %v, want not built: %q", o.Result, err, want)
	}
}

func TestAServerThatWasBuiltBeforehandIsNotSaidToBeBuilt(t *testing.T) {
	root := t.TempDir()
	server, err := embedded.Built(root, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	says := func(want bool) {
		t.Helper()
		if said := whatTakesSoLong(root); strings.Contains(said, "database server") != want {
			t.Errorf("a first check says %q; want it to speak of the server: %t", said, want)
		}
	}
	says(true)
	if err := errors.Join(os.MkdirAll(filepath.Dir(server), 0o755), os.WriteFile(server, nil, 0o755)); err != nil {
		t.Fatal(err)
	}
	says(false)
}

func TestNoAnswerIsNoAndNobodyWaitsForItWhenInterrupted(t *testing.T) {
	for answer, want := range map[string]bool{"y\n": true, "Yes\n": true, "n\n": false, "": false} {
		if got, err := agreed(t.Context(), strings.NewReader(answer), "Sure?"); got != want || err != nil {
			t.Errorf("agreed after %q: %t, %v, want %t", answer, got, err, want)
		}
	}
	silent, _, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	if _, err := agreed(ctx, silent, "Sure?"); err == nil {
		t.Error("an interrupted question has no error")
	}
}

func TestAResultIsRecalledUntilWhatItDependsOnChanges(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	e := &exercise.Exercise{
		Root: t.TempDir(), Name: "5-count", Prototypes: []string{"F"}, Checks: []exercise.Check{{Test: "TestF/yields"}},
	}
	write := func(name, text string) {
		file := filepath.Join(e.Root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("5-count/"+exercise.File, "title = 'Count'")
	write("6-other/"+exercise.File, "title = 'Other'")
	write("6-other/other.go", "package main")
	hash := func() string {
		hash, err := hashOf(e)
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	before := hash()
	result := runner.Result{Checks: []runner.Check{{Test: "TestF/yields", Status: runner.Passed}}, OnEmbedded: true}
	remember(e, before, result)
	write("6-other/other.go", "package main // changed")
	o, err := recall(t.Context(), e) // there is nothing that could run
	if err != nil || !o.done() || len(o.Result.Checks) != 1 {
		t.Errorf("recall: %v, %v", o.Result, err)
	}

	for _, name := range []string{"5-count/count.go", "shared/laws/laws.go", "go.mod", ".env"} {
		before := hash()
		write(name, "changed")
		if hash() == before {
			t.Errorf("another %s does not count", name)
		}
	}
	if o, err := recall(t.Context(), e); err == nil && o.done() {
		t.Error("what has changed since is recalled")
	}
	before = hash()
	t.Setenv("WORKBOOK_TEST_SERVER", "another")
	if hash() == before {
		t.Error("another server does not count")
	}
}

func TestWhatIsNotSureToComeAgainIsNotRemembered(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	e := &exercise.Exercise{Root: t.TempDir(), Name: "5-count"}
	now, err := hashOf(e)
	if err != nil {
		t.Fatal(err)
	}
	file, err := memoryFile(e)
	if err != nil {
		t.Fatal(err)
	}
	for reason, result := range map[string]runner.Result{
		"another server": {},
		"too slow":       {OnEmbedded: true, Checks: []runner.Check{{Status: runner.TimedOut}}},
	} {
		remember(e, now, result)
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: the result is remembered", reason)
		}
	}
	remember(e, "a file that was saved meanwhile", runner.Result{OnEmbedded: true})
	if _, err := os.Stat(file); err == nil {
		t.Error("the result of another state is remembered")
	}
	remember(e, now, runner.Result{OnEmbedded: true})
	if _, err := os.Stat(file); err != nil {
		t.Errorf("nothing is remembered: %v", err)
	}
}

func TestAListNamesExercisesByNumberOrFolder(t *testing.T) {
	all, some, err := loadOnly("")
	if err != nil || len(some) == 0 || !slices.Equal(all, some) {
		t.Errorf("an empty list names %v of %v, %v, want all", some, all, err)
	}
	there := ": want " + numbers(all)
	for list, want := range map[string]string{
		"1":                "1-stream_users",
		"4,0-seed/,4":      "0-seed 4-stream_ages", // in their order, each once
		"1-stream":         "there is no exercise 1-stream, but 1-stream_users",
		"1,123":            "there is no exercise 123" + there,
		"1,":               `"" is not the number of an exercise` + there,
		"merge":            `"merge" is not the number of an exercise` + there,
		"1-stream_users,4": "1-stream_users 4-stream_ages",
	} {
		_, some, err := loadOnly(list)
		var names []string
		for _, e := range some {
			names = append(names, e.Name)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("loadOnly(%q) = %s, want %s", list, got, want)
		}
		if usage := (usageError{}); err != nil && !errors.As(err, &usage) {
			t.Errorf("loadOnly(%q): %v is no usage error", list, err)
		}
	}
}
