package pack

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/handout"

	"github.com/google/go-cmp/cmp"
)

// workbook returns the edition of exercises 0 and 1 of this workbook.
func workbook(t *testing.T) handout.Edition {
	t.Helper()
	all, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	return handout.Edition{Root: all[0].Root, Workbook: all, Exercises: all[:2]}
}

func TestEachPlatformHasAPageAndScriptsThatParse(t *testing.T) {
	folders, err := fs.ReadDir(templates, "templates")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, folder := range folders {
		names = append(names, folder.Name())
	}
	if diff := cmp.Diff(Platforms(), names); diff != "" {
		t.Errorf("folders of templates (-platforms +folders):\n%s", diff)
	}
	parse := map[string][]string{"bash": {"bash", "-n"}, "sh": {"sh", "-n"}, "python3": {"python3", "-m", "py_compile"}}
	for _, platform := range Platforms() {
		dir := t.TempDir()
		if err := write(platform, dir, aboutOf(workbook(t))); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "README.md")); err != nil {
			t.Error(err)
		}
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			file := filepath.Join(dir, filepath.FromSlash(name))
			text, err := os.ReadFile(file)
			if strings.Contains(string(text), "{%") {
				t.Errorf("%s: %s has a placeholder left", platform, name)
			}
			if path.Ext(name) == ".json" && !json.Valid(text) {
				t.Errorf("%s: %s is no JSON:\n%s", platform, name, text)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			if shell, ok := strings.CutPrefix(first, "#!/usr/bin/env "); ok {
				if info, err := entry.Info(); err != nil || info.Mode()&0o111 == 0 {
					t.Errorf("%s: %s cannot be run", platform, name)
				}
				if _, err := exec.LookPath(shell); err != nil {
					t.Logf("%s is not parsed: %v", name, err)
					return nil
				}
				args := append(slices.Clone(parse[shell]), file)
				if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
					t.Errorf("%s: %s: %v: %s", platform, name, err, out)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPackForAPublicPlaceHasAGraderAndNoSolution(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pack")
	if err := Write(t.Context(), workbook(t), "classroom50", dir); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "assignment", "workbook")
	for _, name := range []string{"shared/seed/seed.go", "1-stream_users/stream_users.go"} {
		text, err := os.ReadFile(filepath.Join(in, name))
		if err != nil || !strings.Contains(string(text), "is not written yet") {
			t.Errorf("%s is no stub: %v", name, err)
		}
	}
	for name, want := range map[string]bool{
		"shared/workbook/grade.go": true,
		"shared/workbook/new":      false, // whose template is a solution
		"1-stream_users/testdata":  false,
		"2-batch_processing":       false,
		"vendor":                   false,
	} {
		if _, err := os.Stat(filepath.Join(in, name)); (err == nil) != want {
			t.Errorf("%s is there: %t, want %t", name, err == nil, want)
		}
	}
	err := Write(t.Context(), workbook(t), "classroom50", dir)
	if err == nil || !strings.Contains(err.Error(), "name a new") {
		t.Errorf("Write to a folder that is there: %v", err)
	}
}
