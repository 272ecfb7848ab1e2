package gate

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
)

// Matrix returns the mutants and the checks that caught them: one row a mutant, one column a check, x where it failed and X
// where it is the one that the mutant names.
func Matrix(e *exercise.Exercise, subjects []*Subject) string {
	var b strings.Builder
	width := 0
	for _, s := range subjects {
		if s.Kind == Mutant {
			width = max(width, len(s.Name))
		}
	}
	fmt.Fprintf(&b, "%-*s ", width, "")
	for i := range e.Checks {
		fmt.Fprintf(&b, " %2d", i+1)
	}
	b.WriteByte('\n')
	for _, s := range subjects {
		if s.Kind != Mutant {
			continue
		}
		failed, _ := s.split()
		fmt.Fprintf(&b, "%-*s ", width, s.Name)
		for _, check := range e.Checks {
			cell := "."
			if slices.Contains(failed, check.Test) {
				cell = "x"
				if check.Test == s.Check {
					cell = "X"
				}
			}
			fmt.Fprintf(&b, "  %s", cell)
		}
		b.WriteByte('\n')
	}
	for i, check := range e.Checks {
		fmt.Fprintf(&b, "%2d %s\n", i+1, check.Test)
	}
	b.WriteString("\nmutants that only one law catches (programs and rules aside), so that they would survive without it:\n")
	for _, law := range lawsOf(e) {
		fmt.Fprintf(&b, "%-36s %s\n", law, strings.Join(onlyBy(law, subjects), ", "))
	}
	return b.String()
}

// lawOf returns the name of the law that a check puts a function to. Two functions of an exercise may be put to the same.
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
