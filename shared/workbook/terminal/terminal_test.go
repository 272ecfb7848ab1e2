package terminal_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/terminal"

	"github.com/google/go-cmp/cmp"
)

var check = exercise.Check{Test: "TestStreamUsers/is_lazy", Hints: []string{"Think.", "Think again."}}

func TestCheckIsALineWithTheSentence(t *testing.T) {
	for _, test := range []struct {
		result runner.Check
		want   string
	}{
		{runner.Check{Status: runner.Passed}, "  ✓ StreamUsers is lazy\n"},
		{runner.Check{Status: runner.Failed}, "  ✗ StreamUsers is lazy\n"},
		{runner.Check{Status: runner.TimedOut}, "  ✗ StreamUsers is lazy (timed out)\n"},
		{
			runner.Check{Status: runner.Failed, Ended: "panic: oh\nat 1-stream_users/x.go:9"},
			"  ✗ StreamUsers is lazy (panic: oh)\n",
		},
		{runner.Check{Status: runner.NotRun}, "  - StreamUsers is lazy (not run)\n"},
		{
			runner.Check{Status: runner.NotRun, Skip: "needs a real server"},
			"  - StreamUsers is lazy (not run: needs a real server)\n",
		},
	} {
		var b strings.Builder
		terminal.New(&b).Check(check, test.result)
		if diff := cmp.Diff(test.want, b.String()); diff != "" {
			t.Errorf("Check of %+v (-want +got):\n%s", test.result, diff)
		}
	}
}

func TestFailureShowsWhatTheCheckSaidAndAsManyHintsAsAskedFor(t *testing.T) {
	result := runner.Check{
		Status: runner.Failed,
		Failures: []receipt.Failure{{
			Law: "a generator never reads far ahead", Diff: "(-want +got):\n- 1\n+ 2",
			Trace: "connect -> next", Page: "1-stream_users/README.md",
		}},
		Output: "in words of its own",
	}
	e := &exercise.Exercise{Name: "1-stream_users"}
	for hints, want := range map[int]string{
		1: "  hint 1: Think.\n  more: go tool workbook check 1 --hint 2\n  task: 1-stream_users/README.md\n",
		2: "  hint 1: Think.\n  hint 2: Think again.\n  task: 1-stream_users/README.md\n",
		9: "  hint 1: Think.\n  hint 2: Think again.\n  task: 1-stream_users/README.md\n",
	} {
		var b strings.Builder
		terminal.New(&b).Failure(e, check, result, "", hints)
		want := `
StreamUsers is lazy
  law:   a generator never reads far ahead
  got:   (-want +got):
         - 1
         + 2
  trace: connect -> next
  in words of its own
` + want
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("Failure with %d hints (-want +got):\n%s", hints, diff)
		}
	}
}

func TestALawThatIsBrokenTwiceStandsOnce(t *testing.T) {
	result := runner.Check{Status: runner.Failed, Failures: []receipt.Failure{
		{Law: "share nothing", Got: "line 3", Advice: "declare it inside"},
		{Law: "share nothing", Got: "line 9", Advice: "declare it inside", Trace: "connect"},
		{Law: "share nothing", Got: "line 9", Advice: "declare it inside", Trace: "connect -> query"},
	}}
	var b strings.Builder
	terminal.New(&b).Failure(&exercise.Exercise{Name: "1-stream_users"}, exercise.Check{Test: check.Test}, result, "", 0)
	want := `
StreamUsers is lazy
  law:   share nothing
  got:   line 3
  got:   line 9
  trace: connect
  do:    declare it inside
  the same after other events: 1 more
  task: 1-stream_users/README.md
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestALongDifferenceIsCutToWhatDiffersFirst(t *testing.T) {
	said := "the users (-want +got):\n" + strings.Repeat("  the same\n", 30) + "- {ID: 1}\n" +
		strings.Repeat("+ {ID: 2}\n", 20)
	want := "\nStreamUsers is lazy\n  the users (-want +got):\n  ...\n" +
		strings.Repeat("    the same\n", 2) + "  - {ID: 1}\n" +
		strings.Repeat("  + {ID: 2}\n", 6) + "  ... and 14 more lines\n  task: 1-stream_users/README.md\n"
	var b strings.Builder
	result := runner.Check{Status: runner.Failed, Output: said}
	terminal.New(&b).Failure(&exercise.Exercise{Name: "1-stream_users"}, exercise.Check{Test: check.Test}, result, "", 0)
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestAPanicIsSaidOnce(t *testing.T) {
	result := runner.Check{
		Status: runner.Failed, Ended: "panic: oh\nat 1-stream_users/x.go:9",
		Output: "before\npanic: oh\n\ngoroutine 37 [running]:\nmain.f()",
	}
	var b strings.Builder
	terminal.New(&b).Failure(&exercise.Exercise{Name: "1-stream_users"}, exercise.Check{Test: check.Test}, result, "", 0)
	want := "\nStreamUsers is lazy\n  before\n  panic: oh\n  at 1-stream_users/x.go:9\n  task: 1-stream_users/README.md\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

func TestAFailureThatAPictureSaysMoreOfOffersIt(t *testing.T) {
	e := &exercise.Exercise{
		Name: "2-batch", Generators: []exercise.Generator{{Test: "TestBatches"}, {Test: "TestUsers"}},
	}
	for _, test := range []struct {
		check exercise.Check
		want  string
	}{
		{exercise.Check{Test: "TestBatches/is_lazy", Group: catalog.Lazy}, "  see it: go tool workbook show 2\n"},
		{exercise.Check{Test: "TestUsers/of_our_own", Group: catalog.Release}, "  see it: go tool workbook show 2 Users\n"},
		{exercise.Check{Test: "TestUsers/is_honest", Group: catalog.Errors}, ""},
		{exercise.Check{Test: "TestProgram/is_lazy", Group: catalog.Lazy}, ""},
	} {
		var b strings.Builder
		terminal.New(&b).Failure(e, test.check, runner.Check{Test: test.check.Test, Status: runner.Failed}, "", 0)
		want := "\n" + test.check.Sentence() + "\n" + test.want + "  task: 2-batch/README.md\n"
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("Failure of %s (-want +got):\n%s", test.check.Test, diff)
		}
	}
}

func TestAFileGetsNoColours(t *testing.T) {
	var b strings.Builder
	p := terminal.New(&b)
	p.Title(&exercise.Exercise{Name: "1-stream_users", Title: "Stream"})
	p.NotBuilt("stream.go:1:1: no")
	p.Score(exercise.Score{Points: 3, Max: 3})
	if want := "Exercise 1: Stream\nIt does not compile:\n  stream.go:1:1: no\n\n3 of 3 points\n"; b.String() != want {
		t.Errorf("the report is %q, want %q", b.String(), want)
	}
}

func TestTheScoreSaysWhatCostPoints(t *testing.T) {
	groups := []exercise.GroupScore{
		{Group: catalog.Results, Points: 20, Max: 20}, {Group: catalog.Lazy, Max: 50, Lost: "TestStreamUsers/is_lazy"},
	}
	for _, test := range []struct {
		score exercise.Score
		want  string
	}{
		{
			exercise.Score{Points: 15, Max: 70, Groups: groups, Taken: 5, Broken: []string{"TestRules/keeps_to_the_loop_limit"}},
			"\n15 of 70 points\n  results  20 of 20\n  lazy     0 of 50, since StreamUsers is lazy failed\n" +
				"  rules    -5: keeps to the loop limit\n",
		},
		{
			exercise.Score{Max: 70, Groups: groups, Rejected: "TestRules/imports_only_what_is_allowed"},
			"\n0 of 70 points\n  imports only what is allowed failed: a grader does not even run such a file\n",
		},
	} {
		var b strings.Builder
		terminal.New(&b).Score(test.score)
		if diff := cmp.Diff(test.want, b.String()); diff != "" {
			t.Errorf("Score (-want +got):\n%s", diff)
		}
	}
}

func TestReportsToAPipeOrWithNoColorArePlain(t *testing.T) {
	for _, force := range []string{"", "1"} {
		t.Setenv("CLICOLOR_FORCE", force)
		t.Setenv("NO_COLOR", force)
		var b strings.Builder
		p := terminal.New(&b)
		p.Check(check, runner.Check{Status: runner.Failed})
		p.Score(exercise.Score{Points: 3, Max: 3})
		if want := "  ✗ StreamUsers is lazy\n\n3 of 3 points\n"; b.String() != want {
			t.Errorf("with NO_COLOR=%q the report is %q, want %q", force, b.String(), want)
		}
	}
}

func TestWhatToDoAboutACrashOrTheCompilersWordsIsSaid(t *testing.T) {
	var b strings.Builder
	p := terminal.New(&b)
	p.NotBuilt("./x.go:9:6: main redeclared in this block")
	const ended = "panic: assignment to entry in nil map\nat 1-stream_users/x.go:9"
	crashed := runner.Check{Status: runner.Failed, Ended: ended}
	p.Failure(&exercise.Exercise{Name: "1-stream_users"}, check, crashed, "", 0)
	for _, said := range []string{"  do:    A second func main", "x.go:9\n  do:    The map was never made"} {
		if !strings.Contains(b.String(), said) {
			t.Errorf("the report does not say %q:\n%s", said, b.String())
		}
	}
}
