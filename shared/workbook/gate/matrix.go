package gate

import (
	"fmt"
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
		width = max(width, len(s.Name))
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
		fmt.Fprintf(&b, "%2d %-75s only: %s\n", i+1, check.Test, strings.Join(onlyBy(check.Test, subjects), ", "))
	}
	return b.String()
}

// onlyBy returns the mutants that nothing but check catches: without it, they would survive.
func onlyBy(check string, subjects []*Subject) []string {
	var only []string
	for _, s := range subjects {
		failed, _ := s.split()
		if s.Kind == Mutant && slices.Equal(failed, []string{check}) {
			only = append(only, s.Name)
		}
	}
	return only
}
