package new_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/new"
)

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
