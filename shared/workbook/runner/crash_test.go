package runner

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAPanicIsSaidWithTheDeepestLineOfTheStudents: the file of exercise 0 is not in the folder of its tests.
func TestAPanicIsSaidWithTheDeepestLineOfTheStudents(t *testing.T) {
	root := t.TempDir()
	for _, file := range []string{"0-seed/main.go", "0-seed/insert_test.go", "shared/seed/seed.go", "shared/seed/csv.go"} {
		path := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const panicked = "panic: oops [recovered, repanicked]\n\n" +
		"goroutine 9 [running]:\nstrings.Repeat()\n\tstrings/strings.go:628 +0x5\n"
	for _, test := range []struct{ frames, want string }{
		{
			"\texample.com/generators/shared/seed/csv.go:7\n\texample.com/generators/shared/seed/seed.go:35 +0x2",
			"shared/seed/seed.go:35",
		},
		{"\t" + root + "/shared/seed/seed.go:35\n\t" + root + "/0-seed/main.go:5", "shared/seed/seed.go:35"},
		{"\texample.com/generators/0-seed/insert_test.go:3\n\texample.com/generators/0-seed/main.go:5", "0-seed/main.go:5"},
		{"\texample.com/generators/0-seed/other.go:5\n\texample.com/generators/shared/seed/csv.go:7", ""},
	} {
		want := "panic: oops"
		if test.want != "" {
			want += "\nat " + test.want
		}
		if got := crash(panicked+test.frames, root, "0-seed", []string{"shared/seed/seed.go"}); got != want {
			t.Errorf("crash(%q) = %q, want %q", test.frames, got, want)
		}
	}
}
