package export

import (
	"cmp"
	"fmt"
	"strings"

	"example.com/generators/shared/workbook/results"
)

// What the scripts of packs put where a platform looks for it: see package pack.

// classroom50 returns the part of Classroom 50's result.json that a grader knows. The rest is of the submission.
func classroom50(r *results.Results, student results.Student) ([]byte, error) {
	type test struct {
		Name   string `json:"test-name"`
		Passed bool   `json:"passed"`
		Score  int    `json:"score"`
		Max    int    `json:"max-score"`
	}
	report := struct {
		Score int    `json:"score"`
		Max   int    `json:"max-score"`
		Tests []test `json:"tests"`
	}{Tests: []test{}}
	report.Score, report.Max = eachPart(r, student, func(name string, p part) {
		report.Tests = append(report.Tests, test{name, p.Points == p.Max, p.Points, p.Max})
	})
	return indented(report)
}

// prairieLearn returns the results.json of PrairieLearn, whose score goes from 0 to 1.
func prairieLearn(r *results.Results, student results.Student) ([]byte, error) {
	type test struct {
		Name    string `json:"name"`
		Points  int    `json:"points"`
		Max     int    `json:"max_points"`
		Message string `json:"message"`
		Output  string `json:"output"`
	}
	report := struct {
		Gradable bool    `json:"gradable"`
		Score    float64 `json:"score"`
		Output   string  `json:"output"`
		Tests    []test  `json:"tests"`
	}{Gradable: true, Output: notes(student), Tests: []test{}}
	points, most := eachPart(r, student, func(name string, p part) {
		report.Tests = append(report.Tests, test{Name: name, Points: p.Points, Max: p.Max, Message: p.About})
	})
	report.Score = float64(points) / float64(cmp.Or(most, 1))
	for _, c := range checks(r, student) {
		if c.failed && !c.skipped() {
			report.Tests = append(report.Tests, test{Name: c.info.Sentence, Message: c.verdict, Output: c.explanation()})
		}
	}
	return indented(report)
}

// vpl returns what Moodle's VPL reads: comments, and a grade in percent. Each line of a comment begins with a sign, so
// that none looks like a grade.
func vpl(r *results.Results, student results.Student) ([]byte, error) {
	var b strings.Builder
	b.WriteString("<|--\n")
	points, most := eachPart(r, student, func(name string, p part) {
		fmt.Fprintf(&b, "-%s: %d of %d\n", name, p.Points, p.Max)
	})
	quote := func(text string) {
		for line := range strings.SplitSeq(text, "\n") {
			fmt.Fprintf(&b, ">%s\n", strings.TrimRight(line, "\r"))
		}
	}
	if said := notes(student); said != "" {
		quote(said)
	}
	for _, c := range checks(r, student) {
		if c.failed && !c.skipped() {
			fmt.Fprintf(&b, "-%s: %s\n", c.info.Sentence, c.verdict)
			quote(c.explanation())
		}
	}
	fmt.Fprintf(&b, "--|>\nGrade :=>> %.2f\n", 100*float64(points)/float64(cmp.Or(most, 1)))
	return []byte(b.String()), nil
}

// eachPart calls do with the parts of a student's points, in order, and returns what they come to.
func eachPart(r *results.Results, student results.Student, do func(name string, p part)) (points, most int) {
	for i, e := range r.Exercises {
		for _, p := range parts(e, student.Exercises[i]) {
			do(e.Name+": "+p.Name, p)
			points, most = points+p.Points, most+p.Max
		}
	}
	return points, most
}
