package main

import (
	"bytes"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The size of a picture in points.
const (
	width  vg.Length = 720
	height vg.Length = 380
	margin vg.Length = 14
)

// Colours that everybody can tell apart (Okabe and Ito), for the exercise's own way and for the others.
var (
	blue   = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	orange = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green  = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple = color.RGBA{0xaa, 0x44, 0x99, 0xff}
	grey   = color.RGBA{0x80, 0x80, 0x80, 0xff}
	pale   = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
)

func init() {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	plotter.DefaultFont = plot.DefaultFont
}

// chart is a picture: a plot, and what is above it.
type chart struct {
	*plot.Plot
	title, subtitle string
	last            plotter.XYs // the points of the last line
}

// axis is one of the two of a chart.
type axis struct {
	label string
	log   bool
	text  func(float64) string // of a tick
}

// newChart returns a chart without lines and bars.
func newChart(x, y axis) *chart {
	c := &chart{Plot: plot.New()}
	x.describe(&c.X)
	y.describe(&c.Y)
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = pale, pale
	c.Add(grid)
	c.Legend.Top, c.Legend.Left, c.Legend.Padding = true, true, 4
	return c
}

func (a axis) describe(to *plot.Axis) {
	to.Label.Text, to.Label.Padding = a.label, 6
	to.Tick.Marker = a
	if a.log {
		to.Scale = plot.LogScale{}
	}
}

// Ticks puts a tick at each power of ten, or where the library finds it best.
func (a axis) Ticks(low, high float64) (ticks []plot.Tick) {
	if a.log {
		for value := math.Pow(10, math.Floor(math.Log10(low))); value <= high*1.0001; value *= 10 {
			ticks = append(ticks, plot.Tick{Value: value, Label: a.text(value)})
		}
		return ticks
	}
	for _, tick := range (plot.DefaultTicks{}).Ticks(low, high) {
		if !tick.IsMinor() {
			tick.Label = a.text(tick.Value)
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

// line adds a line for one way. It has gaps where it would cover the one before it.
func (c *chart) line(w way, points plotter.XYs) {
	line, dots := &plotter.Line{XYs: points}, &plotter.Scatter{XYs: points}
	line.Color, line.Width = w.color, 2.5
	if c.last != nil && math.Abs(last(points).Y-last(c.last).Y) < 0.1*last(points).Y {
		line.Dashes = []vg.Length{9, 9}
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: w.color, Radius: 3.5, Shape: draw.CircleGlyph{}}
	c.Add(line, dots)
	c.Legend.Add(w.name, line, dots)
	c.last = points
}

// bars adds a bar for each way, with its number at its end.
func (c *chart) bars(ways []way, values []float64) {
	var names []string
	ends := plotter.XYLabels{XYs: make(plotter.XYs, len(ways)), Labels: make([]string, len(ways))}
	for i, w := range ways {
		y := float64(len(ways) - 1 - i)
		c.Add(&plotter.BarChart{
			Values: values[i : i+1], XMin: y, Width: 22, Horizontal: true, Color: w.color,
		})
		names = append([]string{w.name}, names...)
		ends.XYs[i], ends.Labels[i] = plotter.XY{X: values[i], Y: y}, c.X.Tick.Marker.(axis).text(values[i])
	}
	labels, err := plotter.NewLabels(ends)
	if err != nil {
		panic(err) // its numbers are numbers
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i].YAlign = draw.YCenter
	}
	labels.Offset.X = 6
	c.Add(labels)
	c.NominalY(names...)
	c.Y.Padding = 24 // for fonts that are wider than the library's
	c.X.Min, c.Y.Min, c.Y.Max = 0, -0.6, float64(len(ways))-0.4
}

// svg returns the file. It names other fonts of the same widths, for machines without the library's own.
func (c *chart) svg() []byte {
	svg := vgsvg.New(width, height)
	canvas := draw.New(svg)
	canvas.SetColor(color.White)
	canvas.Fill(canvas.Rectangle.Path())
	canvas.FillText(titleStyle(), vg.Point{X: margin, Y: height - 24}, c.title)
	canvas.FillText(style(12, grey), vg.Point{X: margin, Y: height - 44}, c.subtitle)
	c.Draw(draw.Crop(canvas, margin, -2*margin, margin, -62))
	var file bytes.Buffer
	if _, err := svg.WriteTo(&file); err != nil {
		panic(err) // it is only memory
	}
	return bytes.ReplaceAll(file.Bytes(), []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
}

func titleStyle() text.Style {
	s := style(16, color.Black)
	s.Font.Weight = 3 // bold
	return s
}

func style(size vg.Length, c color.Color) text.Style {
	return text.Style{
		Color: c, Font: font.From(plot.DefaultFont, size), YAlign: draw.YCenter, Handler: plot.DefaultTextHandler,
	}
}

func last(points plotter.XYs) plotter.XY { return points[len(points)-1] }
