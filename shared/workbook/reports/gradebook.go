package reports

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"example.com/generators/shared/workbook/results"
)

// gradebook returns a CSV of points: a line for each student, a column for each exercise, and the total.
func gradebook(r *results.Results) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{"student"}
	for _, e := range r.Exercises {
		header = append(header, e.Name)
	}
	if err := w.Write(append(header, "total")); err != nil {
		return nil, err
	}
	for _, student := range r.Students {
		line := []string{cell(student.Name)}
		for _, graded := range student.Exercises {
			line = append(line, strconv.Itoa(graded.Points))
		}
		if err := w.Write(append(line, strconv.Itoa(student.Points()))); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cell returns text that no spreadsheet takes for a formula.
func cell(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r\n") {
		return "'" + text
	}
	return text
}
