package export

import (
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/workbook/results"

	"github.com/google/go-cmp/cmp"
)

func TestAStudentSeesWhereAProgramPanickedAndNotItsWords(t *testing.T) {
	for ended, want := range map[string]string{
		"panic: {0000 Ada}\nat 1-stream_users/stream_users.go:17": "panic\nat 1-stream_users/stream_users.go:17",
		"panic: Ada\nLovelace\nat 1-x/x.go:1":                     "panic\nat 1-x/x.go:1",
		"panic: Ada":                                              "panic",
		"fatal error: all sleep":                                  "fatal error",
		"stopped after 3s without an end":                         "stopped after 3s without an end",
		"panic: {0000 Ada}\nat x\nat y.go:1":                      "panic\nat y.go:1",
	} {
		if got := public(ended); got != want {
			t.Errorf("public(%q) = %q, want %q", ended, got, want)
		}
	}
}

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
