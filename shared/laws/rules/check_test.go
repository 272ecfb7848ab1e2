package rules

import (
	"os"
	"path/filepath"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/source"

	"github.com/google/go-cmp/cmp"
)

func TestCheck(t *testing.T) {
	t.Run("judges_the_working_folder", func(t *testing.T) {
		t.Chdir(exerciseDir)
		Check(t)
	})

	t.Run("judges_the_files_of_the_overlay", func(t *testing.T) {
		// The tree has a second main, which the overlay takes away.
		module := copyModule(t)
		broken := filepath.Join(module, "1-count", "broken.go")
		write(t, broken, "package main\n\nfunc main() {}\n")
		overlay := filepath.Join(module, "overlay.json")
		if err := (source.Overlay{broken: ""}).Write(overlay); err != nil {
			t.Fatal(err)
		}
		t.Setenv(receipt.Overlay, overlay)
		t.Chdir(filepath.Join(module, "1-count"))
		Check(t)
	})
}

func TestRunThroughASymbolicLink(t *testing.T) {
	module := copyModule(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(module, link); err != nil {
		t.Skip(err)
	}
	edited := filepath.Join(t.TempDir(), "edited.go")
	write(t, edited, "package main\n\nfunc init() {}\n")
	for _, name := range []string{module, link} {
		overlay := source.Overlay{filepath.Join(name, "1-count", "ages.go"): edited}
		findings, err := Run(filepath.Join(link, "1-count"), overlay)
		if err != nil || len(findings) != 1 || findings[0].Message != "undefined: Ages" {
			t.Errorf("Run with %s in the overlay = %v, %v, want the edited file's fault", name, findings, err)
		}
	}
}

func TestRunWithoutTheStudentsFile(t *testing.T) {
	file, err := filepath.Abs(filepath.Join(exerciseDir, "ages.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(exerciseDir, map[string]string{file: ""})
	if want := "rules of 1-count: 0 of the files 1-count/ages.go are there"; err == nil || err.Error() != want {
		t.Errorf("Run without ages.go: %v, want %s", err, want)
	}
}

func TestExplain(t *testing.T) {
	e, err := exercise.Load(exerciseDir)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := Run(exerciseDir, replacing(t, "ages.go", "defer rows.Close()", "rows.Close()"))
	if err != nil || len(findings) != 1 {
		t.Fatalf("Run = %v, %v, want one finding", findings, err)
	}
	for _, rule := range Of(e) {
		if rule.Name != findings[0].Rule {
			continue
		}
		want := receipt.Failure{
			Law: "what a function opens, it closes with defer, or passes on to code that does",
			Got: "1-count/ages.go:19:3: a Close of the *sql.Rows rows without defer: " +
				"a return, break or panic before this line leaves it open",
			Advice: "write defer and the Close right after the check of the error",
		}
		if diff := cmp.Diff(want, rule.Explain(findings[0])); diff != "" {
			t.Errorf("Explain (-want +got):\n%s", diff)
		}
	}
}

// copyModule copies testdata/module and returns where to.
func copyModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/module")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
