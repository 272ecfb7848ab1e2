package export

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/results"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// junitReport returns a JUnit file with a suite for each exercise. Points are properties, since the format has no field
// for them.
func junitReport(r *results.Results, student results.Student) ([]byte, error) {
	suites := junit.Testsuites{Name: legal(student.Name), Time: inSeconds(seconds(student))}
	all := checks(r, student)
	for i, e := range r.Exercises {
		graded := student.Exercises[i]
		suite := junit.Testsuite{Name: e.Name, ID: i, Time: inSeconds(0)}
		if graded.Measured != nil {
			suite.Time = inSeconds(graded.Measured.Seconds)
		}
		addPoints(&suite, graded.Score)
		for _, c := range all[:len(e.Checks)] {
			one := junit.Testcase{Classname: "example.com/generators/" + e.Name, Name: c.Test, Time: inSeconds(c.Seconds)}
			switch {
			case c.skipped():
				one.Skipped = &junit.Result{Message: shown(c.Skip)}
			case c.failed:
				one.Failure = &junit.Result{Message: c.verdict, Type: c.verdict, Data: c.explanation()}
			}
			suite.AddTestcase(one)
		}
		all = all[len(e.Checks):]
		suites.AddSuite(suite)
	}
	text, err := xml.MarshalIndent(suites, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func addPoints(suite *junit.Testsuite, s exercise.Score) {
	add := func(name string, points int) { suite.AddProperty(name, strconv.Itoa(points)) }
	add("points", s.Points)
	add("max_points", s.Max)
	for _, g := range s.Groups {
		add("points."+string(g.Group), g.Points)
		add("max_points."+string(g.Group), g.Max)
	}
	if s.Taken > 0 {
		add("penalty", s.Taken)
	}
}

func inSeconds(seconds float64) string { return fmt.Sprintf("%.6f", seconds) }

// shown returns text as a student gets it: without a hidden value, in whatever it is, and without characters that a
// reader of XML, or a database behind a reader of JSON, refuses.
func shown(text string) string { return legal(drawn.Redact(text)) }

// legal returns text with what XML has no way to write replaced.
func legal(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
			return r
		}
		return '\ufffd'
	}, text)
}
