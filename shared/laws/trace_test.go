package laws

import (
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
	for range 1000 {
		long.add("next")
		long.add("loop got a value")
	}
	long.add("rows closed")
	got := long.String()
	if !strings.HasPrefix(got, "connect -> next -> loop got a value -> ") || !strings.HasSuffix(got, " -> rows closed") ||
		!strings.Contains(got, "(1982 events)") {
		t.Errorf("the long trace is %q", got)
	}
}
