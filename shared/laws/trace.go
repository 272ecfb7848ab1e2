package laws

import (
	"fmt"
	"regexp"
	"strings"
)

// trace is a line of events for a person: an event that repeats is counted, and of a long line only the ends are kept.
type trace struct {
	events []event
	left   int // out, in the middle
}

type event struct {
	text  string
	times int
}

const traceEnds = 10 // events kept at each end

func (t *trace) add(text string) {
	if strings.Contains(text, "(?") { // row after row has none, and the search takes longer than all the rest
		text = placesForMore.ReplaceAllStringFunc(text, func(more string) string {
			return fmt.Sprintf(", and %d more", strings.Count(more, "("))
		})
	}
	if n := len(t.events); n > 0 && t.events[n-1].text == text {
		t.events[n-1].times++
		return
	}
	t.events = append(t.events, event{text, 1})
	if len(t.events) > 2*traceEnds {
		t.events = append(t.events[:traceEnds], t.events[traceEnds+1:]...)
		t.left++
	}
}

// placesForMore are the parameters of an INSERT of many rows but for those of the first.
var placesForMore = regexp.MustCompile(`(,\s*\(\?(,\s*\?)*\)){3,}`)

func (t *trace) String() string {
	var parts []string
	for i, e := range t.events {
		if i == traceEnds && t.left > 0 {
			parts = append(parts, fmt.Sprintf("(%d events)", t.left))
		}
		if e.times > 1 {
			e.text = fmt.Sprintf("%s x%d", e.text, e.times)
		}
		parts = append(parts, e.text)
	}
	return strings.Join(parts, " -> ")
}
