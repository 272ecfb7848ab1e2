package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// key is what is measured: the benchmark InsertData/rows=1000/measure=speed/round=1/method=load_data has one,
// without the round.
type key struct {
	benchmark, measure, method string
	rows, depth                int
}

// sample is one number of a key.
type sample struct {
	key
	unit  string
	round int
}

// results are the numbers in a file.
type results struct {
	samples map[sample][]float64 // several where the file has a line more than once
	machine map[string]string    // what the file says about it
	order   []key                // as in the file
	rounds  int
	cpus    int
}

// read reads what the benchmarks print.
func read(r io.Reader, name string) (*results, error) {
	all := &results{samples: make(map[sample][]float64), machine: make(map[string]string)}
	lines := benchfmt.NewReader(r, name)
	for lines.Scan() {
		switch line := lines.Result().(type) {
		case *benchfmt.Result:
			if err := all.add(line); err != nil {
				file, number := line.Pos()
				return nil, fmt.Errorf("%s:%d: %w", file, number, err)
			}
		case *benchfmt.SyntaxError:
			return nil, line
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all.samples) == 0 {
		return nil, errors.New(name + " has no benchmarks in it")
	}
	return all, nil
}

// add adds a line. Benchmarks that are not ours are passed over.
func (all *results) add(line *benchfmt.Result) error {
	base, parts := line.Name.Parts()
	s := sample{key: key{benchmark: string(base)}}
	cpus := 1 // the testing package says how many, unless it is one
	var err error
	for _, part := range parts {
		name, value, _ := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
		var bad error
		switch name {
		case "rows":
			s.rows, bad = strconv.Atoi(value)
		case "depth":
			s.depth, bad = strconv.Atoi(value)
		case "round":
			s.round, bad = strconv.Atoi(value)
		case "measure":
			s.measure = value
		case "method":
			s.method = value
		default:
			if number, found := strings.CutPrefix(name, "-"); found {
				cpus, bad = strconv.Atoi(number)
			}
		}
		err = errors.Join(err, bad)
	}
	if err != nil || s.rows == 0 || s.measure == "" || s.method == "" {
		return err
	}
	for _, config := range line.Config {
		all.machine[config.Key] = string(config.Value)
	}
	if !slices.Contains(all.order, s.key) {
		all.order = append(all.order, s.key)
	}
	all.cpus = cpus
	all.rounds = max(all.rounds, s.round)
	for _, value := range line.Values {
		s.unit = value.Unit
		all.samples[s] = append(all.samples[s], value.Value)
	}
	return nil
}

// at returns the median of a number over all rounds.
func (all *results) at(k key, unit string) (float64, bool) {
	return median(slices.Collect(maps.Values(all.byRound(k, unit))))
}

// ratios returns by how much a number of k is that of other, in each round: a slow moment of the machine cancels out.
func (all *results) ratios(k, other key, unit string) []float64 {
	numbers, others := all.byRound(k, unit), all.byRound(other, unit)
	var ratios []float64
	for round, number := range numbers {
		if denominator := others[round]; denominator > 0 {
			ratios = append(ratios, number/denominator)
		}
	}
	slices.Sort(ratios)
	return ratios
}

// byRound returns the median of a number in each round.
func (all *results) byRound(k key, unit string) map[int]float64 {
	numbers := make(map[int]float64)
	for round := range all.rounds + 1 { // 0 for what has no rounds
		if number, ok := median(all.samples[sample{k, unit, round}]); ok {
			numbers[round] = number
		}
	}
	return numbers
}

// rows returns the sizes of the tables of a measure, from small to large. Where k has an empty name, any will do.
func (all *results) rows(k key) []int {
	return all.collect(k, func(s sample) int { return s.rows })
}

// depths returns the depths of the pages in tables of k.rows.
func (all *results) depths(k key) []int {
	return all.collect(k, func(s sample) int { return s.depth })
}

func (all *results) collect(k key, number func(sample) int) []int {
	var numbers []int
	for s := range all.samples {
		if s.benchmark == k.benchmark && s.measure == k.measure && (k.method == "" || s.method == k.method) &&
			(k.rows == 0 || s.rows == k.rows) {
			numbers = append(numbers, number(s))
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// methods returns the methods of a benchmark whose speed was measured, as they come in the file.
func (all *results) methods(benchmark string) []string {
	var methods []string
	for _, k := range all.order {
		if k.benchmark == benchmark && k.measure == "speed" && !slices.Contains(methods, k.method) {
			methods = append(methods, k.method)
		}
	}
	return methods
}

// median returns the middle of the numbers. It is not ok if there are none.
func median(numbers []float64) (middle float64, ok bool) {
	if len(numbers) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(numbers))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half], true
	}
	return (sorted[half-1] + sorted[half]) / 2, true
}
