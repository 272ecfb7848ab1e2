package show

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strings"

	"example.com/generators/shared/receipt"
)

//go:embed page.html
var page string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"add":    func(a, b int) int { return a + b },
	"lane":   func(l receipt.Lane) string { return laneNames[l] },
	"left":   func(e receipt.Event) int { return int(min(e.From, e.To)) + 1 },
	"number": number,
	"open":   open,
	"right":  func(e receipt.Event) int { return int(max(e.From, e.To)) + 1 },
	"size":   receipt.Size,
}).Parse(page))

// HTML returns the picture as a page that needs nothing else.
func (p *Picture) HTML() []byte {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		panic(err) // the template is ours, and the buffer takes all
	}
	return b.Bytes()
}

// Scenes returns the scenes in which something was seen.
func (p *Picture) Scenes() (scenes []*Scene) {
	for _, scene := range []*Scene{&p.Break, &p.End} {
		if len(scene.Events) > 0 {
			scenes = append(scenes, scene)
		}
	}
	return scenes
}

// chart is a plot in the coordinates of an SVG of chartWidth by chartHeight.
type chart struct {
	Title  string
	Xs, Ys []tick
	Lines  []line
}

type tick struct {
	At   float64
	Text string
}

type line struct {
	Name   string
	Points []point
}

type point struct {
	X, Y       float64
	Rows, Text string
}

// Path returns the points of a polyline.
func (l line) Path() string {
	var path []string
	for _, p := range l.Points {
		path = append(path, fmt.Sprintf("%.1f,%.1f", p.X, p.Y))
	}
	return strings.Join(path, " ")
}

// The sides of a chart within its SVG.
const chartLeft, chartRight, chartTop, chartBottom = 62.0, 402.0, 12.0, 172.0

// Charts returns the plots of the growth. Both axes are logarithmic.
func (p *Picture) Charts() (charts []chart) {
	if len(p.Growth) == 0 {
		return nil
	}
	first, last := math.Inf(1), math.Inf(-1)
	for _, g := range p.Growth {
		first, last = min(first, math.Log10(float64(g.Rows))), max(last, math.Log10(float64(g.Rows)))
	}
	last = max(last, first+1)
	x := func(rows int) float64 { return place(math.Log10(float64(rows)), first, last, chartLeft, chartRight) }
	for _, one := range plots {
		c := chart{Title: one.Title}
		low, high := p.scale(one)
		y := func(v float64) float64 { return place(math.Log10(v), low, high, chartBottom, chartTop) }
		for power := low; power <= high; power++ {
			c.Ys = append(c.Ys, tick{y(math.Pow(10, power)), one.text(math.Pow(10, power))})
		}
		for power := math.Ceil(first); power <= last; power++ {
			rows := int(math.Pow(10, power))
			c.Xs = append(c.Xs, tick{x(rows), number(rows)})
		}
		for i, name := range p.names() {
			l := line{Name: name}
			for _, g := range p.way(i == 1) {
				if v := one.of(g); v > 0 {
					l.Points = append(l.Points, point{x(g.Rows), y(v), number(g.Rows), one.text(v)})
				}
			}
			c.Lines = append(c.Lines, l)
		}
		charts = append(charts, c)
	}
	return charts
}

// place returns where a value between low and high is between two places.
func place(value, low, high, from, to float64) float64 {
	return from + (value-low)/(high-low)*(to-from)
}
