package export

import (
	"strings"

	"example.com/generators/shared/workbook/results"
)

// gradescope returns the results.json of a Gradescope autograder. No test is hidden: one that is would hide the total
// too.
func gradescope(r *results.Results, student results.Student) ([]byte, error) {
	type test struct {
		Score    *int   `json:"score,omitempty"`
		MaxScore *int   `json:"max_score,omitempty"`
		Status   string `json:"status"`
		Name     string `json:"name"`
		Number   string `json:"number,omitempty"`
		Output   string `json:"output"`
	}
	report := struct {
		Score    int     `json:"score"`
		Seconds  float64 `json:"execution_time"`
		Output   string  `json:"output"`
		Format   string  `json:"output_format"`
		TestsAre string  `json:"test_output_format"`
		Tests    []test  `json:"tests"`
	}{student.Points(), seconds(student), notes(student), "text", "text", []test{}}
	eachPart(r, student, func(name string, p part) {
		status := "passed"
		if p.Points < p.Max {
			status = "failed"
		}
		report.Tests = append(report.Tests, test{&p.Points, &p.Max, status, name, "", p.About})
	})
	for _, c := range checks(r, student) {
		if c.skipped() {
			continue
		}
		t := test{Status: "passed", Name: c.info.Sentence, Number: c.number}
		if c.failed {
			t.Status, t.Output = "failed", c.verdict+"\n"+c.explanation()
		}
		report.Tests = append(report.Tests, t)
	}
	return indented(report)
}

// seconds returns how long all checks of a student ran.
func seconds(student results.Student) (seconds float64) {
	for _, graded := range student.Exercises {
		if graded.Measured != nil {
			seconds += graded.Measured.Seconds
		}
	}
	return seconds
}

// notes returns what there is to say of a whole submission.
func notes(student results.Student) string {
	lines := append([]string{}, student.Faults...)
	for _, graded := range student.Exercises {
		fault := graded.Fault
		if graded.Status == results.Completed {
			fault = public(early(graded))
		}
		if fault != "" {
			lines = append(lines, graded.Exercise+": "+string(graded.Status)+": "+fault)
		}
	}
	return shown(strings.Join(lines, "\n"))
}
