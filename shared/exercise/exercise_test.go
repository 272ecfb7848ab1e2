package exercise_test

import (
	"os"
	"path/filepath"
	"testing"

	"example.com/generators/shared/exercise"

	"github.com/google/go-cmp/cmp"
)

const right = `title      = "Count"
edits      = ["5-count/count.go"]
prototypes = ["Count"]

[rules]
loops      = 0
imports    = ["example.com/generators/shared/seed"]
forbid_sql = ["AVG"]

[[check]]
test   = "TestCount/is_lazy"
points = 3
hints  = ["Think.", "Think again."]

[[check]]
test   = "TestRules"
points = 1
`

func TestLoad(t *testing.T) {
	dir := write(t, right)
	got, err := exercise.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	none := 0
	want := &exercise.Exercise{
		Root:       filepath.Dir(dir),
		Name:       "5-count",
		Title:      "Count",
		Edits:      []string{"5-count/count.go"},
		Prototypes: []string{"Count"},
		Rules:      exercise.Rules{Loops: &none, Imports: []string{"example.com/generators/shared/seed"}, ForbidSQL: []string{"AVG"}},
		Checks: []exercise.Check{
			{Test: "TestCount/is_lazy", Points: 3, Hints: []string{"Think.", "Think again."}},
			{Test: "TestRules", Points: 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	if page := got.Page(); page != "5-count/README.md" {
		t.Errorf("Page() = %q", page)
	}
}

func TestLoadSaysWhichLineIsAtFault(t *testing.T) {
	const head = "title = \"Count\"\nedits = [\"5-count/count.go\"]\nprototypes = [\"Count\"]\n"
	for _, test := range []struct{ text, want string }{
		{head + "loop = 1\n", `5-count/exercise.toml:4: unknown key loop`},
		{head + "[rules]\nloop = 1\n", `5-count/exercise.toml:5: unknown key rules.loop`},
		{head + "[[check]]\ntest = \"TestCount\"\n\n[[check]]\nname = \"TestRules\"\ntest = \"TestRules\"\n", `5-count/exercise.toml:8: unknown key check.name`},
		{head + "[rulez]\n", `5-count/exercise.toml:4: unknown key rulez`},
		{head + "title = \"Again\"\n", `5-count/exercise.toml:4: Key 'title' has already been defined.`},
		{head + "[rules]\nloops = \"one\"\n", `5-count/exercise.toml:5: incompatible types: TOML value has type string; destination has type integer`},
		{head + "[rules]\nloops = -1\n", `5-count/exercise.toml:5: loops: want 0 or more`},
		{head + "[rules]\nforbid_sql = [\"AVG(\"]\n", `5-count/exercise.toml:5: forbid_sql: "AVG(": want the name of a function`},
		{head + "[[check]]\npoints = 1\n", `5-count/exercise.toml:1: check: test "": want the name of a test`},
		{head + "[[check]]\ntest = \"TestCount\"\npoints = -1\n", `5-count/exercise.toml:6: check: TestCount: -1 points: want 0 or more`},
		{"title = \"Count\"\nedits = [\"../count.go\"]\nprototypes = [\"Count\"]\n", `5-count/exercise.toml:2: edits: "../count.go": want a Go file, from the module's root`},
		{head + "further = [\"5-count/fast\"]\n", `5-count/exercise.toml:4: further: "5-count/fast": want a Go file, from the module's root`},
		{"title = \"Count\"\nedits = [\"a/a.go\", \"b/b.go\"]\nprototypes = [\"Count\"]\n", `5-count/exercise.toml:2: edits: "a/a.go" and "b/b.go": want one folder`},
		{
			"", "5-count/exercise.toml:1: title: want a few words\n" +
				"5-count/exercise.toml:1: edits: want at least one file\n" +
				"5-count/exercise.toml:1: prototypes: want at least one name",
		},
	} {
		_, err := exercise.Load(write(t, test.text))
		if err == nil || err.Error() != test.want {
			t.Errorf("Load of\n%s\n= %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestLoadOutsideAModule(t *testing.T) {
	if _, err := exercise.Load(t.TempDir()); err == nil {
		t.Error("Load of a folder in no module: no error")
	}
}

// write makes a module with one exercise and returns the exercise's folder.
func write(t *testing.T, text string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "5-count")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{filepath.Join(root, "go.mod"): "module example.com/generators\n", filepath.Join(dir, exercise.File): text} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
