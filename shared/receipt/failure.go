package receipt

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Failure is what a check has to say when it fails. A field without anything to say is empty.
type Failure struct {
	Law    string `json:"law,omitempty"`    // in one sentence
	Want   string `json:"want,omitempty"`   // what the check wanted
	Got    string `json:"got,omitempty"`    // what it saw
	Diff   string `json:"diff,omitempty"`   // the data that differ, after a line that says what its signs mean
	Unseen string `json:"unseen,omitempty"` // what the check was not able to see
	Trace  string `json:"trace,omitempty"`  // the events that led there
	Advice string `json:"advice,omitempty"` // how to keep the law
	Page   string `json:"page,omitempty"`   // where the hints are

	// Gross is what was seen from outside that no honest solution does which passes the checks inside; empty if nothing.
	Gross string `json:"gross,omitempty"`

	// Unknown says that the server does not know a statement which MySQL perhaps does: then the failure is nobody's.
	Unknown bool `json:"unknown,omitempty"`
}

// Fail fails the test. Whoever runs it gets the failure as it is, if he listens; else it is printed.
func Fail(t testing.TB, f Failure) {
	t.Helper()
	if sent, _ := say(Message{Test: t.Name(), Failure: &f}); sent {
		t.Fail()
		return
	}
	t.Errorf("\n%s", f)
}

// Skip skips the test, since it needs what this server, or this machine, cannot do.
func Skip(t testing.TB, needs string) {
	t.Helper()
	if sent, _ := say(Message{Test: t.Name(), Skip: needs}); sent {
		t.SkipNow()
	}
	t.Skip(needs)
}

// What is hidden stands between these marks, which no keyboard has, and which a terminal does not show.
const hiddenBegins, hiddenEnds = "\u0091", "\u0092"

// Hide marks a part of a failure's text as one that a student does not see where the data are hidden: what code under
// test has written or returned, such as an error, a statement or a panic, which may have hidden data in it in whatever
// form, and hidden data themselves. See [Failure.Public].
func Hide(hidden any) string {
	if hidden == nil {
		return "<nil>"
	}
	return hiddenBegins + Plain(cut(fmt.Sprint(hidden))) + hiddenEnds
}

// HideQuoted hides text, in quotes.
func HideQuoted(text string) string { return Hide(strconv.Quote(cut(text))) }

// Plain returns text without the marks of [Hide].
func Plain(text string) string {
	return strings.NewReplacer(hiddenBegins, "", hiddenEnds, "").Replace(text)
}

// NotShown stands where text is hidden.
const NotShown = "(not shown)"

// hiddenPart is a part with its marks; of one that was cut, the end is missing.
var hiddenPart = regexp.MustCompile(hiddenBegins + "[^" + hiddenEnds + "]*(" + hiddenEnds + "|$)")

// counts are how often an event of a trace came, or two in turn, and how many are left out: code can choose them by
// what it has read.
var counts = regexp.MustCompile(`(\) x)\d+\b|(\bx|\()\d{2,}\b`)

// Public returns the failure as its student may see it where the data are hidden: without what differs, and without
// what [Hide] has marked. Of what the check wanted and saw the first lines are left.
func (f Failure) Public() Failure {
	f.Diff, f.Gross = "", ""
	f = f.Map(func(text string) string { return hiddenPart.ReplaceAllString(text, NotShown) })
	f.Trace = counts.ReplaceAllString(f.Trace, "$1$2…")
	f.Want, _, _ = strings.Cut(f.Want, "\n")
	f.Got, _, _ = strings.Cut(f.Got, "\n")
	return f
}

// Line is a part of a failure for a person: a label, such as "law:   ", and the text beside it.
type Line struct{ Label, Text string }

// Lines returns the parts that say something, in the order in which they are read.
func (f Failure) Lines() (lines []Line) {
	for _, line := range []Line{
		{"law:   ", f.Law},
		{"want:  ", f.Want},
		{"got:   ", strings.TrimSpace(f.Got + " " + f.Diff)},
		{"blind: ", f.Unseen},
		{"trace: ", f.Trace},
		{"do:    ", f.Advice},
		{"hints: ", f.Page},
	} {
		if line.Text != "" {
			line.Text = Plain(line.Text)
			lines = append(lines, line)
		}
	}
	return lines
}

// String returns the failure as text.
func (f Failure) String() string {
	var lines []string
	for _, line := range f.Lines() {
		hanging := "\n  " + strings.Repeat(" ", len(line.Label))
		lines = append(lines, "  "+line.Label+strings.ReplaceAll(line.Text, "\n", hanging))
	}
	return strings.Join(lines, "\n")
}

// Told returns failures as a person is told of them: what came alike after other events once, a law above all that
// break it, advice and page below all that they are for. Others counts in words what came alike; it is empty for none.
func Told(failures []Failure) (told []Failure, others string) {
	told = slices.CompactFunc(slices.Clone(failures), func(a, b Failure) bool {
		a.Trace = b.Trace
		return a == b
	})
	law := "" // that stands above
	for i := range told {
		if told[i].Law != law {
			law = told[i].Law
		} else {
			told[i].Law = ""
		}
		if i > 0 && told[i-1].Advice == told[i].Advice {
			told[i-1].Advice = ""
		}
		if i > 0 && told[i-1].Page == told[i].Page {
			told[i-1].Page = ""
		}
	}
	if more := len(failures) - len(told); more > 0 {
		others = fmt.Sprintf("the same after other events: %d more", more)
	}
	return told, others
}

// Map returns the failure with each of its texts edited.
func (f Failure) Map(edit func(string) string) Failure {
	for _, text := range []*string{&f.Law, &f.Want, &f.Got, &f.Diff, &f.Unseen, &f.Trace, &f.Advice, &f.Page, &f.Gross} {
		*text = edit(*text)
	}
	return f
}

// maxText is how much of each text is told, in bytes. What code under test says can be of any length.
const maxText = 2000

func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + "... (cut)"
}
