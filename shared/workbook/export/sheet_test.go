package export_test

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/export"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/submission"

	"github.com/google/go-cmp/cmp"
)

// handedIn are students of a platform: one is graded, one has no verdict, one handed in nothing, one is a stranger.
func handedIn(layout string, names ...string) *results.Results {
	r := cohort()
	var ann results.Student
	for _, s := range r.Students {
		if s.Name == "ann" {
			ann = s
		}
	}
	student := func(name, id string, status results.Status, points int) results.Student {
		s := ann
		s.Name, s.Person = name, submission.Person{ID: id, Login: "u" + id, Email: id + "@x.y"}
		s.Exercises = slices.Clone(ann.Exercises)
		s.Exercises[0].Status, s.Exercises[0].Score = status, exercise.Score{Points: points, Max: 5}
		if status != results.NotHandedIn {
			s.Origin = submission.Origin{Layout: layout, Names: []string{names[0]}, Attempt: 1, Attempts: 2, Late: true}
			names = names[1:]
		}
		return s
	}
	r.Students = []results.Student{
		student("Ann Lee", "12", results.Completed, 4), student("Ben", "13", results.NotGraded, 0),
		student("Cid", "14", results.NotHandedIn, 0), student("Dan", "99", results.Completed, 5),
	}
	return r
}

func fill(t *testing.T, roster, column string, r *results.Results, file string) [][]string {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, "roster.csv")
	if err := os.WriteFile(from, []byte(roster), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := export.ReadSheet(from, column)
	if err != nil {
		t.Fatal(err)
	}
	without, err := sheet.Write(dir, r)
	if diff := cmp.Diff([]string{"Dan"}, without); err != nil || diff != "" {
		t.Errorf("without a row: %v (-want +got):\n%s", err, diff)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	read := csv.NewReader(strings.NewReader(string(text)))
	if strings.Contains(roster, ";") {
		read.Comma = ';'
	}
	rows, err := read.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// canvasImport does what Canvas does with a gradebook: an assignment has an id in its heading, a student is known by
// the ID, and a cell that differs from the score that is there is a change, an empty one too.
func canvasImport(t *testing.T, rows [][]string, scores map[string]string) (changes []string) {
	t.Helper()
	for _, needed := range []string{"Student", "ID", "Section"} {
		if !slices.Contains(rows[0], needed) {
			t.Errorf("Canvas wants the column %s, which is not in %q", needed, rows[0])
		}
	}
	for j, heading := range rows[0] {
		if !regexp.MustCompile(`\(\d+\)$`).MatchString(heading) {
			continue
		}
		for _, row := range rows[1:] {
			id := row[slices.Index(rows[0], "ID")]
			if before, ok := scores[id]; ok && before != row[j] {
				changes = append(changes, fmt.Sprintf("%s of %s: %q to %q", heading, id, before, row[j]))
			}
		}
	}
	return changes
}

func TestCanvasTakesItsGradebookBack(t *testing.T) {
	const roster = "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Other (76),Generators (77),Final Score\n" +
		",,,,,Manual Posting,,\n    Points Possible,,,,,10,20,(read only)\n" +
		"\"Lee, Ann\",12,s12,u12,A,3,,\n\"=Ben\",13,s13,u13,A,4,7,\n\"Cid\",14,s14,u14,A,5,EX,\n\"Eve\",15,s15,u15,A,6,9,\n"
	r := handedIn("canvas", "leeann_12_1_a.go", "ben_13_2_a.go", "dan_99_3_a.go")
	for i := range r.Students {
		r.Students[i].Email = "" // which Canvas's table has not
	}
	rows := fill(t, roster, "Generators (77)", r, "canvas.csv")
	got := canvasImport(t, rows, map[string]string{"12": "", "13": "7", "14": "EX", "15": "9"})
	want := []string{`Generators (77) of 12: "" to "16"`} // 4 of 5 points, of 20
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"    Points Possible", "", "", "", "", "20"}, rows[2]); diff != "" {
		t.Errorf("the row of the most points (-want +got):\n%s", diff)
	}
	if rows[4][0] != "'=Ben" {
		t.Errorf("the name %q begins as a formula does", rows[4][0])
	}
}

func TestWhichColumnOfCanvasIsMeantHasToBeClear(t *testing.T) {
	for _, column := range []string{"", "Other"} {
		from := filepath.Join(t.TempDir(), "roster.csv")
		if err := os.WriteFile(from, []byte("Student,ID,Section,A (1),B (2)\nAnn,1,A,,\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		want := from + `: which column are the points for? Name one with --column: "A (1)", "B (2)"`
		if _, err := export.ReadSheet(from, column); err == nil || err.Error() != want {
			t.Errorf("ReadSheet with --column %q: %v, want %s", column, err, want)
		}
	}
}

// moodleImport does what Moodle does with a grading worksheet: what is equal, blank, below 0, above the most or locked
// is passed over.
func moodleImport(t *testing.T, rows [][]string, grades map[string]string) (changes []string) {
	t.Helper()
	at := func(heading string) int {
		i := slices.Index(rows[0], heading)
		if i < 0 {
			t.Fatalf("Moodle wants the column %s, which is not in %q", heading, rows[0])
		}
		return i
	}
	at("Last modified (grade)")
	for _, row := range rows[1:] {
		id, is := strings.CutPrefix(row[at("Identifier")], "Participant ")
		grade, err := strconv.ParseFloat(row[at("Grade")], 64)
		most, _ := strconv.ParseFloat(row[at("Maximum grade")], 64)
		if is && err == nil && grade >= 0 && grade <= most && row[at("Grade can be changed")] == "Yes" &&
			grades[id] != row[at("Grade")] {
			changes = append(changes, fmt.Sprintf("%s: %q to %q", id, grades[id], row[at("Grade")]))
		}
	}
	return changes
}

func TestMoodleTakesItsWorksheetBack(t *testing.T) {
	const heading = "Identifier;Full name;Email address;Status;Grade;Maximum grade;Grade can be changed;" +
		"Last modified (submission);Last modified (grade);Feedback comments\n"
	const rest = ";10.00;Yes;-;-;\n"
	roster := "\ufeff" + heading + "Participant 12;Ann Lee;12@x.y;Submitted;" + rest +
		"Participant 13;Ben;13@x.y;Submitted;5.00" +
		rest + "Participant 14;Cid;14@x.y;No submission;" + rest + "Participant 15;Eve;15@x.y;Submitted;;10.00;No;-;-;\n"
	r := handedIn("moodle", "Ann Lee_12_assignsubmission_file_", "Ben_13_assignsubmission_file_",
		"Dan_99_assignsubmission_file_")
	for i := range r.Students {
		r.Students[i].Login = ""
	}
	eve := r.Students[0]
	eve.Name, eve.Person = "Eve", submission.Person{ID: "15", Email: "15@x.y"}
	r.Students = append(r.Students, eve)
	rows := fill(t, roster, "", r, "moodle.csv")
	got := moodleImport(t, rows, map[string]string{"12": "", "13": "5.00", "14": "", "15": ""})
	if diff := cmp.Diff([]string{`12: "" to "8"`}, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSuffix(heading, "\n"), ";"), rows[0]); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if rows[4][4] != "" {
		t.Errorf("a grade that is locked became %q", rows[4][4])
	}
}

// What Moodle and Canvas know a file of feedback by.
var (
	moodleFeedback = regexp.MustCompile(`^[^/_]*_(\d+)_assignsubmission_file_?$`)
	canvasFeedback = regexp.MustCompile(`^[^_]+(?:_LATE)?_(\d+)_\d+_feedback\.(?:md|html)$`)
)

func TestPlatformsTakeFeedbackBack(t *testing.T) {
	for _, test := range []struct {
		layout string
		names  []string
		whose  func(string) string
	}{
		{
			"moodle",
			[]string{"Ann Lee_12_assignsubmission_file_", "Ben_13_assignsubmission_file_x.go", "Dan_99_assignsubmission_file"},
			func(name string) string { return one(moodleFeedback.FindStringSubmatch(path.Dir(name))) },
		},
		{
			"canvas",
			[]string{"leeann_12_1_a.go", "ben_LATE_13_2_a.go", "dan_99_3_a.go"},
			func(name string) string { return one(canvasFeedback.FindStringSubmatch(name)) },
		},
	} {
		dir := writeOf(t, handedIn(test.layout, test.names...))
		archive, err := zip.OpenReader(filepath.Join(dir, test.layout+"-feedback.zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		var got []string
		for _, file := range archive.File {
			got = append(got, test.whose(file.Name)+" "+path.Ext(file.Name))
		}
		want := []string{"12 .md", "12 .html", "13 .md", "13 .html", "99 .md", "99 .html"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.layout, diff)
		}
	}
}

func one(groups []string) string {
	if groups == nil {
		return "nobody"
	}
	return groups[1]
}

func TestTheGradebookHasMaximumPercentStatusAndAttempts(t *testing.T) {
	dir := writeOf(t, handedIn("canvas", "leeann_12_1_a.go", "ben_13_2_a.go", "dan_99_3_a.go"))
	text, err := os.ReadFile(filepath.Join(dir, "gradebook.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := `student,id,login,email,1-stream_users,total,maximum,percent,status,attempt,attempts,late
"Ann Lee","12","u12","12@x.y",4,4,5,80.0,graded,1,2,late
"Ben","13","u13","13@x.y",,,5,,not graded,1,2,late
"Cid","14","u14","14@x.y",0,0,5,0.0,not handed in,0,0,
"Dan","99","u99","99@x.y",5,5,5,100.0,graded,1,2,late
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("gradebook.csv (-want +got):\n%s", diff)
	}
}
