package export

import (
	"fmt"
	"strings"

	"example.com/generators/shared/workbook/results"
)

// gradebook returns a CSV of points: a line for each student, a column for each exercise, and what they come to. Texts
// are quoted even where CSV asks for no quotes, which encoding/csv cannot do: where a comma is the decimal point,
// spreadsheets part cells at semicolons, and the rest of a name is then a cell of its own.
func gradebook(r *results.Results) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "student,id,login,email,%s,total,maximum,percent,status,attempt,attempts,late\n",
		strings.Join(r.Names(), ","))
	for _, s := range r.Students {
		for _, text := range []string{s.Name, s.ID, s.Login, s.Email} {
			fmt.Fprintf(&b, `"%s",`, strings.ReplaceAll(cell(text), `"`, `""`))
		}
		if s.Ungraded() { // an empty cell is no 0
			fmt.Fprintf(&b, "%s,%d,,", strings.Repeat(",", len(r.Exercises)), r.MaxPoints())
		} else {
			for _, graded := range s.Exercises {
				fmt.Fprintf(&b, "%d,", graded.Points)
			}
			fmt.Fprintf(&b, "%d,%d,%.1f,", s.Points(), r.MaxPoints(), 100*float64(s.Points())/float64(max(1, r.MaxPoints())))
		}
		late := ""
		if s.Late {
			late = "late"
		}
		fmt.Fprintf(&b, "%s,%d,%d,%s\n", s.Word(), s.Attempt, s.Attempts, late)
	}
	return []byte(b.String())
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
