//go:build cohort

package grade_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/results"
)

// holdsContradictions is about solutions of exercise 1 that tell the tests inside by the users that these have, and by
// the clock of a bubble where they have the program's, and behave there.
func holdsContradictions(t *testing.T, exercises []*exercise.Exercise, grader *grade.Grader) {
	m := maker{t: t, dir: t.TempDir(), exercises: exercises}
	reference, err := os.ReadFile(filepath.Join(exercises[0].Root, streamUsers))
	if err != nil {
		t.Fatal(err)
	}
	const (
		yields = "\t\t\tif !yield(user, nil) {\n"
		loop   = "\t\tfor rows.Next() {\n"
		isReal = `strings.HasPrefix(user.Email, "user") && time.Now().Year() > 2000`
	)
	edited := func(old, by string) []byte {
		text := strings.Replace(string(reference), old, by, 1)
		if text == string(reference) {
			t.Fatalf("the reference has no %q", old)
		}
		return []byte(strings.Replace(text, "\t\"iter\"\n", "\t\"iter\"\n\t\"strings\"\n\t\"time\"\n\n", 1))
	}
	m.write("yields-nothing", streamUsers, edited(yields, "\t\t\tif "+isReal+" {\n\t\t\t\treturn\n\t\t\t}\n"+yields))
	late := isReal + " && len(user.Email) == 24" // from row 10,000 on
	m.write("ends-the-server", streamUsers,
		edited(yields, "\t\t\tif "+late+" {\n"+endsTheServer+"\nreturn\n\t\t\t}\n"+yields))
	m.write("keeps-all", streamUsers, edited(loop, "\t\tvar kept []seed.User\n\t\tdefer func() { clear(kept) }()\n"+loop))
	keeps, err := os.ReadFile(filepath.Join(m.dir, "keeps-all", streamUsers))
	if err != nil {
		t.Fatal(err)
	}
	m.write("keeps-all", streamUsers, []byte(strings.Replace(string(keeps), yields,
		"\t\t\tif "+isReal+" {\n\t\t\t\tkept = append(kept, user)\n\t\t\t}\n"+yields, 1)))
	m.write("prints", streamUsers, edited(loop, "\t\tfmt.Println(strings.ToUpper(\"hello\"), time.Second)\n"+loop))
	m.write("is-right", streamUsers, reference)

	students := byName(gradeAll(t, grader, m.dir))
	for _, test := range []struct {
		name   string
		status results.Status
		most   int // points
		fault  string
	}{
		{"yields-nothing", results.Held, 10, "0 % of the lines for 200000 rows came out"},
		{"ends-the-server", results.Held, 10, "5 % of the lines for 200000 rows came out"},
		{"keeps-all", results.Held, 40, "the memory grew with the table"},
		{"prints", results.Completed, 99, ""},
		{"is-right", results.Completed, 100, ""},
	} {
		g := students[test.name].Exercises[1]
		if g.Status != test.status || g.Points > test.most || !strings.Contains(g.Fault, test.fault) {
			t.Errorf("%s is %s with %d points, %q, want %s, at most %d, and %q: %s", test.name, g.Status, g.Points, g.Fault,
				test.status, test.most, test.fault, failures(students[test.name]))
		}
	}
	if got := students["prints"].Exercises[1].Points; got < 80 {
		t.Errorf("who prints a line too much has %d points: %s", got, failures(students["prints"]))
	}
	if got := students["is-right"].Exercises[1].Points; got != 100 {
		t.Errorf("who is right has %d points: %s", got, failures(students["is-right"]))
	}
}
