package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/export"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// cohort is a small cohort whose texts attack every format.
func cohort() *results.Results {
	const nasty = "]]> ``` <script>alert(1)</script> \x00\xff"
	graded := func(status results.Status, fault string, statuses ...runner.Status) results.Graded {
		g := results.Graded{Exercise: "1-stream_users", Status: status, Fault: fault}
		g.Max, g.Broken = 5, []string{}
		for i, most := range []int{3, 2, 0} {
			tests := []string{"TestStreamUsers/is_lazy", "TestProgram/prints", "TestReal/server"}
			c := results.Check{Test: tests[i], Status: statuses[i]}
			if most > 0 {
				group := exercise.GroupScore{Group: []catalog.Group{catalog.Lazy, catalog.Results}[i], Max: most}
				if c.Status == runner.Passed {
					group.Points = most
				} else if i == 0 {
					group.Lost = c.Test
				}
				g.Groups = append(g.Groups, group)
			}
			switch c.Status {
			case runner.Passed:
				g.Points, c.Seconds = g.Points+most, 0.25
			case runner.Failed:
				f := receipt.Failure{Law: "a law", Got: nasty, Trace: "query " + nasty}
				other := f
				other.Trace = "begin " + nasty
				c.Public = []receipt.Failure{f, other}
				f.Diff, other.Diff = "hidden "+nasty, "hidden "+nasty
				c.Failures, c.Said, c.Hint = []receipt.Failure{f, other}, "hidden "+nasty, "Think <b>twice</b>."
			case runner.NotRun:
				c.Skip = "needs a " + nasty
			}
			g.Checks = append(g.Checks, c)
		}
		if status == results.Completed {
			g.Measured = &results.Measured{Seconds: 1.5, PeakMemoryBytes: 7 << 20}
		}
		return g
	}
	student := func(name string, g results.Graded) results.Student {
		return results.Student{Name: name, Ignored: []string{"notes.txt"}, Faults: []string{}, Exercises: []results.Graded{g}}
	}
	none := runner.NotRun
	r := &results.Results{
		Schema: results.SchemaName, Seed: 7, Workbook: "0123456789abcdef", Sandbox: "none",
		Exercises: []results.Exercise{{Name: "1-stream_users", Title: "Stream users", Points: 5, Checks: []results.CheckInfo{
			{Test: "TestStreamUsers/is_lazy", Sentence: "StreamUsers is lazy", Group: catalog.Lazy, Weight: 3},
			{Test: "TestProgram/prints", Sentence: "Program prints", Group: catalog.Results, Weight: 2},
			{Test: "TestReal/server", Sentence: "Real server", Group: catalog.Results, Weight: 1, Cannot: "a real server"},
		}}},
		Students: []results.Student{
			student("ann", graded(results.Completed, "", runner.Passed, runner.Passed, none)),
			student("=cmd()|x", graded(results.Completed, "", runner.Failed, runner.Passed, none)),
			student(
				"<script>alert(1)</script>\nx", graded(results.Completed, "panic: "+nasty, runner.Passed, runner.TimedOut, none),
			),
			student("../../etc", graded(results.NotFound, "1-stream_users/stream_users.go is not there", none, none, none)),
			student("-rejected", graded(results.Rejected, nasty, runner.Failed, none, none)),
			student("notbuilt", graded(results.NotBuilt, "x.go:1: "+nasty, runner.NotBuilt, runner.NotBuilt, runner.NotBuilt)),
		},
	}
	r.Students[3].Faults = []string{"x is a symbolic link: hand in the file itself"}
	r.Sort()
	return r
}

func TestEveryFormatIsAsInItsGoldenFile(t *testing.T) {
	dir := write(t)
	names := []string{"gradebook.csv"}
	for _, student := range cohort().Students {
		for _, name := range []string{
			"gradescope.json", "junit.xml", "feedback.md",
		} {
			names = append(names, filepath.Join("students", export.Folder(student.Name), name))
		}
	}
	for _, name := range names {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		golden := filepath.Join("testdata", "golden", strings.ReplaceAll(name, "%", "_"))
		if *update {
			if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, got, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatFailsAlikeAfterOtherEventsIsToldOnceInEveryReport(t *testing.T) {
	dir := write(t)
	files := []string{"report.html"}
	for _, name := range []string{
		"feedback.md", "feedback.html", "gradescope.json", "junit.xml", "prairielearn.json", "vpl.txt",
	} {
		files = append(files, filepath.Join("students", export.Folder("=cmd()|x"), name))
	}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"a law", "the same after other events: 1 more"} {
			if n := strings.Count(string(text), said); n != 1 {
				t.Errorf("%s says %q %d times, want once", name, said, n)
			}
		}
	}
}

func TestHowACheckEndedTheRunIsSaidOnce(t *testing.T) {
	const ended = "panic: oh\nat 1-stream_users/x.go:9"
	for _, test := range []struct {
		file   string
		status runner.Status // of the check: feedback does not show one that did not run
	}{
		{"feedback.md", runner.Failed},
		{"feedback.md", runner.NotRun},
		{"feedback.html", runner.Failed},
		{"vpl.txt", runner.Failed},
	} {
		r := cohort()
		r.Students = r.Students[:1]
		graded := &r.Students[0].Exercises[0]
		graded.Status, graded.Fault = results.Completed, "12 checks ended the program: no more were tried\n"+ended
		graded.Checks[0] = results.Check{Status: test.status, Ended: ended}
		text := read(t, writeOf(t, r), r.Students[0].Name, test.file)
		for _, said := range []string{"no more were tried", "1-stream_users/x.go:9"} {
			if n := strings.Count(text, said); n != 1 {
				t.Errorf("%s of a check that %s says %q %d times, want once:\n%s", test.file, test.status, said, n, text)
			}
		}
	}
}

func TestWhoIsNotGradedHasFeedbackAndNoPoints(t *testing.T) {
	r := cohort()
	for i := range r.Students {
		if r.Students[i].Name == "ann" {
			r.Students[i].Exercises[0].Status = results.NotGraded
		}
	}
	dir := writeOf(t, r)
	for file, want := range map[string]string{
		"gradebook.csv":            "\n\"ann\",\"\",\"\",\"\",,,5,,not graded,",
		"students/ann/feedback.md": "**Not graded yet**",
	} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s is %q, %v, want %q in it", file, text, err, want)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "students", "ann"))
	if err != nil || len(files) != 2 {
		t.Errorf("other systems would take one of %v for a grade: %v", files, err)
	}
}

func TestNoStudentIsTakenForAPathOrAnother(t *testing.T) {
	seen := make(map[string]string)
	for _, name := range []string{
		"ann", "Ann", "../../etc", ".hidden", "a/b", "a%2Fb", "-rf", "a b", "ä", "\xff",
		strings.Repeat("x", 300), strings.Repeat("x", 301), "",
	} {
		folder := export.Folder(name)
		if other, twice := seen[folder]; twice {
			t.Errorf("Folder(%q) and Folder(%q) are both %q", name, other, folder)
		}
		seen[folder] = name
		if name != "" && !filepath.IsLocal(folder) || strings.ContainsAny(folder, `/\`) || len(folder) > 120 ||
			strings.HasPrefix(folder, ".") {
			t.Errorf("Folder(%q) = %q, which is no plain name", name, folder)
		}
	}
}

func TestNoSpreadsheetTakesANameForAFormula(t *testing.T) {
	r := cohort()
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		r.Students = append(r.Students, r.Students[0])
		r.Students[len(r.Students)-1].Name = sign + "1"
	}
	rows := gradebook(t, r, ',')
	if diff := cmp.Diff("student", rows[0][0]); diff != "" {
		t.Errorf("the header (-want +got):\n%s", diff)
	}
	for _, row := range rows {
		if first, _ := utf8.DecodeRuneInString(row[0]); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			t.Errorf("a cell begins as a formula does: %q", row[0])
		}
	}
}

func TestNoSpreadsheetThatPartsAtSemicolonsFindsAFormula(t *testing.T) {
	r := cohort()
	r.Students[0].Name = "a;=cmd()|x"
	for _, row := range gradebook(t, r, ';') {
		if len(row) != 1 {
			t.Errorf("a line has the cells %q where a semicolon parts them, want one", row)
		}
	}
}

// gradebook returns the rows of the gradebook for a spreadsheet that parts cells at a comma, or at another sign.
func gradebook(t *testing.T, r *results.Results, comma rune) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(writeOf(t, r), "gradebook.csv"))
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma = comma
	if comma != ',' {
		reader.LazyQuotes, reader.FieldsPerRecord = true, -1
	}
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestNoReportOfAStudentHasHiddenDataOrACharacterThatOthersRefuse(t *testing.T) {
	dir := write(t)
	err := filepath.WalkDir(filepath.Join(dir, "students"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, not := range []string{"hidden ]]", "\x00", "\xff", `\u0000`, "&#x0;"} {
			if strings.Contains(string(text), not) {
				t.Errorf("%s has %q", path, not)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatAReaderAddsUpAreThePointsOfTheStudent(t *testing.T) {
	dir := write(t)
	for _, student := range cohort().Students {
		var scope struct {
			Score *float64
			Tests []struct {
				Score  *float64
				Max    *float64 `json:"max_score"`
				Status string
			}
		}
		if err := json.Unmarshal([]byte(read(t, dir, student.Name, "gradescope.json")), &scope); err != nil {
			t.Fatal(err)
		}
		added := 0.0
		for _, test := range scope.Tests {
			if test.Score != nil {
				added += *test.Score
			}
		}
		if scope.Score == nil || *scope.Score != float64(student.Points()) || added != *scope.Score {
			t.Errorf("%q: gradescope.json has the score %v, and its tests have %v, want %d", student.Name, scope.Score, added,
				student.Points())
		}
	}
}

func TestJUnitIsXMLWhateverATestSays(t *testing.T) {
	dir := write(t)
	for _, student := range cohort().Students {
		decoder := xml.NewDecoder(strings.NewReader(read(t, dir, student.Name, "junit.xml")))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("junit.xml of %q: %v", student.Name, err)
				break
			}
		}
	}
}

func TestThePageHasNoScriptOfAStudent(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(write(t), "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(page), "<script"); n != 2 {
		t.Errorf("the page has %d script elements, want 2: the data and the page's own", n)
	}
	for _, outside := range []string{"http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(strings.ReplaceAll(string(page), "script-src", ""), outside) {
			t.Errorf("the page has %q, which may fetch something", outside)
		}
	}
}

func write(t *testing.T) string {
	t.Helper()
	return writeOf(t, cohort())
}

func writeOf(t *testing.T, r *results.Results) string {
	t.Helper()
	dir := t.TempDir()
	if err := export.Write(dir, r); err != nil {
		t.Fatal(err)
	}
	return dir
}
