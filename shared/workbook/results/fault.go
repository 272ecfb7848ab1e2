package results

import "fmt"

// fault returns what does not fit together in the document, such as a student with fewer exercises than there are.
// Reports rely on every student having every exercise, and every exercise every check, in order; a document that was
// cut or edited by hand may not.
func (r *Results) fault() error {
	for _, student := range r.Students {
		if err := student.fault(r.Exercises); err != nil {
			return fmt.Errorf("student %q: %w", student.Name, err)
		}
	}
	return nil
}

func (s Student) fault(exercises []Exercise) error {
	if len(s.Exercises) != len(exercises) {
		return fmt.Errorf("%d exercises, want %d", len(s.Exercises), len(exercises))
	}
	for i, e := range exercises {
		graded := s.Exercises[i]
		if graded.Exercise != e.Name {
			return fmt.Errorf("exercise %d is %q, want %q", i+1, graded.Exercise, e.Name)
		}
		if err := graded.fault(e.Checks); err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
	}
	return nil
}

func (g Graded) fault(checks []CheckInfo) error {
	if len(g.Checks) != len(checks) {
		return fmt.Errorf("%d checks, want %d", len(g.Checks), len(checks))
	}
	for i, check := range g.Checks {
		if check.Test != checks[i].Test {
			return fmt.Errorf("check %d is %q, want %q", i+1, check.Test, checks[i].Test)
		}
	}
	points := -g.Taken
	for _, group := range g.Groups {
		if group.Points < 0 || group.Points > group.Max {
			return fmt.Errorf("%s: %d of %d points", group.Group, group.Points, group.Max)
		}
		points += group.Points
	}
	if points != g.Points {
		return fmt.Errorf("%d points, but its groups have %d", g.Points, points)
	}
	return nil
}
