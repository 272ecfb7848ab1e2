package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/submission"
)

// Sheet is the table that a course platform gave, which it takes back with grades: Canvas's gradebook or Moodle's
// grading worksheet.
type Sheet struct {
	file    string // that is written
	comma   rune
	rows    [][]string
	listed  map[int]submission.Listed // by the row
	column  int                       // of the points
	maximum int                       // the column with the most points of a row, or -1
	changes int                       // the column that says whether a row may be changed, or -1
}

// assignment is the heading of an assignment in Canvas.
var assignment = regexp.MustCompile(`^.+ \(\d+\)$`)

// ReadSheet reads a roster, and returns nil if it is no table that a platform takes back. Column is the heading of the
// points in Canvas's table; it can be empty if there is one assignment only.
func ReadSheet(path, column string) (*Sheet, error) {
	rows, comma, err := submission.ReadTable(path)
	if err != nil {
		return nil, err
	}
	at := func(names ...string) int {
		return slices.IndexFunc(rows[0], func(heading string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, heading) })
		})
	}
	s := &Sheet{
		comma: comma, rows: rows, column: at("Grade"), maximum: at("Maximum grade"), changes: at("Grade can be changed"),
	}
	switch {
	case at("Identifier") >= 0 && at("Last modified (grade)") >= 0 && s.column >= 0:
		s.file = "moodle.csv"
	case at("ID") >= 0 && at("Section") >= 0 && at("Student", "LastName") >= 0:
		s.file, s.column, s.maximum = "canvas.csv", at(column), -1
		var assignments []string
		for i, heading := range rows[0] {
			if assignment.MatchString(heading) {
				assignments = append(assignments, strconv.Quote(heading))
				if column == "" {
					s.column = i
				}
			}
		}
		if column == "" && len(assignments) == 0 {
			return nil, nil // a roster, and no more
		}
		if s.column < 0 || column == "" && len(assignments) > 1 {
			return nil, fmt.Errorf("%s: which column are the points for? Name one with --column: %s",
				path, strings.Join(assignments, ", "))
		}
		s.keep(at)
	default:
		return nil, nil
	}
	if s.listed, err = submission.ListedIn(path, s.rows); err != nil {
		return nil, err
	}
	return s, nil
}

// keep leaves out the columns that Canvas does not need, so that no other assignment is changed.
func (s *Sheet) keep(at func(...string) int) {
	columns := []int{
		at("Student"), at("LastName"), at("FirstName"), at("ID"), at("SIS User ID"), at("SIS Login ID"), at("Section"),
		s.column,
	}
	columns = slices.DeleteFunc(columns, func(i int) bool { return i < 0 })
	for r, row := range s.rows {
		var kept []string
		for _, i := range columns {
			if i < len(row) {
				kept = append(kept, row[i])
			} else {
				kept = append(kept, "")
			}
		}
		s.rows[r] = kept
	}
	s.column = len(columns) - 1
}

// Write writes the table with grades into a folder, and returns the students without a row. Points are scaled to what
// the platform says is the most. Who handed in nothing, or has no verdict, keeps the cell that is there: it may say
// that the student is excused.
func (s *Sheet) Write(dir string, r *results.Results) (without []string, err error) {
	rows, possible := make([][]string, len(s.rows)), 0.0
	byRow := map[int]bool{}
	for i, row := range s.rows {
		rows[i] = slices.Clone(row)
		if s.file == "canvas.csv" && i > 0 && strings.TrimSpace(row[0]) == "Points Possible" {
			possible, _ = strconv.ParseFloat(strings.TrimSpace(row[s.column]), 64) // or there is none
		}
	}
	for _, student := range r.Students {
		i, ok := s.row(student)
		if !ok || byRow[i] {
			without = append(without, student.Name)
			continue
		}
		byRow[i] = true
		most := possible
		if s.maximum >= 0 {
			most, _ = strconv.ParseFloat(strings.ReplaceAll(s.rows[i][s.maximum], ",", "."), 64) // a scale has none
		}
		isLocked := s.changes >= 0 && strings.EqualFold(s.rows[i][s.changes], "no")
		if !student.Ungraded() && student.HandedIn() && !isLocked {
			rows[i][s.column] = scaled(student.Points(), r.MaxPoints(), most)
		}
	}
	for _, row := range rows[1:] {
		for j, heading := range s.rows[0] {
			if slices.Contains([]string{"student", "lastname", "firstname", "full name"}, strings.ToLower(heading)) {
				row[j] = cell(row[j]) // both platforms know their students by the ID
			}
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = s.comma
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return without, os.WriteFile(filepath.Join(dir, s.file), b.Bytes(), 0o644)
}

// row returns the row of a student.
func (s *Sheet) row(student results.Student) (int, bool) {
	for i, listed := range s.listed {
		isSame := listed.Person == student.Person && (listed.Person != submission.Person{} || listed.Name == student.Name)
		if isSame && !student.Unlisted {
			return i, true
		}
	}
	return 0, false
}

// scaled returns points of max as a number of most, with at most two digits behind the point; as they are if most is 0.
func scaled(points, max int, most float64) string {
	if most <= 0 || max == 0 {
		return strconv.Itoa(points)
	}
	text := strconv.FormatFloat(float64(points)*most/float64(max), 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// returned are the archives of feedback that platforms take back: what of a submission's name tells whose it is, and
// what comes between it and the name of the file.
var returned = []struct {
	layout string
	whose  *regexp.Regexp
	then   string
}{
	{"moodle", regexp.MustCompile(`^[^_]*_\d+_assignsubmission_`), "file_/"},
	{"canvas", regexp.MustCompile(`^[^_]+(_LATE)?_\d+_\d+_`), ""},
}

// feedbackArchives returns moodle-feedback.zip and canvas-feedback.zip, each if anybody handed in there.
func feedbackArchives(r *results.Results, files map[string][]byte) error {
	for _, to := range returned {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		some := false
		for _, student := range r.Students {
			if student.Layout != to.layout {
				continue
			}
			for _, name := range []string{"feedback.md", "feedback.html"} {
				text, ok := files[filepath.Join("students", Folder(student.Name), name)]
				whose := to.whose.FindString(slices.Concat(student.Names, []string{""})[0])
				if !ok || whose == "" {
					continue
				}
				some = true
				file, err := w.CreateHeader(&zip.FileHeader{
					Name: whose + to.then + name, Method: zip.Deflate,
					Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // the first that there is, and the same each time
				})
				if err != nil {
					return err
				}
				if _, err := file.Write(text); err != nil {
					return err
				}
			}
		}
		if err := w.Close(); err != nil {
			return err
		}
		if some {
			files[to.layout+"-feedback.zip"] = b.Bytes()
		}
	}
	return nil
}
