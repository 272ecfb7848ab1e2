package new_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/workbook/new"
)

func TestTheNewExerciseHasTheLawsOfAGeneratorAndTheRules(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module example.com/generators\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := new.Exercise(root, "5-stream_emails", nil); err != nil {
		t.Fatal(err)
	}
	e, err := exercise.Load(filepath.Join(root, "5-stream_emails"))
	if err != nil {
		t.Fatal(err)
	}
	const own = 2
	want := own + len(catalog.Laws) + len(catalog.ProgramLaws) + len(e.StaticRules())
	if len(e.Checks) != want || e.Most() != 100 {
		t.Errorf("it has %d checks with %d points, want %d with 100", len(e.Checks), e.Most(), want)
	}
}

func TestExerciseTakesNamesThatGoAndTheWorkbookCanLiveWith(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"5-stream_emails", ""},
		{"10-x", ""},
		{"0-x", ""},
		{"4-users", "there is an exercise 4 already"},
		{"05-x", "want a number"},
		{"99999-x", "want a number"},
		{"5-Emails", "want a number"},
		{"5-a__b", "want a number"},
		{"../5-x", "want a number"},
		{"5-x/y", "want a number"},
		{"5", "want a number"},
		{"", "want a number"},
		{"5-main", "each exercise has a main already"},
		{"5-usage", "each exercise has a usage already"},
		{"5-x_test", "Go takes x_test.go for a test"},
		{"5-x_linux", "Go builds x_linux.go on some systems only"},
		{"5-x_arm", "Go builds x_arm.go on some systems only"},
		{"5-linux", ""},
	} {
		root := t.TempDir()
		if err := os.Mkdir(filepath.Join(root, "4-ages"), 0o700); err != nil {
			t.Fatal(err)
		}
		err := new.Exercise(root, test.name, nil)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("Exercise(%q) = %v, want an error that says %q", test.name, err, test.want)
		}
		_, missing := os.Stat(filepath.Join(root, test.name, "exercise.toml"))
		if (missing == nil) != (test.want == "") {
			t.Errorf("Exercise(%q): exercise.toml: %v", test.name, missing)
		}
	}
}
