package export

import (
	"fmt"
	"strings"

	"example.com/generators/shared/workbook/results"
)

// gradebook returns a CSV of points: a line for each student, a column for each exercise, and the total. Students are
// quoted even where CSV asks for no quotes, which encoding/csv cannot do: where a comma is the decimal point,
// spreadsheets part cells at semicolons, and the rest of a name is then a cell of its own.
func gradebook(r *results.Results) ([]byte, error) {
	var b strings.Builder
	b.WriteString("student")
	for _, e := range r.Exercises {
		fmt.Fprintf(&b, ",%s", e.Name)
	}
	b.WriteString(",total\n")
	for _, student := range r.Students {
		fmt.Fprintf(&b, `"%s"`, strings.ReplaceAll(cell(student.Name), `"`, `""`))
		if student.Ungraded() { // an empty cell is no 0
			fmt.Fprintln(&b, strings.Repeat(",", len(r.Exercises)+1))
			continue
		}
		for _, graded := range student.Exercises {
			fmt.Fprintf(&b, ",%d", graded.Points)
		}
		fmt.Fprintf(&b, ",%d\n", student.Points())
	}
	return []byte(b.String()), nil
}

// cell returns text that no spreadsheet takes for a formula. Some take the wide forms of the signs for the signs.
func cell(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, sign) {
			return "'" + text
		}
	}
	return text
}
