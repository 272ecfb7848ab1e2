package verify

import (
	"os"
	"path/filepath"
	"testing"

	"example.com/generators/shared/exercise"
)

func TestATestAmongTheStudentsNamesIsAFault(t *testing.T) {
	for _, test := range []struct{ pkg, want string }{
		{"main_test", ""},
		{"main", "5-count/count_test.go is in package main, so that its names meet the student's: make it package main_test"},
	} {
		root := t.TempDir()
		for file, text := range map[string]string{
			"5-count/count.go":      "package main\n",
			"5-count/count_test.go": "package " + test.pkg + "\n\nvar columns = 3\n",
		} {
			file = filepath.Join(root, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		e := &exercise.Exercise{Root: root, Name: "5-count", Edits: []string{"5-count/count.go"}}
		if got := intruders(e); got != test.want {
			t.Errorf("with tests in package %s: %q, want %q", test.pkg, got, test.want)
		}
	}
}
