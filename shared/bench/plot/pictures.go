package main

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/plotter"
)

// pictures are all pictures that the pages show. Each draw returns nil where its numbers are not in the results. The
// numbers in the titles come from there too, so that no title can say what the picture does not show.
var pictures = []struct {
	name string
	draw func(*results) *chart
}{
	{"insert.svg", insertChart},
	{"memory.svg", memoryChart},
	{"break.svg", breakChart},
	{"speed.svg", speedChart},
	{"pages.svg", pagesChart},
	{"ages.svg", agesChart},
}

// way is one way to do it, and how a picture shows it.
type way struct {
	benchmark, method string
	name              string
	color             color.RGBA
}

func insertChart(all *results) *chart {
	return all.barChart("users inserted a second", "A CSV of %s users into an empty table, in one transaction", []way{
		{"InsertData", "InsertData", "InsertData", blue},
		{"InsertData", "fast", "InsertFast", green},
		{"InsertData", "load_data", "LOAD DATA", grey},
	}, func(ratio func(of, to int) float64) string {
		return fmt.Sprintf("InsertData has %.2f times the speed of LOAD DATA, InsertFast %.2f times",
			ratio(0, 2), ratio(1, 2))
	})
}

func speedChart(all *results) *chart {
	return all.barChart("users a second", "All %s users of a table", []way{
		{"StreamUsers", "drain", "read, not decoded", grey},
		{"StreamUsers", "plain_loop", "plain loop", grey},
		{"StreamUsers", "generator", "StreamUsers", blue},
		{"StreamUsers", "channel", "over a channel", orange},
		{"StreamUsers", "load_all", "all in a slice", orange},
	}, func(ratio func(of, to int) float64) string {
		return fmt.Sprintf("StreamUsers has %.2f times the speed of a loop without a generator", ratio(2, 1))
	})
}

func agesChart(all *results) *chart {
	return all.barChart("ages a second", "The ages of all %s users of a table", []way{
		{"StreamUserAges", "drain", "read, not decoded", grey},
		{"StreamUserAges", "generator", "StreamUserAges", blue},
		{"StreamUserAges", "whole_users", "whole users", orange},
		{"StreamUserAges", "average", "average", green},
	}, func(ratio func(of, to int) float64) string {
		return fmt.Sprintf("Ages alone stream %.1f times as fast as whole users", ratio(1, 2))
	})
}

func memoryChart(all *results) *chart {
	const what = "The most memory that a loop over all users has in use at a time"
	return all.lineChart("memory", "peak-heap-B", "heap in use", size, what, []way{
		{"StreamUsers", "load_all", "all in a slice", orange},
		{"StreamUsersInBatches", "generator", "batches of 1,000", purple},
		{"LazyPaginate", "key", "pages of 1,000", green},
		{"StreamUsers", "generator", "one user at a time", blue},
	}, func(rows float64, ends []float64) string {
		return fmt.Sprintf("For %s users a slice takes %s, a generator %s", count(rows), size(ends[0]), size(ends[3]))
	})
}

func breakChart(all *results) *chart {
	const what = "Time of a whole loop that breaks at its sixth user, from the query to the end"
	return all.lineChart("break", "break-ms", "time", duration, what, []way{
		{"StreamUsers", "load_all", "all in a slice first", orange},
		{"StreamUsers", "close_only", "Close without cancel", purple},
		{"StreamUsers", "generator", "cancel, then Close", blue},
	}, func(rows float64, ends []float64) string {
		return fmt.Sprintf("Six of %s users and a break: %s with cancel, %s without",
			count(rows), duration(ends[2]), duration(ends[1]))
	})
}

func pagesChart(all *results) *chart {
	k := key{benchmark: "LazyPaginate", measure: "page"}
	k.rows = largest(all.rows(k))
	c := newChart(axis{label: "users before the page", text: count}, axis{label: "time of the page", text: duration})
	var ends []float64
	for _, w := range []way{
		{method: "offset", name: "by OFFSET", color: orange},
		{method: "key", name: "by key", color: blue},
	} {
		k.method = w.method
		var points plotter.XYs
		for _, k.depth = range all.depths(k) {
			if y, ok := all.at(k, "page-ms"); ok {
				points = append(points, plotter.XY{X: float64(k.depth), Y: y})
			}
		}
		if len(points) == 0 {
			return nil
		}
		c.line(w, points)
		ends = append(ends, last(points).Y)
	}
	c.Y.Min = 0
	c.title = fmt.Sprintf("The last page of %s users: %s by OFFSET, %s by key",
		count(float64(k.rows)), duration(ends[0]), duration(ends[1]))
	c.subtitle = all.subtitle("One page of 1,000 users, with OFFSET or with WHERE user_id > ?")
	return c
}

// lineChart returns a chart of a number against the size of the table, each with a power of ten at each tick. The title
// is told the largest size and the numbers of all ways there.
func (all *results) lineChart(measure, unit, label string, text func(float64) string, subtitle string, ways []way,
	title func(rows float64, ends []float64) string,
) *chart {
	c := newChart(axis{label: "users in the table", log: true, text: count}, axis{label: label, log: true, text: text})
	var ends []float64
	for _, w := range ways {
		k := key{benchmark: w.benchmark, measure: measure, method: w.method}
		var points plotter.XYs
		for _, k.rows = range all.rows(k) {
			if y, ok := all.at(k, unit); ok {
				points = append(points, plotter.XY{X: float64(k.rows), Y: y})
			}
		}
		if len(points) == 0 {
			return nil
		}
		c.line(w, points)
		ends = append(ends, last(points).Y)
	}
	c.Y.Min, c.Y.Max = math.Pow(10, math.Floor(math.Log10(c.Y.Min))), math.Pow(10, math.Ceil(math.Log10(c.Y.Max)))
	c.title, c.subtitle = title(c.X.Max, ends), all.subtitle(subtitle)
	return c
}

// barChart returns a chart of the rows a second at the largest size of the table. The title is told how many times the
// speed of one way is that of another.
func (all *results) barChart(label, subtitle string, ways []way,
	title func(ratio func(of, to int) float64) string,
) *chart {
	keys, speeds := make([]key, len(ways)), make([]float64, len(ways))
	for i, w := range ways {
		k := key{benchmark: w.benchmark, measure: "speed", method: w.method}
		k.rows = largest(all.rows(k))
		speed, ok := all.at(k, "rows/s")
		if !ok || k.rows != keys[0].rows && i > 0 {
			return nil
		}
		keys[i], speeds[i] = k, speed
	}
	c := newChart(axis{label: label, text: rate}, axis{})
	c.bars(ways, speeds)
	c.title = title(func(of, to int) float64 {
		times, _ := median(all.ratios(keys[of], keys[to], "rows/s"))
		return times
	})
	c.subtitle = all.subtitle(fmt.Sprintf(subtitle, count(float64(keys[0].rows))))
	return c
}

// subtitle adds to what was measured where it was.
func (all *results) subtitle(what string) string {
	return fmt.Sprintf("%s. Median of %s, %s.", what, plural(all.rounds, "round"), plural(all.cpus, "core"))
}

// largest returns the last of the sizes; 0 if there is none.
func largest(sizes []int) int {
	if len(sizes) == 0 {
		return 0
	}
	return sizes[len(sizes)-1]
}
