package verify

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
)

// Row is a line of a table for people: a name, and what there is to say of it.
type Row struct{ Name, Text string }

// Matrix returns the mutants and the checks that caught them: one row a mutant, one column a check, x where it failed
// and X where it is the one that the mutant names; and what the mutant earns all the same.
func Matrix(e *exercise.Exercise, subjects []*Subject) []Row {
	numbers := ""
	for i := range e.Checks {
		numbers += fmt.Sprintf(" %2d", i+1)
	}
	return slices.Concat([]Row{{"", numbers + "  points"}}, catches(e, subjects, func(_ int, mark string) string {
		return "  " + cmp.Or(mark, ".")
	}))
}

// Lists returns the same where there is no room for a matrix: for each mutant the numbers of the checks that caught it,
// with an x or an X.
func Lists(e *exercise.Exercise, subjects []*Subject) []Row {
	return catches(e, subjects, func(number int, mark string) string {
		if mark == "" {
			return ""
		}
		return fmt.Sprintf(" %d%s", number, mark)
	})
}

// catches returns a row for each mutant, made of a cell for each check.
func catches(e *exercise.Exercise, subjects []*Subject, cell func(number int, mark string) string) (rows []Row) {
	for _, s := range subjects {
		if s.Kind != Mutant {
			continue
		}
		failed, _ := s.split()
		row := Row{Name: s.Name}
		for i, check := range e.Checks {
			mark := ""
			if slices.Contains(failed, check.Test) {
				mark = "x"
				if check.Test == s.Check {
					mark = "X"
				}
			}
			row.Text += cell(i+1, mark)
		}
		row.Text += fmt.Sprintf("  %3d", s.Score.Points)
		rows = append(rows, row)
	}
	return rows
}

// Dear returns the mutants that cost more than the points of the group that their check is of: one fault of theirs is
// charged as several ideas. What is rejected costs everything, and is none of them.
func Dear(e *exercise.Exercise, subjects []*Subject) (rows []Row) {
	for _, s := range subjects {
		if s.Kind != Mutant || s.fault != "" || s.Score.Rejected != "" {
			continue
		}
		share := e.Points.Rule
		named := func(c exercise.Check) bool { return c.Test == s.Check }
		if i := slices.IndexFunc(e.Checks, named); e.Checks[i].Group != "" {
			share = e.Points.Of(e.Checks[i].Group)
		}
		if lost := s.Score.Max - s.Score.Points; lost > share {
			var groups []string
			for _, g := range s.Score.Groups {
				if g.Points < g.Max {
					groups = append(groups, fmt.Sprintf("%s %d", g.Group, g.Max-g.Points))
				}
			}
			if s.Score.Taken > 0 {
				groups = append(groups, fmt.Sprintf("rules %d", s.Score.Taken))
			}
			rows = append(rows, Row{s.Name, fmt.Sprintf("%d lost, for a fault that is worth %d: %s", lost, share,
				strings.Join(groups, ", "))})
		}
	}
	return rows
}

// Slow returns the subjects that took longest, at most n.
func Slow(subjects []*Subject, n int) (rows []Row) {
	longer := func(a, b *Subject) int { return cmp.Compare(b.Took, a.Took) }
	slowest := slices.SortedStableFunc(slices.Values(subjects), longer)
	for _, s := range slowest[:min(n, len(slowest))] {
		rows = append(rows, Row{s.Name, fmt.Sprintf("%.1f s", s.Took.Seconds())})
	}
	return rows
}

// OnlyBy returns for each law the mutants that nothing else catches, so that they would survive without it. Programs
// and rules are aside.
func OnlyBy(e *exercise.Exercise, subjects []*Subject) (rows []Row) {
	for _, law := range lawsOf(e) {
		rows = append(rows, Row{law, strings.Join(onlyBy(law, subjects), ", ")})
	}
	return rows
}

// lawOf returns the name of the law that a check is about. Two functions of an exercise can have to pass the same law.
func lawOf(check string) string { return path.Base(check) }

func lawsOf(e *exercise.Exercise) []string {
	var laws []string
	for _, check := range e.Checks {
		if law := lawOf(check.Test); !slices.Contains(laws, law) {
			laws = append(laws, law)
		}
	}
	return laws
}

// onlyBy returns the mutants that nothing but the checks of that law catch.
func onlyBy(law string, subjects []*Subject) []string {
	var only []string
	for _, s := range subjects {
		failed, _ := s.split()
		other := func(check string) bool { return lawOf(check) != law }
		if s.Kind == Mutant && len(failed) > 0 && !slices.ContainsFunc(failed, other) {
			only = append(only, s.Name)
		}
	}
	return only
}
