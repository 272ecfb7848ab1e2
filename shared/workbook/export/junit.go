package export

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/results"
)

// The elements of a JUnit file, as gotestsum writes it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Time       string          `xml:"time,attr"`
		Name       string          `xml:"name,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string     `xml:"classname,attr"`
		Name    string     `xml:"name,attr"`
		Time    string     `xml:"time,attr"`
		Failure *junitText `xml:"failure"`
		Skipped *junitText `xml:"skipped"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// junit returns a JUnit file with a suite for each exercise. Points are properties, since the format has no field for
// them.
func junit(r *results.Results, student results.Student) ([]byte, error) {
	suites := junitSuites{Name: legal(student.Name), Time: time(seconds(student))}
	all := checks(r, student)
	for i, e := range r.Exercises {
		graded := student.Exercises[i]
		suite := junitSuite{Name: e.Name, Properties: points(graded.Score)}
		if graded.Measured != nil {
			suite.Time = time(graded.Measured.Seconds)
		} else {
			suite.Time = time(0)
		}
		for _, c := range all[:len(e.Checks)] {
			one := junitCase{
				Class: "example.com/generators/" + e.Name, Name: c.Test, Time: time(c.Seconds),
			}
			switch {
			case c.skipped():
				suite.Skipped++
				one.Skipped = &junitText{Message: shown(c.Skip)}
			case c.failed:
				suite.Failures++
				one.Failure = &junitText{Message: c.verdict, Type: c.verdict, Text: c.explanation()}
			}
			suite.Tests++
			suite.Cases = append(suite.Cases, one)
		}
		all = all[len(e.Checks):]
		suites.Tests, suites.Failures = suites.Tests+suite.Tests, suites.Failures+suite.Failures
		suites.Suites = append(suites.Suites, suite)
	}
	text, err := xml.MarshalIndent(suites, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func points(s exercise.Score) []junitProperty {
	all := []junitProperty{{"points", strconv.Itoa(s.Points)}, {"max_points", strconv.Itoa(s.Max)}}
	for _, g := range s.Groups {
		all = append(all, junitProperty{"points." + string(g.Group), strconv.Itoa(g.Points)},
			junitProperty{"max_points." + string(g.Group), strconv.Itoa(g.Max)})
	}
	if s.Taken > 0 {
		all = append(all, junitProperty{"penalty", strconv.Itoa(s.Taken)})
	}
	return all
}

func time(seconds float64) string { return fmt.Sprintf("%.6f", seconds) }

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
