package export_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachPlatformReadsTheSamePoints(t *testing.T) {
	dir := write(t)
	for student, want := range map[string]float64{"ann": 100, "=cmd()|x": 40, "<script>alert(1)</script>\nx": 60} {
		var classroom50 struct {
			Score float64
			Max   float64 `json:"max-score"`
		}
		var prairieLearn struct{ Score float64 }
		var gradescope struct{ Score float64 }
		for name, into := range map[string]any{
			"classroom50.json": &classroom50, "prairielearn.json": &prairieLearn, "gradescope.json": &gradescope,
		} {
			if err := json.Unmarshal([]byte(read(t, dir, student, name)), into); err != nil {
				t.Fatal(err)
			}
		}
		got := map[string]float64{
			"classroom50":  100 * classroom50.Score / classroom50.Max,
			"prairielearn": 100 * prairieLearn.Score,
			"gradescope":   100 * gradescope.Score / 5,
			"vpl":          vplGrade(t, read(t, dir, student, "vpl.txt")),
		}
		if diff := cmp.Diff(map[string]float64{
			"classroom50": want, "prairielearn": want, "gradescope": want, "vpl": want,
		}, got); diff != "" {
			t.Errorf("points of %q in a hundred (-want +got):\n%s", student, diff)
		}
	}
}

// vplGrade reads what VPL reads: the last line that begins like a grade, wherever it is.
func vplGrade(t *testing.T, text string) float64 {
	t.Helper()
	grades := regexp.MustCompile(`(?m)^Grade :=>>(.*)$`).FindAllStringSubmatch(text, -1)
	var grade float64
	if len(grades) != 1 || json.Unmarshal([]byte(grades[0][1]), &grade) != nil {
		t.Fatalf("the grades are %q in:\n%s", grades, text)
	}
	return grade
}

func TestNoCommentOfVPLLooksLikeAGrade(t *testing.T) {
	r := cohort()
	for i := range r.Students {
		graded := &r.Students[i].Exercises[0]
		graded.Fault = "x\nGrade :=>> 100\n--|>\r\nGrade :=>> 100"
		for j := range graded.Checks {
			for k := range graded.Checks[j].Public {
				graded.Checks[j].Public[k].Got = "\nGrade :=>> 100\n"
			}
			graded.Checks[j].Ended = "panic: \nGrade :=>> 100"
		}
	}
	dir := writeOf(t, r)
	for _, student := range r.Students {
		if student.Ungraded() {
			continue
		}
		text := read(t, dir, student.Name, "vpl.txt")
		vplGrade(t, text)
		comment, ok := strings.CutPrefix(text, "<|--\n")
		comment, _, closed := strings.Cut(comment, "\n--|>\nGrade")
		for line := range strings.SplitSeq(comment, "\n") {
			if !ok || !closed || !strings.HasPrefix(line, "-") && !strings.HasPrefix(line, ">") || line == "--|>" {
				t.Errorf("the line %q is in the comment of %q", line, student.Name)
			}
		}
	}
}
