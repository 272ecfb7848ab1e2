package runner

import (
	"strings"
	"testing"

	"example.com/generators/shared/receipt"

	"github.com/google/go-cmp/cmp"
)

// TestWhatATestNeedsIsWhyNoneOfItsChecksRan: a test can skip itself before its subtests begin.
func TestWhatATestNeedsIsWhyNoneOfItsChecksRan(t *testing.T) {
	const needs = "needs a server without a database ALX_prodev"
	told := 0
	l := newLedger([]string{"TestInsertData/a", "TestProgram/a", "TestProgram/b"}, func(Check) { told++ })
	l.add(event{"RUN", "TestProgram", 0})
	l.tell(receipt.Message{Test: "TestProgram", Skip: needs})
	l.add(event{"SKIP", "TestProgram", 0})
	want := []Check{
		{Test: "TestInsertData/a"},
		{Test: "TestProgram/a", Status: NotRun, Skip: needs},
		{Test: "TestProgram/b", Status: NotRun, Skip: needs},
	}
	if diff := cmp.Diff(want, l.checks); diff != "" || told != 2 {
		t.Errorf("%d checks told, want 2; the checks (-want +got):\n%s", told, diff)
	}
}

// TestAnEventIsWhatTheTestingPackageBeginsALineWith: it indents what tests say, whatever is in it. Only among what is
// printed may a line have begun before.
func TestAnEventIsWhatTheTestingPackageBeginsALineWith(t *testing.T) {
	pass := event{"PASS", "TestX/a", 0.25}
	for _, test := range []struct {
		reason         string
		line           string
		begins         bool
		ofTheChannel   event
		amongThePrints event
	}{
		{"a test begins", "\x16=== RUN   TestX/a\n", true, event{"RUN", "TestX/a", 0}, event{"RUN", "TestX/a", 0}},
		{"a test ends", "\x16--- PASS: TestX/a (0.25s)\n", true, pass, pass},
		{"a line's end of Windows", "\x16--- PASS: TestX/a (0.25s)\r\n", true, pass, pass},
		{"in the middle of a line", "abc\x16--- PASS: TestX/a (0.25s)\n", true, event{}, pass},
		{"as a test says it", "        \x16--- PASS: TestX/a (0.25s)\n", true, event{}, pass},
		{"the rest of a long line", "\x16--- PASS: TestX/a (0.25s)\n", false, event{}, pass},
		{"without its end", "\x16--- PASS: TestX/a (0.25s)", true, event{}, event{}},
		{"with more after it", "\x16--- PASS: TestX/a (0.25s) and so on\n", true, event{}, event{}},
		{"without the marker", "--- PASS: TestX/a (0.25s)\n", true, event{}, event{}},
		{"the last word", "\x16PASS\n", true, event{}, event{}},
		{"an attribute", "\x16=== ATTR  TestX/a key value\n", true, event{}, event{}},
	} {
		for _, inOrder := range []bool{true, false} {
			want := test.ofTheChannel
			if inOrder || !hasChannel {
				want = test.amongThePrints
			}
			r := &run{Job: Job{InOrder: inOrder}}
			text, got, ok := r.event([]byte(test.line), test.begins)
			rest := test.line
			if ok {
				rest, _, _ = strings.Cut(test.line, "\x16")
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(event{})); diff != "" || string(text) != rest {
				t.Errorf("%s, in order %t: leaves %q, and the event (-want +got):\n%s", test.reason, inOrder, text, diff)
			}
		}
	}
}
