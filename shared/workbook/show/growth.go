package show

import (
	"fmt"
	"math"
	"strings"
	"time"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/terminal"
)

// plot is one thing that was measured, for both ways. A value of 0 was not.
type plot struct {
	Title string
	of    func(receipt.Growth) float64
	text  func(float64) string
}

var plots = []plot{
	{
		"Memory in use, at most",
		func(g receipt.Growth) float64 { return float64(g.Memory) },
		func(v float64) string { return receipt.Size(int64(v)) },
	},
	{
		"Time to the first value",
		func(g receipt.Growth) float64 { return float64(g.First) },
		func(v float64) string { return duration(time.Duration(v)) },
	},
	{
		"Read off the wire by a break at value 6",
		func(g receipt.Growth) float64 { return float64(g.Break) },
		func(v float64) string { return receipt.Size(int64(v)) },
	},
}

// duration returns a duration with about two digits.
func duration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Seconds()), ".0") + " s"
}

// names are what the two ways are called, the generator first.
func (p *Picture) names() [2]string { return [2]string{p.Generator, "everything into a slice"} }

// way returns what was measured of one way, the smallest table first.
func (p *Picture) way(slice bool) (way []receipt.Growth) {
	for _, g := range p.Growth {
		if g.Slice == slice {
			way = append(way, g)
		}
	}
	return way
}

// scale returns the least and the greatest power of ten around all that was measured.
func (p *Picture) scale(one plot) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, g := range p.Growth {
		if v := one.of(g); v > 0 {
			low, high = min(low, math.Floor(math.Log10(v))), max(high, math.Ceil(math.Log10(v)))
		}
	}
	return low, max(high, low+1)
}

// DrawGrowth draws a bar for each table and way. The scale is logarithmic: so a bar that grows is one that grows with
// the table, even where another is a thousand times as long.
func (p *Picture) DrawGrowth(t *terminal.Printer) {
	if len(p.Growth) > 0 {
		t.Print("\n%s", bold.Render("The same code on larger tables, next to everything in a slice"))
		t.Print("The scale is logarithmic: a step of the same length is always ten times as much.")
		const widest, labels = 40, 36
		width := widest
		if t.Width() > 0 {
			width = max(8, min(widest, t.Width()-labels))
		}
		for _, one := range plots {
			p.bars(t, one, width)
		}
	}
	for _, note := range p.Notes() {
		t.Print("\n%s", note)
	}
}

func (p *Picture) bars(t *terminal.Printer, one plot, width int) {
	low, high := p.scale(one)
	t.Print("\n%s", one.Title)
	for i, name := range p.names() {
		t.Line("  " + name)
		for _, g := range p.way(i == 1) {
			v := one.of(g)
			if v == 0 {
				continue
			}
			length := (math.Log10(v) - low) / (high - low) * float64(width)
			style := green
			if i == 1 {
				style = blue
			}
			t.Line(fmt.Sprintf("%11s rows  ", number(g.Rows)) + style.Render(bar(length)) + " " + one.text(v))
		}
	}
}

// bar returns a bar of that length, to an eighth of a character.
func bar(length float64) string {
	eighths := max(1, int(math.Round(length*8)))
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return bar
}

// Notes says what was not measured, and why. Of each way that is the first table.
func (p *Picture) Notes() (notes []string) {
	for i, name := range p.names() {
		for _, g := range p.way(i == 1) {
			if note := noteOn(g); note != "" {
				notes = append(notes, fmt.Sprintf("On %s rows, %s %s.", number(g.Rows), name, note))
				break
			}
		}
	}
	if p.Ended != "" {
		notes = append(notes, "It stopped here: "+p.Ended)
	}
	return notes
}

// noteOn says what one way did not do.
func noteOn(g receipt.Growth) string {
	const inTime = " in the time there was"
	switch {
	case g.Err != "":
		return "stopped: " + printable(g.Err)
	case g.First == 0:
		return "came to no value" + inTime
	case g.Read == 0:
		return "was not read to the end: there was no time"
	case g.Read < g.Rows && !g.Late:
		return "ended by itself at about row " + number(g.Read)
	case g.Read < g.Rows:
		return "came to about row " + number(g.Read) + inTime
	}
	return ""
}
