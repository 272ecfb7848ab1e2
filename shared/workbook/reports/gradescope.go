package reports

import (
	"strings"

	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

// gradescope returns the results.json of a Gradescope autograder. No test is hidden: one that is would hide the total too.
func gradescope(r *results.Results, student results.Student) ([]byte, error) {
	type test struct {
		Score    int    `json:"score"`
		MaxScore int    `json:"max_score"`
		Status   string `json:"status"`
		Name     string `json:"name"`
		Number   string `json:"number"`
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
	for _, c := range checks(r, student) {
		if c.skipped() {
			continue
		}
		t := test{c.Points, c.MaxPoints, "passed", c.info.Sentence, c.number, ""}
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
		if graded.Fault != "" {
			lines = append(lines, graded.Exercise+": "+string(graded.Status)+": "+graded.Fault)
		}
	}
	return strings.Join(lines, "\n")
}

// classroom returns the object that a grading step of GitHub Classroom gives out, in base64, as its result.
func classroom(r *results.Results, student results.Student) ([]byte, error) {
	type test struct {
		Name     string  `json:"name"`
		Status   string  `json:"status"`
		Message  *string `json:"message"`
		TestCode string  `json:"test_code"`
		Filename string  `json:"filename"`
		LineNo   int     `json:"line_no"`
		Duration int     `json:"duration"` // milliseconds
		Score    int     `json:"score"`
	}
	report := struct {
		Version  int    `json:"version"`
		Status   string `json:"status"`
		MaxScore int    `json:"max_score"`
		Tests    []test `json:"tests"`
	}{1, "pass", r.MaxPoints(), []test{}}
	for _, c := range checks(r, student) {
		if c.skipped() {
			continue
		}
		t := test{Name: c.exercise.Name + ": " + c.info.Sentence, Status: "pass", TestCode: c.Test, Filename: c.exercise.Name, Duration: int(c.Seconds * 1000), Score: c.Points}
		if c.failed {
			t.Status, report.Status = "fail", "fail"
			if c.Status != runner.Failed {
				t.Status = "error"
			}
			message := c.verdict + "\n" + c.explanation()
			t.Message = &message
		}
		report.Tests = append(report.Tests, t)
	}
	return indented(report)
}
