package verify

import (
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

func TestParseHeader(t *testing.T) {
	for _, test := range []struct {
		kind               Kind
		text               string
		about, check, want string
	}{
		{Mutant, "// Mutant: it leaks.\n// Check: TestX/leaks\npackage main\n", "it leaks.", "TestX/leaks", ""},
		{Right, "// Right: it pulls.\npackage main\n", "it pulls.", "", ""},
		{Mutant, "// Mutant: it leaks.\npackage main\n// Check: TestX/leaks\n", "it leaks.", "", "line 2"},
		{Mutant, "package main\n", "", "", "line 1"},
		{Right, "package main\n", "", "", "line 1"},
	} {
		s := &Subject{Kind: test.kind}
		err := s.parseHeader([]byte(test.text))
		if s.About != test.about || s.Check != test.check || (err == nil) != (test.want == "") || err != nil &&
			!strings.Contains(err.Error(), test.want) {
			t.Errorf("parseHeader(%q) found %q and %q, error %v", test.text, s.About, s.Check, err)
		}
	}
}

// result makes a result of the checks a, b and c: p passed, f failed, t timed out, n not run, s skipped, x not built.
func result(states, fault string) runner.Result {
	status := map[rune]runner.Status{
		'p': runner.Passed, 'f': runner.Failed, 't': runner.TimedOut, 'n': runner.NotRun,
		's': runner.NotRun, 'x': runner.NotBuilt,
	}
	r := runner.Result{Fault: fault}
	for i, state := range states {
		check := runner.Check{Test: "Test/" + string(rune('a'+i)), Status: status[state]}
		if state == 's' {
			check.Skip = "needs a real server"
		}
		r.Checks = append(r.Checks, check)
	}
	return r
}

func TestASubjectHasToDoAsItsKindMust(t *testing.T) {
	for _, test := range []struct {
		kind   Kind
		result runner.Result
		want   string
		reason string
	}{
		{Reference, result("ppp", ""), "", "the reference passes"},
		{Reference, result("psp", ""), "", "a skipped check does not count against it"},
		{Reference, result("pfp", ""), "fails Test/b", "the reference fails"},
		{
			Reference,
			runner.Result{Unlisted: []string{"FuzzX/seed#0", "TestX/d"}},
			"exercise.toml does not name: FuzzX/seed#0, TestX/d", "a test decides nothing",
		},
		{Reference, runner.Result{Unlisted: []string{"FuzzX/seed#0"}}, "", "a fuzz target is no check"},
		{Right, result("pnp", ""), "fails Test/b", "a check that did not run has not passed"},
		{Right, result("xxx", "no"), "does not compile", "a right one does not compile"},
		{Stub, result("fnn", "panic"), "", "a stub passes nothing"},
		{Stub, result("fpn", "panic"), "passes Test/b", "a stub passes something"},
		{Mutant, result("pfp", ""), "", "the named check catches it"},
		{Mutant, result("ptn", "stopped"), "", "the named check catches it by the clock"},
		{Mutant, result("fpp", ""), "is not caught by Test/b; caught by: Test/a", "another check catches it"},
		{Mutant, result("ppp", ""), "is not caught by Test/b", "nothing catches it"},
		{Mutant, result("fnn", "panic"), "is not caught by Test/b; caught by: Test/a", "the named check never ran"},
		{Mutant, result("xxx", "no"), "does not compile", "a mutant does not compile"},
	} {
		s := &Subject{Kind: test.kind, Check: "Test/b", Result: test.result}
		if got := s.Fault(); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: Fault() = %q, want %q", test.reason, got, test.want)
		}
	}
}

func TestHiddenDataOfThreeSeedsArePutToWhatIsRight(t *testing.T) {
	all, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	subjects, err := Subjects(all[1], "")
	if err != nil {
		t.Fatal(err)
	}
	seeds := make(map[Kind]map[uint64]bool)
	for _, s := range subjects {
		if seeds[s.Kind] == nil {
			seeds[s.Kind] = make(map[uint64]bool)
		}
		seeds[s.Kind][s.Seed] = true
	}
	hidden := map[uint64]bool{0: true, 1: true, 2: true, 3: true}
	visible := map[uint64]bool{0: true}
	want := map[Kind]map[uint64]bool{Reference: hidden, Right: hidden, Stub: visible, Mutant: visible, Idle: visible}
	if diff := cmp.Diff(want, seeds); diff != "" {
		t.Errorf("seeds of the data (-want +got):\n%s", diff)
	}
	s := &Subject{Kind: Right, Result: result("pfp", ""), Seed: 2}
	if got := s.Fault(); !strings.Contains(got, "fails Test/b with the hidden data of seed 2") {
		t.Errorf("Fault() = %q", got)
	}
}

func TestTablesAreShorterThanForAVerdictWhereNoCheckOfThatSubjectNeedsThem(t *testing.T) {
	for _, c := range []struct {
		subject Subject
		want    string
	}{
		{Subject{Kind: Right, Seed: 2}, "A=1 WORKBOOK_SEED=2 WORKBOOK_BRIEF=program"},
		{Subject{Kind: Mutant, Check: "TestStreamUsers/is_lazy"}, "A=1 WORKBOOK_BRIEF=long"},
		{Subject{Kind: Mutant, Check: "TestStreamUsers/handles_every_table_size"}, "A=1"},
		{Subject{Kind: Reference}, "A=1"},
		{Subject{Kind: Idle}, "A=1"},
		{Subject{Kind: Stub}, "A=1"},
	} {
		r := &Run{Exercise: &exercise.Exercise{}, Env: []string{"A=1"}}
		if got := strings.Join(r.job(&c.subject, nil).Env, " "); got != c.want {
			t.Errorf("%s %s: the environment of its checks is %q, want %q", c.subject.Kind, c.subject.Check, got, c.want)
		}
	}
}

func TestTheEmbeddedServerIsUsedUnlessAnotherIsAskedFor(t *testing.T) {
	for asked, want := range map[string][]string{
		"":       {"A=1", "CGO_ENABLED=0", "WORKBOOK_TEST_SERVER=embedded"},
		"docker": {"A=1", "CGO_ENABLED=0"},
	} {
		t.Setenv("WORKBOOK_TEST_SERVER", asked)
		if diff := cmp.Diff(want, environment([]string{"A=1"})); diff != "" {
			t.Errorf("WORKBOOK_TEST_SERVER=%s: what is added to the environment (-want +got):\n%s", asked, diff)
		}
	}
}

func TestTablesShowWhoIsCaughtByWhatAndOnlyByWhat(t *testing.T) {
	e := &exercise.Exercise{Points: exercise.Points{Lazy: 30, Errors: 70}, Checks: []exercise.Check{
		{Test: "Test/a", Group: catalog.Lazy}, {Test: "Test/b", Group: catalog.Lazy}, {Test: "Test/c", Group: catalog.Errors},
	}}
	score := func(lazy, errors int) exercise.Score {
		return exercise.Score{Points: lazy + errors, Max: 100, Groups: []exercise.GroupScore{
			{Group: catalog.Lazy, Points: lazy, Max: 30}, {Group: catalog.Errors, Points: errors, Max: 70},
		}}
	}
	subjects := []*Subject{
		{Kind: Reference, Name: "reference", Result: result("ppp", "")},
		{Kind: Mutant, Name: "leaks", Check: "Test/b", Result: result("pfp", ""), Score: score(15, 70)},
		{Kind: Mutant, Name: "lies", Check: "Test/a", Result: result("fpf", ""), Score: score(15, 0)},
	}
	for _, test := range []struct {
		table func(*exercise.Exercise, []*Subject) []Row
		want  []Row
	}{
		{Matrix, []Row{{"", "  1  2  3  points"}, {"leaks", "  .  X  .   85"}, {"lies", "  X  .  x   15"}}},
		{Lists, []Row{{"leaks", " 2X   85"}, {"lies", " 1X 3x   15"}}},
		{Dear, []Row{{"lies", "85 lost, for a fault that is worth 30: lazy 15, errors 70"}}},
		{OnlyBy, []Row{{"a", ""}, {"b", "leaks"}, {"c", ""}}},
	} {
		if diff := cmp.Diff(test.want, test.table(e, subjects)); diff != "" {
			t.Errorf("table (-want +got):\n%s", diff)
		}
	}
}
