package laws

import (
	"fmt"
	"regexp"
	"strings"
)

// trace is a line of events for a person: an event that repeats is counted, and so are two that take turns; of a long
// line only the ends are kept.
type trace struct {
	turns []turn
	left  int // events out, in the middle
}

// turn is an event, or one and what follows it each time.
type turn struct {
	event, then event // then is the zero event if nothing does
	times       int   // of both
}

type event struct {
	text  string
	times int
}

const traceEnds = 10 // turns kept at each end

func (t *trace) add(text string) {
	if strings.Contains(text, "(?") { // row after row has none, and the search takes longer than all the rest
		text = placesForMore.ReplaceAllStringFunc(text, func(more string) string {
			return fmt.Sprintf(", and %d more", strings.Count(more, "("))
		})
	}
	if n := len(t.turns); n > 0 && t.turns[n-1].isSingle() && t.turns[n-1].event.text == text {
		t.turns[n-1].event.times++
	} else {
		t.turns = append(t.turns, turn{event: event{text, 1}, times: 1})
	}
	t.fold()
	if len(t.turns) > 2*traceEnds {
		t.left += t.turns[traceEnds].events()
		t.turns = append(t.turns[:traceEnds], t.turns[traceEnds+1:]...)
	}
}

// fold makes one turn of two events at the end that came before them too.
func (t *trace) fold() {
	n := len(t.turns)
	if n < 3 || !t.turns[n-2].isSingle() || !t.turns[n-1].isSingle() {
		return
	}
	both := turn{event: t.turns[n-2].event, then: t.turns[n-1].event}
	switch last := &t.turns[n-3]; {
	case last.event == both.event && last.then == both.then:
		last.times++
		t.turns = t.turns[:n-2]
	case n > 3 && last.isSingle() && last.event == both.then &&
		t.turns[n-4].isSingle() && t.turns[n-4].event == both.event:
		both.times = 2
		t.turns = append(t.turns[:n-4], both)
	}
}

func (t turn) isSingle() bool { return t.then.times == 0 }

// events returns how many events a turn stands for, of which each that is repeated is one.
func (t turn) events() int {
	if t.isSingle() {
		return 1
	}
	return 2 * t.times
}

// placesForMore are the parameters of an INSERT of many rows but for those of the first.
var placesForMore = regexp.MustCompile(`(,\s*\(\?(,\s*\?)*\)){3,}`)

func (t *trace) String() string {
	var parts []string
	for i, turn := range t.turns {
		if i == traceEnds && t.left > 0 {
			parts = append(parts, fmt.Sprintf("(%d events)", t.left))
		}
		parts = append(parts, turn.String())
	}
	return strings.Join(parts, " -> ")
}

func (t turn) String() string {
	if t.isSingle() {
		return t.event.String()
	}
	return fmt.Sprintf("(%s -> %s) x%d", t.event, t.then, t.times)
}

func (e event) String() string {
	if e.times > 1 {
		return fmt.Sprintf("%s x%d", e.text, e.times)
	}
	return e.text
}
