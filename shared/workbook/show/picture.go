// Package show draws what was seen of a generator at work: as text for a terminal, and as a page for a browser.
package show

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
)

// Picture is all that was seen of a generator.
type Picture struct {
	Exercise  string // its title
	Generator string // the function's name
	Page      string // where the task is

	Break, End Scene
	Growth     []receipt.Growth
	Ended      string // why the growth was not measured to its end; empty if it was
}

// Scene is a loop over the generator.
type Scene struct {
	receipt.Scene
	Events []receipt.Event
	Ended  string // why it did not come to its end; empty if it did
}

// SceneTests returns the tests that see the scenes of the generator with that test.
func SceneTests(test string) []string {
	return []string{test + "/" + receipt.ShowBreak, test + "/" + receipt.ShowEnd}
}

// GrowthTests returns those that see how it grows.
func GrowthTests(test string) []string { return []string{test + "/" + receipt.ShowGrowth} }

// Hear takes what a test has seen.
func (p *Picture) Hear(test string, seen receipt.Seen) {
	scene := p.scene(test)
	switch e := seen.Event; {
	case seen.Growth != nil && seen.Growth.Rows > 0 && len(p.Growth) < mostGrowth:
		p.Growth = append(p.Growth, *seen.Growth)
	case scene == nil:
	case seen.Scene != nil:
		scene.Scene = *seen.Scene
	case e != nil && between(e.From) && between(e.To):
		scene.add(*e)
	}
}

// What is drawn at most, whatever a test binary says. Its code is the student's, and not to be trusted with a terminal.
const (
	mostGrowth = 20
	mostEvents = 300 // of a scene; batches of any size come to fewer
)

func between(lane receipt.Lane) bool { return lane >= receipt.Loop && lane <= receipt.Server }

// scene returns the scene of a test, or nil.
func (p *Picture) scene(test string) *Scene {
	switch path.Base(test) {
	case receipt.ShowBreak:
		return &p.Break
	case receipt.ShowEnd:
		return &p.End
	}
	return nil
}

// add adds an event, or puts it in place of the last, which has gone on. Of very many the first are kept, and the last.
func (s *Scene) add(e receipt.Event) {
	e.Text = printable(e.Text)
	n := len(s.Events)
	if n > 0 && (s.Events[n-1].Number == e.Number || n == mostEvents) {
		s.Events[n-1] = e
		return
	}
	s.Events = append(s.Events, e)
}

// printable returns text in one line, and without what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}

// Close takes how the tests ended.
func (p *Picture) Close(result runner.Result) {
	for _, check := range result.Checks {
		why := p.why(check, result.Fault)
		if scene := p.scene(check.Test); scene != nil {
			scene.Ended = why
		} else {
			p.Ended = why
		}
	}
}

// Runs reports whether the generator yielded something and came to the end of a scene, without which it is not seen to
// grow.
func (p *Picture) Runs() bool {
	yields := func(e receipt.Event) bool { return e.Yielded > 0 }
	return p.Break.Ended == "" && slices.ContainsFunc(p.Break.Events, yields) ||
		p.End.Ended == "" && slices.ContainsFunc(p.End.Events, yields)
}

// Empty reports whether nothing was seen.
func (p *Picture) Empty() bool { return len(p.Break.Events) == 0 && len(p.End.Events) == 0 }

// why returns in a sentence why a test did not come to its end; it is empty if it did.
func (p *Picture) why(check runner.Check, fault string) string {
	said := check.Text()
	switch {
	case check.Status == runner.Passed:
		return ""
	case strings.Contains(said+fault, program.NotWritten):
		return fmt.Sprintf("%s is %s: the task is in %s", p.Generator, program.NotWritten, p.Page)
	case len(check.Failures) > 0:
		return printable(check.Failures[0].Got)
	}
	for _, text := range []string{check.Ended, check.Output, fault, check.Skip} {
		if text != "" {
			return printable(text)
		}
	}
	return "it was not seen: " + string(check.Status)
}
