package grade

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/submission"

	"github.com/google/go-cmp/cmp"
)

// The grader of this test can run nothing: what it says, it knows.
func TestFilesThatAreKnownByteForByteAreNotGradedAgain(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ann.go": "package x", "b/1-x/x.go": "package x", "c/x.go": "package x // c",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	g := &Grader{dir: t.TempDir(), exercises: []*exercise.Exercise{{Edits: []string{"1-x/x.go"}}}}
	files, err := digestOf(map[string]string{"1-x/x.go": filepath.Join(dir, "ann.go")})
	if err != nil {
		t.Fatal(err)
	}
	want := []results.Graded{{Exercise: "1-x", Status: results.Completed, Score: exercise.Score{Points: 7}}}
	g.Known(results.Student{Name: "ann", Files: files, Exercises: want})
	class, err := submission.List(dir, submission.Options{Wanted: Wanted(g.exercises)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := g.Grade(t.Context(), class.Entries[0], false)
	if diff := cmp.Diff(want, got.Exercises); err != nil || diff != "" || got.Name != "b" {
		t.Errorf("the verdict on %s: %v (-want +got):\n%s", got.Name, err, diff)
	}
	if other, err := g.Grade(t.Context(), class.Entries[1], false); err == nil {
		t.Errorf("files that nobody knows have the verdict %v of others", other.Exercises)
	}
}

// Its grader can run nothing either: what it grades again is not graded.
func TestAVerdictIsTakenUpUntilTheStudentHandsInAgain(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ann", "x.go")
	put := func(text string) {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("package x")
	g := &Grader{dir: t.TempDir(), exercises: []*exercise.Exercise{{Name: "1-x", Edits: []string{"1-x/x.go"}}}}
	run := Cohort{Grader: g, Journal: filepath.Join(t.TempDir(), "journal.jsonl"), Resume: true}
	status := func() results.Status {
		class, err := submission.List(dir, submission.Options{Wanted: Wanted(g.exercises)})
		if err != nil {
			t.Fatal(err)
		}
		run.Entries = class.Entries
		all, err := run.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all.Students[0].Exercises[0].Status
	}
	files, err := digestOf(map[string]string{"1-x/x.go": file})
	if err != nil {
		t.Fatal(err)
	}
	j, _, err := Cohort{Journal: run.Journal}.open(g.Results())
	if err == nil {
		err = j.write(results.Student{
			Name: "ann", Files: files, Origin: submission.Origin{Attempt: 1, Attempts: 1},
			Exercises: []results.Graded{{Exercise: "1-x", Status: results.Completed}},
		})
	}
	if err := errors.Join(err, j.Close()); err != nil {
		t.Fatal(err)
	}
	if got := status(); got != results.Completed {
		t.Errorf("the same file is %s, want the verdict of the journal", got)
	}
	put("package x // again")
	if got := status(); got != results.NotGraded {
		t.Errorf("another file is %s, want it graded again", got)
	}
}
