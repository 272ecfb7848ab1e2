package show

import (
	"fmt"
	"slices"
	"strings"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/terminal"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

var laneNames = [...]string{"loop", "generator", "driver", "server"}

var (
	bold  = lipgloss.NewStyle().Bold(true)
	faint = lipgloss.NewStyle().Faint(true)
	green = lipgloss.NewStyle().Foreground(lipgloss.Green)
	blue  = lipgloss.NewStyle().Foreground(lipgloss.Blue)
	red   = lipgloss.NewStyle().Foreground(lipgloss.Red)
)

// DrawScenes draws the scenes.
func (p *Picture) DrawScenes(t *terminal.Printer) {
	p.Break.draw(t)
	if len(p.End.Events) > 0 || p.End.Ended != p.Break.Ended {
		p.End.draw(t)
	}
}

// Title returns what a scene is of.
func (s *Scene) Title() string {
	if s.Break > 0 {
		return fmt.Sprintf("A loop that breaks at value %d, on a table of %s rows", s.Break, number(s.Rows))
	}
	return fmt.Sprintf("A loop to the end, on a table of %s rows", number(s.Rows))
}

// draw draws lanes on a wide terminal, and elsewhere a sentence for each event.
func (s *Scene) draw(p *terminal.Printer) {
	if len(s.Events) > 0 {
		p.Print("\n%s", bold.Render(s.Title()))
		if gap := (p.Width() - beside) / 3; p.Width() > 0 && gap >= leastGap {
			s.lanes(p, min(gap, mostGap))
		} else {
			s.sentences(p)
		}
	}
	if s.Ended != "" {
		p.Print("\n%s", red.Render("It stopped here: "+s.Ended))
	}
}

// The widths of lanes on a wide terminal: what is between two of them, and what is beside them all.
const (
	leastGap = 19
	mostGap  = 34
	beside   = 43
	margin   = 2 // before the first lane
)

// few returns the events that a person reads: of very many, how it began and how it ended.
func (s *Scene) few() []receipt.Event {
	const first, last = 50, 10
	out := len(s.Events) - first - last
	if out <= 1 {
		return s.Events
	}
	left := receipt.Event{Text: fmt.Sprintf("... %d more events ...", out)}
	return slices.Concat(s.Events[:first], []receipt.Event{left}, s.Events[first+out:])
}

// lanes draws an arrow for each event.
func (s *Scene) lanes(p *terminal.Printer, gap int) {
	at := func(lane receipt.Lane) int { return margin + int(lane)*(gap+1) }
	wide := at(receipt.Server) + 4
	head := strings.Repeat(" ", wide)
	for lane, name := range laneNames {
		x := max(0, at(receipt.Lane(lane))-len(name)/2)
		head = head[:x] + name + head[x+len(name):]
	}
	p.Line(bold.Render(head) + faint.Render(fmt.Sprintf("%6s %6s %7s  %s", "read", "ahead", "wire", "open")))
	for _, e := range s.few() {
		if e.From == e.To {
			p.Print("%s", style(e).Bold(true).Render(e.Text))
			continue
		}
		row := []rune(strings.Repeat(" ", wide))
		for lane := range laneNames {
			row[at(receipt.Lane(lane))] = '│'
		}
		left, right := at(min(e.From, e.To)), at(max(e.From, e.To))
		arrow := arrowOf(e.Text, right-left-1, e.From > e.To)
		p.Line(faint.Render(string(row[:left+1])) + style(e).Render(arrow) + faint.Render(string(row[right:])) +
			faint.Render(fmt.Sprintf("%6d %6d %7s  %s", e.Read, e.Ahead(), receipt.Size(e.Bytes), open(e))))
	}
}

// arrowOf returns an arrow so wide, with text on it.
func arrowOf(text string, width int, back bool) string {
	text = ansi.Truncate(text, width-4, "…")
	line := strings.Repeat("─", max(0, width-ansi.StringWidth(text)-4))
	if back {
		return "◀─ " + text + " " + line
	}
	return line + " " + text + " ─▶"
}

// sentences writes who did what to whom, and how matters were then where that has changed.
func (s *Scene) sentences(p *terminal.Printer) {
	var was []string
	for _, e := range s.few() {
		text := e.Text
		if e.From != e.To {
			text = laneNames[e.From] + " → " + laneNames[e.To] + ": " + text
		}
		is := []string{
			fmt.Sprintf("read %d", e.Read), fmt.Sprintf("ahead %d", e.Ahead()),
			"wire " + receipt.Size(e.Bytes), "open " + open(e),
		}
		if changed := slices.DeleteFunc(slices.Clone(is), func(part string) bool {
			return slices.Contains(was, part)
		}); len(changed) > 0 {
			text += faint.Render("  [" + strings.Join(changed, ", ") + "]")
		}
		was = is
		p.Print("  %s", style(e).Render(text))
	}
}

// style is the colour of an event: what goes wrong, and what the loop gets.
func style(e receipt.Event) lipgloss.Style {
	switch {
	case e.Bad:
		return red
	case e.To == receipt.Loop:
		return green
	}
	return lipgloss.NewStyle()
}

// open says what is open after an event.
func open(e receipt.Event) string {
	var open []string
	for _, one := range []struct {
		n    int
		name string
	}{{e.Conns, "conn"}, {e.Results, "rows"}} {
		switch {
		case one.n == 1:
			open = append(open, one.name)
		case one.n > 1:
			open = append(open, fmt.Sprintf("%d %s", one.n, one.name))
		}
	}
	if len(open) == 0 {
		return "-"
	}
	return strings.Join(open, ", ")
}

// number writes a number with its thousands apart: 20,000.
func number(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
