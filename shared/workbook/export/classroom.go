package export

import (
	"encoding/base64"
	"encoding/json"
	"unicode/utf8"

	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

// classroomReport is what a grading step of GitHub Classroom gives out. The action that adds up the points reads scores
// and maximum scores without looking at a status, so both are always there.
type classroomReport struct {
	Version  int             `json:"version"`
	Status   string          `json:"status"`
	MaxScore int             `json:"max_score"`
	Tests    []classroomTest `json:"tests"`
}

type classroomTest struct {
	Name     string  `json:"name"`
	Status   string  `json:"status"`
	Message  *string `json:"message"`
	TestCode string  `json:"test_code"`
	Filename string  `json:"filename"`
	LineNo   int     `json:"line_no"`
	Duration int     `json:"duration"` // milliseconds
	Score    int     `json:"score"`
}

// classroom returns the report for people to read.
func classroom(r *results.Results, student results.Student) ([]byte, error) {
	report, _, err := fittingClassroom(r, student)
	if err != nil {
		return nil, err
	}
	return indented(report)
}

// classroomResult returns the same report as the step's output named result wants it, in base64.
func classroomResult(r *results.Results, student results.Student) ([]byte, error) {
	_, text, err := fittingClassroom(r, student)
	return []byte(base64.StdEncoding.EncodeToString(text) + "\n"), err
}

// mostClassroom is how many bytes of JSON the report may have. The action gets it as a variable of the environment, in
// base64, and Linux takes 128 KiB for one.
const mostClassroom = 95 << 10

// fittingClassroom returns the report, and it as JSON, with messages cut until it fits.
func fittingClassroom(r *results.Results, student results.Student) (report classroomReport, text []byte, err error) {
	for most := 16 << 10; ; most /= 2 {
		report = newClassroom(r, student, most)
		text, err = json.Marshal(report)
		if err != nil || len(text) <= mostClassroom || most < 32 {
			return report, text, err
		}
	}
}

// newClassroom returns the report with messages of at most most bytes each.
func newClassroom(r *results.Results, student results.Student, most int) classroomReport {
	report := classroomReport{1, "pass", r.MaxPoints(), []classroomTest{}}
	for i, e := range r.Exercises {
		for _, p := range parts(e, student.Exercises[i]) {
			t := classroomTest{Name: e.Name + ": " + p.name, Status: "pass", TestCode: p.name, Filename: e.Name, Score: p.points}
			if p.points < p.max {
				t.Status, t.Message = "fail", &p.about
			}
			report.Tests = append(report.Tests, t)
		}
	}
	for _, c := range checks(r, student) {
		if c.skipped() {
			continue
		}
		t := classroomTest{
			Name: c.exercise.Name + ": " + c.info.Sentence, Status: "pass", TestCode: c.Test,
			Filename: c.exercise.Name, Duration: int(c.Seconds * 1000),
		}
		if c.failed {
			t.Status, report.Status = "fail", "fail"
			if c.Status != runner.Failed {
				t.Status = "error"
			}
			message := cut(c.verdict+"\n"+c.explanation(), most)
			t.Message = &message
		}
		report.Tests = append(report.Tests, t)
	}
	return report
}

// cut returns the beginning of text, of about most bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}
