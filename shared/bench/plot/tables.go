package main

import (
	"fmt"
	"slices"
	"strings"
)

// ratio is a row of the first table: a number of one way beside that of another, or beside the same on a small table.
type ratio struct {
	what, goal string
	of, to     key // to.rows is 0 for the same table
	unit       string
}

// speed is a ratio of rows a second.
func speed(benchmark, of, to, what, goal string) ratio {
	return ratioOf("speed", "rows/s", benchmark, of, to, what, goal)
}

// programTime is a ratio of the seconds that programs take, the exercise's own and others.
func programTime(benchmark, of, to, what, goal string) ratio {
	return ratioOf("program", "sec/op", benchmark, of, to, what, goal)
}

func ratioOf(measure, unit, benchmark, of, to, what, goal string) ratio {
	return ratio{
		what: what, goal: goal, unit: unit,
		of: key{benchmark: benchmark, measure: measure, method: of},
		to: key{benchmark: benchmark, measure: measure, method: to},
	}
}

// beside returns the ratio to what the other is on a table of so many rows.
func (r ratio) beside(rows int) ratio {
	r.to.rows = rows
	return r
}

var ratios = []ratio{
	speed("StreamUsers", "generator", "plain_loop", "speed: `StreamUsers` to a plain loop", "at least 0.97"),
	speed("StreamUsers", "generator", "drain", "speed: `StreamUsers` to reading undecoded", "at least 0.6"),
	speed("StreamUsersInBatches", "generator", "plain_loop", "speed: `StreamUsersInBatches` to a plain loop", ""),
	speed("LazyPaginate", "key", "plain_loop", "speed: pages by key to a plain loop", "at least 0.5"),
	speed("LazyPaginate", "offset", "plain_loop", "speed: pages by OFFSET to a plain loop", ""),
	speed("StreamUserAges", "generator", "plain_loop", "speed: `StreamUserAges` to a plain loop", "at least 0.97"),
	speed("StreamUserAges", "generator", "drain", "speed: `StreamUserAges` to reading undecoded", "at least 0.85"),
	speed("InsertData", "InsertData", "load_data", "speed: `InsertData` to `LOAD DATA`", ""),
	speed("InsertData", "fast", "load_data", "speed: `InsertFast` to `LOAD DATA`", "at least 0.9"),
	speed("InsertData", "fast", "InsertData", "speed: `InsertFast` to `InsertData`", ""),
	programTime("StreamUsers", "all", "mariadb", "time: 1-stream_users -n 0 to `mariadb --quick`", "at most 1.25"),
	programTime("StreamUsers", "mysqlclient", "all", "time: mysqlclient to 1-stream_users -n 0", "at least 4"),
	programTime("StreamUsers", "six", "six", "time: 1-stream_users -n 6 to itself at 1,000", "at most 2").beside(1000),
	programTime("InsertData", "fast", "load_data", "time: 0-seed -fast to `LOAD DATA`", "at most 1.1"),
	programTime("InsertData", "fast", "fast", "time: 0-seed -fast to itself at 1,000,000", "at most 12").beside(1_000_000),
}

// program is an exercise's program, as it was run.
type program struct {
	benchmark, method string
	command, goal     string // the goal is for its memory
}

// constant is the goal of the readers: their memory does not follow the table.
const constant = "at most 20 MB, and 2 MB more"

var programs = []program{
	{"InsertData", "all", "0-seed", ""},
	{"InsertData", "fast", "0-seed -fast", "at most 40 MB"},
	{"InsertData", "load_data", "mariadb, LOAD DATA", ""},
	{"StreamUsers", "all", "1-stream_users", constant},
	{"StreamUsersInBatches", "all", "2-batch_processing", constant},
	{"LazyPaginate", "offset", "3-lazy_paginate", ""}, // ten million users would take it days
	{"LazyPaginate", "key", "3-lazy_paginate -by key", constant},
	{"StreamUserAges", "all", "4-stream_ages", constant},
	{"StreamUsers", "six", "1-stream_users -n 6", ""},
	{"StreamUsers", "mariadb", "mariadb --quick", ""},
	{"StreamUsers", "mysqlclient", "Python, mysqlclient", ""},
}

// tables returns the results in Markdown, ratios first.
func tables(all *results) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s, %s, %s; %s, %s; %s. Medians.\n\n", all.machine["cpu"], plural(all.cpus, "core"),
		all.machine["goos"]+"/"+all.machine["goarch"], all.machine["toolchain"], all.machine["server"],
		plural(all.rounds, "round"))
	text.WriteString(ratioTable(all))
	text.WriteString(memoryTable(all))
	for _, benchmark := range []string{
		"InsertData", "StreamUsers", "StreamUsersInBatches", "LazyPaginate", "StreamUserAges",
	} {
		text.WriteString(methodTable(all, benchmark))
	}
	text.WriteString(programTable(all))
	return strings.TrimSuffix(text.String(), "\n")
}

func ratioTable(all *results) string {
	var sizes []int
	for _, r := range ratios {
		sizes = append(sizes, all.rows(r.of)...)
	}
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)

	head := []string{"ratio", "goal"}
	for _, rows := range sizes {
		head = append(head, count(float64(rows)))
	}
	var lines [][]string
	for _, r := range ratios {
		line := []string{r.what, r.goal}
		for _, rows := range sizes {
			of, to := r.of, r.to
			of.rows = rows
			if to.rows == 0 {
				to.rows = rows
			}
			var numbers []float64
			if rows >= to.rows {
				numbers = all.ratios(of, to, r.unit)
			}
			line = append(line, withRange(numbers))
		}
		lines = append(lines, line)
	}
	return markdown("", head, lines)
}

// withRange returns the middle of sorted numbers and how far they are apart, which says how far to trust it.
func withRange(numbers []float64) string {
	middle, ok := median(numbers)
	switch {
	case !ok:
		return ""
	case len(numbers) == 1 || numbers[0] == numbers[len(numbers)-1]:
		return fmt.Sprintf("%.2f", middle)
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", middle, numbers[0], numbers[len(numbers)-1])
}

// columns are what there is to know of a method, each by its measure and unit.
var columns = []struct {
	name, measure, unit string
	text                func(float64) string
}{
	{"rows a second", "speed", "rows/s", rate},
	{"bytes a row", "speed", "B/row", digits},
	{"allocations a row", "speed", "allocs/row", digits},
	{"wire bytes a row", "speed", "wire-B/row", digits},
	{"first row", "speed", "first-row-ms", duration},
	{"most heap", "memory", "peak-heap-B", size},
	{"loop with a break", "break", "break-ms", duration},
	{"from break to end", "break", "stop-ms", duration},
	{"wire bytes then", "break", "wire-B", size},
}

// methodTable returns what a benchmark says of its methods, on the largest table that all of them had.
func methodTable(all *results, benchmark string) string {
	var lines [][]string
	rows := 0
	for _, method := range all.methods(benchmark) {
		k := key{benchmark: benchmark, measure: "speed", method: method}
		k.rows = largest(all.rows(k))
		line := []string{method}
		if k.rows < rows {
			line[0] += fmt.Sprintf(", %s rows", count(float64(k.rows)))
		}
		rows = max(rows, k.rows)
		for _, column := range columns {
			k.measure = column.measure
			number, ok := all.at(k, column.unit)
			line = append(line, cell(number, ok, column.text))
		}
		lines = append(lines, line)
	}
	head := []string{"method"}
	for _, column := range columns {
		head = append(head, column.name)
	}
	return markdown(fmt.Sprintf("%s, %s rows", benchmark, count(float64(rows))), head, lines)
}

// memoryTable returns what the programs with a goal for it had resident on the two largest tables, and how much more it
// was on the largest.
func memoryTable(all *results) string {
	const large, larger = 1_000_000, 10_000_000
	var lines [][]string
	for _, p := range programs {
		k := key{benchmark: p.benchmark, measure: "program", method: p.method, rows: large}
		before, ok := all.at(k, "peak-rss-B")
		k.rows = larger
		after, measured := all.at(k, "peak-rss-B")
		if p.goal != "" && ok && measured {
			more := fmt.Sprintf("%+.1f MB", (after-before)/1e6)
			lines = append(lines, []string{p.command, p.goal, size(before), size(after), more})
		}
	}
	return markdown("Most resident memory", []string{"program", "goal", "1,000,000", "10,000,000", "more"}, lines)
}

func programTable(all *results) string {
	var lines [][]string
	for _, p := range programs {
		k := key{benchmark: p.benchmark, measure: "program", method: p.method}
		for _, k.rows = range all.rows(k) {
			seconds, ok := all.at(k, "sec/op")
			resident, measured := all.at(k, "peak-rss-B")
			lines = append(lines, []string{
				p.command, count(float64(k.rows)), cell(seconds*1000, ok, duration), cell(resident, measured, size),
			})
		}
	}
	return markdown("Programs", []string{"program", "rows", "time", "most resident memory"}, lines)
}

func cell(number float64, ok bool, text func(float64) string) string {
	if !ok {
		return ""
	}
	return text(number)
}

// markdown returns a table without the columns in which nothing is, or nothing if there is no line.
func markdown(title string, head []string, lines [][]string) string {
	if len(lines) == 0 {
		return ""
	}
	for column := len(head) - 1; column > 0; column-- {
		if !slices.ContainsFunc(lines, func(line []string) bool { return line[column] != "" }) {
			head = slices.Delete(slices.Clone(head), column, column+1)
			for i := range lines {
				lines[i] = slices.Delete(lines[i], column, column+1)
			}
		}
	}
	var text strings.Builder
	if title != "" {
		fmt.Fprintf(&text, "%s:\n\n", title)
	}
	write := func(cells []string) { fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | ")) }
	write(head)
	rule := slices.Repeat([]string{"---:"}, len(head))
	rule[0] = "---"
	write(rule)
	for _, line := range lines {
		write(line)
	}
	return text.String() + "\n"
}
