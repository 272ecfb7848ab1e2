// Package terminal shows a person at a terminal, or a file, what became of an exercise's checks.
//
// Colour and width suit what is written to: plain text where it is no terminal or NO_COLOR is set, and lines that wrap
// where the terminal is narrow: between words, so that a path or a command can be copied.
package terminal

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// Printer writes reports.
type Printer struct {
	w     io.Writer
	width int // of a line; 0 for any
}

// New returns a printer that writes to w.
func New(w io.Writer) *Printer {
	p := &Printer{w: w}
	if file, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil {
			p.width = width
		}
		lipgloss.EnableLegacyWindowsANSI(file) // or an old console would show the codes of colours as text
	}
	return p
}

// Wide returns a printer of plain text with lines so wide; 0 for any.
func Wide(w io.Writer, width int) *Printer { return &Printer{w: w, width: width} }

var (
	bold  = lipgloss.NewStyle().Bold(true)
	faint = lipgloss.NewStyle().Faint(true)
	green = lipgloss.NewStyle().Foreground(lipgloss.Green)
	red   = lipgloss.NewStyle().Foreground(lipgloss.Red)
)

// Print writes text as it is, wrapped.
func (p *Printer) Print(format string, args ...any) {
	p.indented("", "", fmt.Sprintf(format, args...))
}

// described is the part of a help page's line before the description.
var described = regexp.MustCompile(`^ +\S.*?   +`)

// Help writes a help page: paragraphs, and lists of what a line describes, both wrapped.
func (p *Printer) Help(page string) {
	var lines []string
	for line := range strings.Lines(strings.TrimRight(page, "\n")) {
		line = strings.TrimRight(line, "\n")
		last := len(lines) - 1
		if p.width > 0 && last >= 0 && flows(lines[last]) && flows(line) {
			lines[last] += " " + line
		} else {
			lines = append(lines, line)
		}
	}
	for _, line := range lines {
		first := described.FindString(line)
		if lipgloss.Width(first) > p.width-16 {
			first = ""
		}
		p.indented(first, strings.Repeat(" ", len(first)), line[len(first):])
	}
}

// flows reports whether a line is part of a paragraph.
func flows(line string) bool {
	return line != "" && !strings.HasPrefix(line, " ") && !strings.HasSuffix(line, ":")
}

// Line writes a line as it is, with its colours, where it fits: see [Printer.Fits].
func (p *Printer) Line(line string) { p.write(strings.TrimRight(line, " ")) }

// Width returns how wide a line can be; 0 for any, where this is no terminal.
func (p *Printer) Width() int { return p.width }

// Item writes name and text after it, or below it where the line is too narrow for both.
func (p *Printer) Item(name, text string) {
	if p.Fits(lipgloss.Width(name + "  " + text)) {
		p.write(strings.TrimRight(name+"  "+text, " "))
		return
	}
	p.indented("", "   ", strings.TrimRight(name, " ")+"\n"+text)
}

// Fits reports whether a line of that width does.
func (p *Printer) Fits(width int) bool { return p.width == 0 || width <= p.width }

// Title writes the name of an exercise.
func (p *Printer) Title(e *exercise.Exercise) {
	p.indented("", "", bold.Render(fmt.Sprintf("Exercise %d: %s", e.Number(), e.Title)))
}

// Check writes one line: whether the check passed, what it wants, and if it did not run, why.
func (p *Printer) Check(c exercise.Check, result runner.Check) {
	switch result.Status {
	case runner.Passed:
		p.indented(green.Render("  ✓ "), "    ", c.Sentence())
	case runner.NotRun:
		why := "not run"
		if because := strings.Fields(result.Skip + result.Ended); len(because) > 0 {
			why += ": " + strings.Join(because, " ")
		}
		p.indented(faint.Render("  - "), "    ", faint.Render(c.Sentence()+" ("+why+")"))
	case runner.Failed:
		how, _, _ := strings.Cut(result.Ended, "\n")
		if how != "" {
			how = " (" + how + ")"
		}
		p.indented(red.Render("  ✗ "), "    ", c.Sentence()+red.Render(how))
	default:
		p.indented(red.Render("  ✗ "), "    ", c.Sentence()+red.Render(" ("+string(result.Status)+")"))
	}
}

// Failure writes what a failed check said, why other checks did not run, and hints hints, counted from 1.
func (p *Printer) Failure(e *exercise.Exercise, c exercise.Check, result runner.Check, fault string, hints int) {
	p.indented("", "", "\n"+bold.Render(c.Sentence()))
	failures, others := receipt.Told(result.Failures)
	for _, failure := range failures {
		failure.Page = "" // which stands below
		for _, line := range failure.Lines() {
			p.hanging(line.Label, shortened(line.Text))
		}
	}
	p.hanging("", others)
	how, _, _ := strings.Cut(result.Ended, "\n")
	said := result.Output
	if how != "" {
		said, _, _ = strings.Cut(said, how) // and what the runtime says of all goroutines
	}
	p.hanging("", shortened(said))
	p.hanging("", result.Ended)
	p.hanging("", fault)
	p.advice(runner.AdviceOn(result.Ended, result.Output, result.Failures))
	for i, hint := range c.Hints[:min(hints, len(c.Hints))] {
		p.indented(fmt.Sprintf("  hint %d: ", i+1), "          ", hint)
	}
	if hints < len(c.Hints) {
		p.indented("", "  ", faint.Render("  more: "+Command("check %d --hint %d", e.Number(), hints+1)))
	}
	if shown := e.Shown(c); shown != "" {
		p.indented("", "  ", "  see it: "+Command("show %s", shown))
	}
	p.indented("", "", faint.Render("  task: "+e.Page()))
}

// most is how many lines of what a check said fit on a screen beside the rest.
const most = 12

// shortened returns the text without what comes after that many lines. In a text that shows a difference these are the
// first line, which says what the signs mean, and those around the first sign.
func shortened(text string) string {
	lines := strings.SplitAfter(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= most {
		return text
	}
	const before = 2 // lines that show where it is
	sign := slices.IndexFunc(lines, func(line string) bool {
		line = strings.TrimSpace(line)
		return strings.HasPrefix(line, "-") || strings.HasPrefix(line, "+")
	})
	first := max(sign-before, 1)
	shown := []string{lines[0]}
	if first > 1 {
		shown = append(shown, "...\n")
	}
	last := min(first+most-1-len(shown), len(lines))
	shown = append(shown, lines[first:last]...)
	if left := len(lines) - last; left > 0 {
		shown = append(shown, fmt.Sprintf("... and %d more lines", left))
	}
	return strings.Join(shown, "")
}

// NotBuilt writes what the compiler says, and what to do about it.
func (p *Printer) NotBuilt(fault string) {
	p.indented("", "", red.Render("It does not compile:"))
	p.hanging("", fault)
	p.advice(runner.Advice(fault))
}

// advice writes what to do, if anything is known.
func (p *Printer) advice(do string) {
	if do != "" {
		p.indented("  do:    ", "         ", do)
	}
}

// Score writes the points: all together, and what each group of checks and the rules have to do with it.
func (p *Printer) Score(s exercise.Score) {
	style := bold
	if s.Points == s.Max {
		style = bold.Foreground(lipgloss.Green)
	}
	p.indented("", "", "\n"+style.Render(fmt.Sprintf("%d of %d points", s.Points, s.Max)))
	if s.Points == s.Max {
		return
	}
	if s.Rejected != "" {
		p.indented("", "  ", "  "+sentence(s.Rejected)+" failed: a grader does not even run such a file")
		return
	}
	for _, g := range s.Groups {
		text := fmt.Sprintf("%d of %d", g.Points, g.Max)
		if g.Lost != "" {
			text += ", since " + sentence(g.Lost) + " failed"
		}
		p.indented(fmt.Sprintf("  %-8s ", g.Group), "           ", text)
	}
	if s.Taken > 0 {
		var broken []string
		for _, test := range s.Broken {
			broken = append(broken, sentence(test))
		}
		p.indented("  rules    ", "           ", fmt.Sprintf("-%d: %s", s.Taken, strings.Join(broken, ", ")))
	}
}

func sentence(test string) string { return exercise.Check{Test: test}.Sentence() }

// hanging writes a label, and beside it lines as they are, apart from what a terminal would obey.
func (p *Printer) hanging(label, text string) {
	for line := range strings.Lines(text) {
		line = strings.Map(printable, strings.TrimRight(line, "\r\n"))
		if p.width > 0 {
			line = strings.ReplaceAll(line, "\t", "    ")
		}
		first := "  " + label
		if !p.Fits(lipgloss.Width(first + line)) {
			rest := strings.TrimLeft(line, " ")
			if indent := len(line) - len(rest); len(first)+indent <= p.width/2 {
				first += strings.Repeat(" ", indent)
			}
			line = rest
		}
		p.indented(first, strings.Repeat(" ", len(first)), line)
		label = strings.Repeat(" ", len(label))
	}
}

func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\t' {
		return -1
	}
	return r
}

// Wrap would break a line after a hyphen, in the middle of 1-stream_users; and glue holds the words of a command
// together.
const (
	hyphen = "\u2011"
	glue   = "\u00a0"
)

// Command returns a command of the workbook for a text in which it is to stay in one line.
func Command(format string, args ...any) string {
	return strings.ReplaceAll("go tool workbook "+fmt.Sprintf(format, args...), " ", glue)
}

// indented writes text after first, and below it after rest.
func (p *Printer) indented(first, rest, text string) {
	if p.width > 0 {
		text = lipgloss.Wrap(strings.ReplaceAll(text, "-", hyphen), max(20, p.width-lipgloss.Width(rest)), " ")
		text = strings.ReplaceAll(text, hyphen, "-")
	}
	p.write(first + strings.ReplaceAll(strings.ReplaceAll(text, glue, " "), "\n", "\n"+rest))
}

// write leaves it to lipgloss which colours the terminal has. Where none are wanted, bold and faint go too.
func (p *Printer) write(line string) {
	if os.Getenv("NO_COLOR") != "" {
		line = ansi.Strip(line)
	}
	if _, err := lipgloss.Fprintln(p.w, line); err != nil {
		fail(err)
	}
}

// Gone ends when a report cannot be written any more, and its cause says why: nobody reads it, as after | head -n 5, or
// the disk is full.
var Gone, fail = context.WithCancelCause(context.Background())
