package grade

import (
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
