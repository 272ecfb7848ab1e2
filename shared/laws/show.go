package laws

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"example.com/generators/shared/receipt"
)

// What go tool workbook show draws: the events that the spy and the meter see, and nobody judges. Each is told at once,
// so that a generator that crashes or never ends is seen up to there.

// show tells a runner what the generator does, where Check would judge it.
func (g Generator[T]) show(t *testing.T) {
	t.Helper()
	t.Run(receipt.ShowBreak, func(t *testing.T) {
		// So many rows that reading the rest after the break shows in the bytes.
		g.showLoop(t, receipt.Scene{Rows: max(20_000, 10*g.Size), Break: 4}, teller(t))
	})
	t.Run(receipt.ShowEnd, func(t *testing.T) {
		rows := 3
		if g.Size > 1 {
			rows = g.Size + 1 // the last batch or page is not full
		}
		g.showLoop(t, receipt.Scene{Rows: rows}, teller(t))
	})
	t.Run(receipt.ShowGrowth, g.showGrowth)
}

// teller returns a function that tells the runner what a test sees.
func teller(t testing.TB) func(receipt.Seen) {
	return func(seen receipt.Seen) { _ = receipt.Tell(t.Name(), seen) } // where nobody listens there is nothing to do
}

// showLoop tells what happens in a loop over the generator.
func (g Generator[T]) showLoop(t *testing.T, scene receipt.Scene, tell func(receipt.Seen)) {
	t.Helper()
	table := g.From.shown(t, scene.Rows)
	Observe(t, Law{}, table.Table, Fault{}, func(o *Observation) {
		s := &story{o: o, tell: tell, rows: shares(table.steps)}
		s.tell(receipt.Seen{Scene: &scene})
		o.Spy.OnEvent(s.hear)
		defer s.stop()
		told(s, g.Range(o.Ctx, o.DB), scene)
		s.end()
	})
}

// shares returns of how many rows the first values are made, at each number of values from 0 up. Where several values
// are yielded when the same rows are taken, each has its share of them.
func shares[T any](steps iter.Seq[step[T]]) []int {
	rows := []int{0}
	before, of := 0, 0 // of the values that share are the rows after before
	for step := range steps {
		if last := rows[len(rows)-1]; step.rows != last {
			before, of = last, 0
		}
		rows = append(rows, step.rows)
		of++
		for i := range of {
			rows[len(rows)-of+i] = before + (step.rows-before)*(i+1)/of
		}
	}
	return rows
}

// told ranges over seq to its end, or until the scene breaks, and tells of it.
func told[T any](s *story, seq iter.Seq2[T, error], scene receipt.Scene) {
	pairs, values := 0, 0
	s.loop(receipt.Event{From: receipt.Loop, To: receipt.Generator, Text: "range"})
	for _, err := range seq {
		s.o.Settle() // a goroutine that reads ahead has done so by now
		if pairs++; err != nil {
			text := "yield the error " + receipt.HideQuoted(err.Error())
			s.loop(receipt.Event{From: receipt.Generator, To: receipt.Loop, Text: text, Bad: true})
		} else {
			values++
			s.value(values)
		}
		if values == scene.Break && err == nil {
			s.loop(receipt.Event{From: receipt.Loop, To: receipt.Generator, Text: "break"})
			s.o.Meter.Leave()
			break
		}
		if pairs > scene.Rows+100 {
			text := "break: more values than the table has rows"
			s.loop(receipt.Event{From: receipt.Loop, To: receipt.Generator, Text: text, Bad: true})
			break
		}
		s.loop(receipt.Event{From: receipt.Loop, To: receipt.Generator, Text: "go on"})
	}
	s.loop(receipt.Event{From: receipt.Generator, To: receipt.Loop, Text: "return"})
}

// story tells of the events of a scene, in words for a person. The spy is locked when it calls hear, and whoever else
// changes the story locks it too.
type story struct {
	o    *Observation
	tell func(receipt.Seen)
	rows []int // of which so many values are made

	last    receipt.Event
	yielded int  // rows
	first   int  // the row with which the run of rows began; 0 if something else came last
	untold  bool // the run has gone on since it was told of
}

// loop tells of an event that the loop sees.
func (s *story) loop(e receipt.Event) {
	s.o.Spy.mu.Lock()
	defer s.o.Spy.mu.Unlock()
	s.o.Spy.tell(e)
}

// value tells that a value was yielded.
func (s *story) value(n int) {
	s.o.Spy.mu.Lock()
	defer s.o.Spy.mu.Unlock()
	s.yielded = s.rows[min(n, len(s.rows)-1)]
	s.o.Spy.tell(receipt.Event{From: receipt.Generator, To: receipt.Loop, Text: fmt.Sprintf("yield value %d", n)})
}

// hear takes an event from the spy.
func (s *story) hear(e receipt.Event) {
	switch {
	case e.Text == nextRow && s.first > 0:
		s.goOn(e)
	case e.Text == nextRow:
		s.wire()
		s.first, e.Text = e.Read, fmt.Sprintf("row %d", e.Read)
		s.add(e)
	default:
		s.pause()
		s.wire()
		s.add(e)
	}
}

// goOn takes one more row of a run, which stays one event. It is told of now and then, so that a run without an end is
// seen too.
func (s *story) goOn(e receipt.Event) {
	e.Number, e.Text = s.last.Number, fmt.Sprintf("rows %d to %d", s.first, e.Read)
	s.last, s.untold = s.now(e), true
	if n := e.Read - s.first + 1; n&(n-1) == 0 {
		s.tellLast()
	}
}

// pause ends a run of rows.
func (s *story) pause() {
	if s.untold {
		s.tellLast()
	}
	s.first, s.untold = 0, false
}

// wire tells of what the driver has read since the last event, if that is more than the words around a result.
func (s *story) wire() {
	const words = 512 // bytes
	if n := s.o.Meter.Read() - s.last.Bytes; n > words {
		e := s.last
		e.Number, e.From, e.To, e.Bad = 0, receipt.Server, receipt.Driver, false
		e.Text = receipt.Size(n)
		s.add(e)
	}
}

// add tells of a new event.
func (s *story) add(e receipt.Event) {
	e.Number = s.last.Number + 1
	s.last = s.now(e)
	s.tellLast()
}

func (s *story) tellLast() {
	e := s.last
	s.tell(receipt.Seen{Event: &e})
}

// now returns an event with what the spy does not know.
func (s *story) now(e receipt.Event) receipt.Event {
	e.Text = receipt.Plain(e.Text)
	e.Yielded, e.Bytes = s.yielded, s.o.Meter.Read()
	return e
}

// end tells what is left after the loop.
func (s *story) end() {
	s.o.Settle()
	s.stop()
	e := s.last
	e.From, e.To, e.Bad, e.Text = receipt.Loop, receipt.Loop, false, "after the loop nothing is held"
	if idle := s.o.DB.Stats().Idle; idle == 1 {
		e.Text += "; its connection is back in the pool"
	} else if idle > 1 {
		e.Text += fmt.Sprintf("; %d connections are back in the pool", idle)
	}
	if left := s.o.left(); len(left) > 0 {
		e.Text, e.Bad = "after the loop it still holds "+strings.Join(left, ", "), true
	}
	s.add(e)
}

// stop stops hearing the spy, and tells what is untold.
func (s *story) stop() {
	s.o.Spy.OnEvent(nil)
	s.o.Spy.mu.Lock()
	defer s.o.Spy.mu.Unlock()
	s.pause()
	s.wire()
}
