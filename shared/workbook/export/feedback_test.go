package export_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

func TestFeedbackTellsOneCauseOnceAndRefersToIt(t *testing.T) {
	info := func(sentence string, group catalog.Group) results.CheckInfo {
		return results.CheckInfo{Test: "Test/" + sentence, Sentence: sentence, Group: group}
	}
	failed := func(got string) results.Check {
		failures := []receipt.Failure{{Want: "an error pair at the end", Got: got}}
		return results.Check{Status: runner.Failed, Failures: failures, Public: failures}
	}
	r := &results.Results{
		Exercises: []results.Exercise{{Name: "1-x", Checks: []results.CheckInfo{
			info("first", catalog.Errors), info("same but for numbers", catalog.Errors),
			info("another group", catalog.Lazy), info("another cause", catalog.Errors),
		}}},
		Students: []results.Student{{Name: "ann", Exercises: []results.Graded{{
			Exercise: "1-x", Status: results.Completed,
			Checks: []results.Check{
				failed("3 values and no error"), failed("10 values and no error"),
				failed("3 values and no error"), failed("nothing"),
			},
		}}}},
	}
	r.Students[0].Exercises[0].Max = 1
	dir := writeOf(t, r)
	text, err := os.ReadFile(filepath.Join(dir, "students", "ann", "feedback.md"))
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]int{
		"### ✗ same but for numbers (failed)\n\nThe same: see first.": 1,
		"The same:": 1, "values and no error": 2, "### ✗": 4,
	} {
		if got := strings.Count(string(text), said); got != want {
			t.Errorf("%q is there %d times, want %d:\n%s", said, got, want, text)
		}
	}
}
