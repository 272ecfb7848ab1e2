package laws

import (
	"fmt"
	"strings"
	"testing"
)

func TestTraceCountsRepetitionsAndKeepsTheEndsOfALongLine(t *testing.T) {
	var short trace
	for _, event := range []string{"connect", "next", "next", "next", "rows closed"} {
		short.add(event)
	}
	if got, want := short.String(), "connect -> next x3 -> rows closed"; got != want {
		t.Errorf("the trace is %q, want %q", got, want)
	}

	var insert trace
	insert.add("exec INSERT INTO t VALUES (?, ?)" + strings.Repeat(", (?, ?)", 999))
	if got, want := insert.String(), "exec INSERT INTO t VALUES (?, ?), and 999 more"; got != want {
		t.Errorf("the trace of a large INSERT is %q, want %q", got, want)
	}

	var long trace
	long.add("connect")
	for i := range 1000 {
		long.add(fmt.Sprintf("query %d", i))
		long.add("rows closed")
	}
	got := long.String()
	if !strings.HasPrefix(got, "connect -> query 0 -> rows closed -> ") || !strings.HasSuffix(got, " -> rows closed") ||
		!strings.Contains(got, "(1981 events)") {
		t.Errorf("the long trace is %q", got)
	}
}

func TestTraceCountsEventsThatTakeTurns(t *testing.T) {
	for _, test := range []struct{ events, want string }{
		{"a b", "a -> b"},
		{"a b a", "a -> b -> a"},
		{"a b a b", "(a -> b) x2"},
		{"c a b a b a b d", "c -> (a -> b) x3 -> d"},
		{"a b b a b b", "(a -> b x2) x2"},
		{"a a b a a b a a b a", "(a x2 -> b) x3 -> a"},
		{"a b a b b", "(a -> b) x2 -> b"},
		{"a b a b a b b", "(a -> b) x3 -> b"},
	} {
		var line trace
		for _, event := range strings.Fields(test.events) {
			line.add(event)
		}
		if got := line.String(); got != test.want {
			t.Errorf("the trace of %s is %q, want %q", test.events, got, test.want)
		}
	}
}
