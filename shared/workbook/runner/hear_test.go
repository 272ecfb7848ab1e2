package runner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
