package export

import (
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/workbook/results"

	"github.com/google/go-cmp/cmp"
)

func TestWhatRulesTakeAwayIsTakenFromTheLastGroups(t *testing.T) {
	e := results.Exercise{Checks: []results.CheckInfo{
		{Test: "TestRules/loops", Sentence: "one loop"}, {Test: "TestX/is_lazy", Sentence: "X is lazy"},
	}}
	graded := results.Graded{Score: exercise.Score{
		Points: 14, Max: 50, Taken: 5, Broken: []string{"TestRules/loops"},
		Groups: []exercise.GroupScore{
			{Group: catalog.Results, Points: 17, Max: 20},
			{Group: catalog.Lazy, Points: 0, Max: 15, Lost: "TestX/is_lazy"},
			{Group: catalog.Errors, Points: 2, Max: 15},
		},
	}}
	want := []part{
		{"results", "not all of its checks passed; 3 less for what is against the rules: one loop", 14, 20},
		{"lazy", "all of it is lost with: X is lazy", 0, 15},
		{"errors", "not all of its checks passed; 2 less for what is against the rules: one loop", 0, 15},
	}
	if diff := cmp.Diff(want, parts(e, graded), cmp.AllowUnexported(part{})); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}
