package verify

import (
	"testing"

	"example.com/generators/shared/exercise"
)

func TestATestAmongTheStudentsNamesIsAFault(t *testing.T) {
	for _, test := range []struct{ pkg, want string }{
		{"main_test", ""},
		{"main", "5-count/count_test.go is in package main, so that its names meet the student's: make it package main_test"},
	} {
		root := t.TempDir()
		write(t, root, "5-count/count.go", "package main\n")
		write(t, root, "5-count/count_test.go", "package "+test.pkg+"\n\nvar columns = 3\n")
		e := &exercise.Exercise{Root: root, Name: "5-count", Edits: []string{"5-count/count.go"}}
		if got := intruders(e); got != test.want {
			t.Errorf("with tests in package %s: %q, want %q", test.pkg, got, test.want)
		}
	}
}
