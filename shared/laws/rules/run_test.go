package rules

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

const exerciseDir = "testdata/module/1-count"

// TestRun breaks one rule at a time.
func TestRun(t *testing.T) {
	breaks, err := txtar.ParseFile("testdata/breaks.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range breaks.Files {
		var old, by, want string
		for line := range bytes.Lines(test.Data) {
			switch text := string(line); text[0] {
			case '-':
				old += text[1:]
			case '+':
				by += text[1:]
			default:
				want += text
			}
		}
		t.Run(strings.ReplaceAll(test.Name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			findings, err := Run(exerciseDir, replacing(t, "ages.go", old, by))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, finding := range findings {
				got = append(got, finding.String())
			}
			if diff := cmp.Diff(strings.TrimSpace(want), strings.Join(got, "\n")); diff != "" {
				t.Errorf("Run (-want +got):\n%s", diff)
			}
		})
	}
}

// replacing returns an overlay in which the file of the exercise has by in the place of old.
func replacing(t *testing.T, name, old, by string) map[string]string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(exerciseDir, name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	edited := filepath.Join(t.TempDir(), "edited.go")
	write(t, edited, strings.Replace(string(text), old, by, 1))
	return map[string]string{file: edited}
}
