package exercise_test

import (
	"slices"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
)

func TestScoreSharesPointsOutByGroupAndWeight(t *testing.T) {
	e := &exercise.Exercise{
		Points: exercise.Points{Results: 20, Lazy: 50, Release: 15, Errors: 15, Rule: 5},
		Checks: []exercise.Check{
			{Test: "results", Group: catalog.Results, Weight: 1},
			{Test: "more_results", Group: catalog.Results, Weight: 2},
			{Test: "lazy", Group: catalog.Lazy, Weight: 3, Essential: true},
			{Test: "cold", Group: catalog.Lazy, Weight: 1},
			{Test: "closes", Group: catalog.Release, Weight: 1},
			{Test: "reports", Group: catalog.Errors, Weight: 1},
			{Test: "needs_a_real_server", Group: catalog.Errors, Weight: 9},
			{Test: "TestRules/keeps_to_the_loop_limit"},
			{Test: "TestRules/closes_what_it_opens"},
			{Test: "TestRules/imports_only_what_is_allowed"},
		},
	}
	const limit, closes = "TestRules/keeps_to_the_loop_limit", "TestRules/closes_what_it_opens"
	for _, test := range []struct {
		lost    []string
		points  int
		groups  []int
		broken  []string
		essence string // the group that is lost as a whole
		reason  string
	}{
		{nil, 100, []int{20, 50, 15, 15}, []string{}, "", "all passed"},
		{[]string{"results"}, 93, []int{13, 50, 15, 15}, []string{}, "", "a third of the results, rounded down"},
		{[]string{"cold"}, 87, []int{20, 37, 15, 15}, []string{}, "", "a quarter of lazy, rounded down"},
		{[]string{"lazy"}, 50, []int{20, 0, 15, 15}, []string{}, "lazy", "an essential check costs its group"},
		{[]string{limit}, 95, []int{20, 50, 15, 15}, []string{limit}, "", "a rule takes away"},
		{[]string{closes}, 95, []int{20, 50, 15, 15}, []string{closes}, "", "a rule that no law has seen broken takes away"},
		{[]string{closes, "closes"}, 85, []int{20, 50, 0, 15}, []string{}, "", "what a law has charged is charged once"},
		{
			[]string{"results", "more_results", "lazy", "closes", "reports", limit},
			0,
			[]int{0, 0, 0, 0},
			[]string{limit},
			"lazy", "a rule takes nothing where there is nothing",
		},
		{
			[]string{"TestRules/imports_only_what_is_allowed"},
			0,
			[]int{0, 0, 0, 0},
			[]string{"TestRules/imports_only_what_is_allowed"},
			"", "a dangerous rule takes everything",
		},
	} {
		got := e.Score(func(check exercise.Check) exercise.Outcome {
			switch {
			case check.Test == "needs_a_real_server":
				return exercise.Void
			case slices.Contains(test.lost, check.Test):
				return exercise.Lost
			}
			return exercise.Earned
		})
		var points []int
		essence := ""
		for _, g := range got.Groups {
			points = append(points, g.Points)
			essence += g.Lost
		}
		if rejected := test.reason == "a dangerous rule takes everything"; (got.Rejected != "") != rejected {
			t.Errorf("%s: rejected by %q", test.reason, got.Rejected)
		}
		if got.Points != test.points || got.Max != 100 || essence != test.essence {
			t.Errorf("%s: %d of %d points, lost %q, want %d of 100, lost %q", test.reason, got.Points, got.Max, essence,
				test.points, test.essence)
		}
		if diff := cmp.Diff(test.groups, points) + cmp.Diff(test.broken, got.Broken); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

func TestACheckThatFollowsALostOneCostsNothingMore(t *testing.T) {
	e := &exercise.Exercise{
		Points: exercise.Points{Results: 20, Lazy: 50, Errors: 30, Rule: 5},
		Checks: []exercise.Check{
			{Test: "TestF/yields", Group: catalog.Results, Weight: 1},
			{Test: "TestF/is_lazy", Group: catalog.Lazy, Weight: 1},
			{Test: "TestF/reports", Group: catalog.Errors, Weight: 1, Follows: []string{"is_lazy"}},
			{Test: "TestF/retries", Group: catalog.Errors, Weight: 2, Follows: []string{"is_lazy", "reports"}},
			{Test: "TestG/is_lazy", Group: catalog.Lazy, Weight: 1},
			{Test: "TestG/keeps", Group: catalog.Lazy, Weight: 2, Essential: true, Follows: []string{"is_lazy"}},
			{Test: "TestRules/keeps_to_the_loop_limit"},
			{Test: "TestRules/leaves_the_sums_to_the_loop"},
			{Test: "TestRules/builds_on_what_is_there", Follows: []string{"leaves_the_sums_to_the_loop"}},
		},
	}
	const unseen = "TestF/is_lazy, which saw nothing"
	for _, test := range []struct {
		lost   []string
		points int
		reason string
	}{
		{[]string{"TestF/reports"}, 90, "a check that follows costs as others, if what it follows is kept"},
		{[]string{"TestF/is_lazy"}, 87, "what it follows costs what it always does"},
		{[]string{"TestF/is_lazy", "TestF/reports"}, 87, "the two together cost no more"},
		{[]string{unseen, "TestF/reports"}, 77, "a check that saw nothing is no excuse"},
		{[]string{"TestG/is_lazy", "TestF/reports"}, 77, "the check of another test is no excuse"},
		{[]string{"TestF/is_lazy", "TestF/reports", "TestF/retries"}, 57, "a group with nothing left earns nothing"},
		{[]string{"TestG/is_lazy", "TestG/keeps"}, 50, "an essential check costs its group, whatever it follows"},
		{[]string{"TestRules/keeps_to_the_loop_limit", "TestRules/builds_on_what_is_there"}, 90, "each rule takes away"},
		{[]string{"TestRules/leaves_the_sums_to_the_loop", "TestRules/builds_on_what_is_there"}, 95, "rules follow too"},
	} {
		got := e.Score(func(check exercise.Check) exercise.Outcome {
			switch {
			case slices.Contains(test.lost, check.Test):
				return exercise.Lost
			case check.Test == "TestF/is_lazy" && slices.Contains(test.lost, unseen):
				return exercise.Unseen
			}
			return exercise.Earned
		})
		if got.Points != test.points || got.Max != 100 {
			t.Errorf("%s: %d of %d points, want %d of 100", test.reason, got.Points, got.Max, test.points)
		}
	}
}

func TestASentenceSpellsNamesAsTheyAre(t *testing.T) {
	for test, want := range map[string]string{
		"TestCreateDatabase/creates_ALX_prodev":     "CreateDatabase creates ALX_prodev",
		"TestInsertData/inserts_the_users_of_a_csv": "InsertData inserts the users of a CSV",
		"TestRules/checks_rows_Err":                 "checks rows.Err",
		"TestLazyPaginate/orders_by_user_id":        "LazyPaginate orders by user_id",
	} {
		if got := (exercise.Check{Test: test}).Sentence(); got != want {
			t.Errorf("the sentence of %s is %q, want %q", test, got, want)
		}
	}
}
