package main

import (
	"bytes"
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The size of a picture in points, and what is left free for the title above and the names of the lines beside.
const (
	width  vg.Length = 720
	height vg.Length = 380
	above  vg.Length = 62
	beside vg.Length = 168
	margin vg.Length = 14
)

// Colours that everybody can tell apart (Okabe and Ito), for the exercise's own way and for the others.
var (
	blue   = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	orange = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green  = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple = color.RGBA{0xaa, 0x44, 0x99, 0xff}
	grey   = color.RGBA{0x80, 0x80, 0x80, 0xff}
	dark   = color.RGBA{0x22, 0x22, 0x22, 0xff}
	pale   = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
)

// axis is one of the two of a chart.
type axis struct {
	label string
	log   bool
	text  func(float64) string // of a tick
}

// line is one way to do it.
type line struct {
	name   string
	color  color.RGBA
	points plotter.XYs
}

// lineChart has a line for each way, with its name at its end.
type lineChart struct {
	title, subtitle string
	x, y            axis
	lines           []line
}

// bar is one way to do it.
type bar struct {
	name  string
	color color.RGBA
	value float64
}

// barChart has a bar for each way, with its number at its end.
type barChart struct {
	title, subtitle string
	label           string // of the axis
	text            func(float64) string
	bars            []bar
}

// svg returns the picture.
func (l *lineChart) svg() []byte {
	p := newPlot(l.x, l.y)
	p.Add(gridOf(p))
	for i, one := range l.lines {
		drawn, points := &plotter.Line{XYs: one.points}, &plotter.Scatter{XYs: one.points}
		drawn.LineStyle = draw.LineStyle{Color: one.color, Width: vg.Points(2.5)}
		if hides(one, l.lines[:i]) {
			drawn.Dashes = []vg.Length{vg.Points(9), vg.Points(9)}
		}
		points.GlyphStyle = draw.GlyphStyle{Color: one.color, Radius: vg.Points(3.5), Shape: draw.CircleGlyph{}}
		p.Add(drawn, points)
	}
	if l.y.log {
		p.Y.Min = math.Pow(10, math.Floor(math.Log10(p.Y.Min)))
		p.Y.Max = math.Pow(10, math.Ceil(math.Log10(p.Y.Max)))
	} else {
		p.Y.Min = 0
	}
	canvas, inner := newCanvas(l.title, l.subtitle, beside)
	p.Draw(inner)
	l.nameLines(canvas, p.DataCanvas(inner), p)
	return bytesOf(canvas)
}

// hides reports whether a line would cover one of those below it.
func hides(over line, below []line) bool {
	return slices.ContainsFunc(below, func(under line) bool {
		return math.Abs(last(over.points).Y-last(under.points).Y) < 0.1*last(under.points).Y
	})
}

// nameLines writes the name of each line at its end, one below the other where lines end close together.
func (l *lineChart) nameLines(canvas, data draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&data)
	lines := slices.SortedFunc(slices.Values(l.lines),
		func(a, b line) int { return cmp.Compare(last(b.points).Y, last(a.points).Y) })
	ends := make([]vg.Length, len(lines))
	for i, one := range lines {
		ends[i] = toY(last(one.points).Y)
	}
	for i, y := range spread(ends, vg.Points(17)) {
		end := last(lines[i].points)
		canvas.FillText(style(13, lines[i].color), vg.Point{X: toX(end.X) + vg.Points(10), Y: y}, lines[i].name)
	}
}

// spread moves places, which go down, so far apart that there is a gap between any two. Neighbours that stand too close
// move as one, up as far as down.
func spread(places []vg.Length, gap vg.Length) []vg.Length {
	type group struct {
		middle vg.Length
		size   int
	}
	var groups []group
	for _, place := range places {
		one := group{place, 1}
		for len(groups) > 0 {
			above := groups[len(groups)-1]
			if above.middle-one.middle >= gap*vg.Length(above.size+one.size)/2 {
				break
			}
			size := above.size + one.size
			one = group{(above.middle*vg.Length(above.size) + one.middle*vg.Length(one.size)) / vg.Length(size), size}
			groups = groups[:len(groups)-1]
		}
		groups = append(groups, one)
	}
	var spread []vg.Length
	for _, one := range groups {
		for i := range one.size {
			spread = append(spread, one.middle+gap*(vg.Length(one.size-1)/2-vg.Length(i)))
		}
	}
	return spread
}

// svg returns the picture. Names and numbers begin where they have room in any font.
func (c *barChart) svg() []byte {
	p := newPlot(axis{label: c.label, text: c.text}, axis{})
	p.HideY()
	p.Add(gridOf(p))
	for i, one := range c.bars {
		p.Add(&plotter.BarChart{
			Values: plotter.Values{one.value}, XMin: float64(-i), Width: vg.Points(22), Horizontal: true,
			Color: one.color, LineStyle: draw.LineStyle{Color: one.color},
		})
	}
	p.X.Min, p.Y.Min, p.Y.Max = 0, 0.4-float64(len(c.bars)), 0.6
	canvas, inner := newCanvas(c.title, c.subtitle, vg.Points(90))
	inner = draw.Crop(inner, vg.Points(170), 0, 0, 0)
	p.Draw(inner)

	data := p.DataCanvas(inner)
	toX, toY := p.Transforms(&data)
	for i, one := range c.bars {
		y := toY(float64(-i))
		canvas.FillText(style(13, dark), vg.Point{X: margin, Y: y}, one.name)
		canvas.FillText(style(13, dark), vg.Point{X: toX(one.value) + vg.Points(6), Y: y}, c.text(one.value))
	}
	return bytesOf(canvas)
}

// newPlot returns an empty chart.
func newPlot(x, y axis) *plot.Plot {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = x.label, y.label
	for _, one := range []struct {
		from axis
		to   *plot.Axis
	}{{x, &p.X}, {y, &p.Y}} {
		one.to.Label.TextStyle = text.Style{
			Color: dark, Font: fontOf(13), XAlign: draw.XCenter, YAlign: draw.YBottom,
			Handler: plot.DefaultTextHandler,
		}
		one.to.Label.Padding = vg.Points(6)
		one.to.Tick.Label.Font = fontOf(12)
		one.to.Tick.Label.Color, one.to.Color, one.to.Tick.Color = dark, grey, grey
		one.to.Tick.Marker = ticks(one.from)
		if one.from.log {
			one.to.Scale = plot.LogScale{}
		}
	}
	return p
}

// ticks puts a tick at each power of ten, or where the library finds it best.
func ticks(a axis) plot.Ticker {
	return plot.TickerFunc(func(low, high float64) []plot.Tick {
		var ticks []plot.Tick
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
	})
}

func gridOf(p *plot.Plot) *plotter.Grid {
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = pale, pale
	if p.Y.Label.Text == "" {
		grid.Horizontal.Width = 0
	}
	return grid
}

// newCanvas returns a white canvas with a title, and the part of it that is for the chart: so much is free on the
// right.
func newCanvas(title, subtitle string, free vg.Length) (canvas, inner draw.Canvas) {
	canvas = draw.New(vgsvg.New(width, height))
	canvas.SetColor(color.White)
	canvas.Fill(canvas.Rectangle.Path())
	canvas.FillText(titleStyle(), vg.Point{X: margin, Y: height - vg.Points(24)}, title)
	canvas.FillText(style(12, grey), vg.Point{X: margin, Y: height - vg.Points(44)}, subtitle)
	return canvas, draw.Crop(canvas, margin, -free, margin, -above)
}

// bytesOf returns the file. It names other fonts of the same widths, for machines without the library's own.
func bytesOf(canvas draw.Canvas) []byte {
	var file bytes.Buffer
	svg := canvas.Canvas.(*vgsvg.Canvas)
	if _, err := svg.WriteTo(&file); err != nil {
		panic(err) // it is only memory
	}
	return bytes.ReplaceAll(file.Bytes(), []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
}

func titleStyle() text.Style {
	s := style(16, dark)
	s.Font.Weight = 3 // bold
	return s
}

func style(size float64, c color.Color) text.Style {
	return text.Style{Color: c, Font: fontOf(size), YAlign: draw.YCenter, Handler: plot.DefaultTextHandler}
}

func fontOf(size float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
}

func last(points plotter.XYs) plotter.XY { return points[len(points)-1] }
