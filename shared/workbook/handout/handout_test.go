package handout

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"
)

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(made)
	os.Exit(code)
}

var made string // the folder that the edition is in

// edition returns the edition of this workbook, and the folder that it was made in.
func edition(t *testing.T) (e Edition, dir string) {
	t.Helper()
	e, err := makeOnce()
	if err != nil {
		t.Fatal(err)
	}
	return e, filepath.Join(made, "students")
}

var makeOnce = sync.OnceValues(func() (e Edition, err error) {
	if e.Workbook, err = exercise.All("."); err != nil {
		return e, err
	}
	e.Root, e.Exercises = e.Workbook[0].Root, e.Workbook
	if made, err = os.MkdirTemp("", "handout-"); err != nil {
		return e, err
	}
	return e, e.Make(context.Background(), filepath.Join(made, "students"))
})

// eachFile calls do with every file in dir, by its name from there.
func eachFile(t *testing.T, dir string, do func(name string, text []byte)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			do(name, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoFunctionOfASolutionGoesAlong(t *testing.T) {
	e, dir := edition(t)
	theirs := make(functions)
	for _, x := range e.Exercises {
		right, err := filepath.Glob(filepath.Join(e.Root, x.Name, "testdata", "right", "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range append(x.Edits, x.Further...) {
			right = append(right, filepath.Join(e.Root, filepath.FromSlash(file)))
		}
		for _, file := range right {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := theirs.add(file, string(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(theirs) < 50 {
		t.Errorf("only %d functions are looked for", len(theirs))
	}
	eachFile(t, dir, func(name string, text []byte) {
		ours := make(functions)
		switch path.Ext(name) {
		case ".go":
			if err := ours.add(name, string(text)); err != nil {
				t.Fatal(err)
			}
		case ".md":
			ours.addBlocks(name, string(text))
		}
		for normal, at := range ours {
			if there, found := theirs[normal]; found {
				t.Errorf("%s is what is at %s", at, there)
			}
		}
	})
}

func TestAStudentHasWhatAStudentUses(t *testing.T) {
	e, dir := edition(t)
	for _, name := range append(slices.Clone(instructors), graders...) {
		if _, err := os.Stat(filepath.Join(e.Root, "shared", name)); err != nil {
			t.Errorf("of what stays behind: %v", err)
		}
	}
	eachFile(t, dir, func(name string, _ []byte) {
		ofTheHouse := strings.HasPrefix(name, "shared/") && !strings.HasPrefix(name, "shared/tour/")
		if strings.HasSuffix(name, "_test.go") && ofTheHouse || strings.Contains(name, "testdata") {
			t.Errorf("%s goes along", name)
		}
	})
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for module, want := range map[string]bool{
		"github.com/ory/dockertest/v3":           false,
		"github.com/docker/docker":               false,
		"gonum.org/v1/plot":                      false,
		"github.com/jstemmer/go-junit-report/v2": false,
		"github.com/go-sql-driver/mysql":         true,
		"github.com/dolthub/go-mysql-server":     true,
		"github.com/inconshreveable/mousetrap":   true, // which is for Windows
	} {
		sum := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(module) + ` v[^ /]+ h1:`)
		if got := strings.Contains(string(mod), "\t"+module+" v"); got != want || sum.Match(sums) != want {
			t.Errorf("%s: in go.mod %t, its source in go.sum %t, want %t", module, got, sum.Match(sums), want)
		}
	}
}

// workbook is a small workbook of an instructor.
const workbook = `
-- go.mod --
module example.com/small
-- .env --
DB_PASSWORD=secret
-- .git/config --
-- .ci/run --
-- answers.md --
-- LICENSE.txt --
free
-- .github/workflows/remind.yml --
on: push
-- .vscode/tasks.json --
{"tasks": "my own"}
-- docs/.nojekyll --
-- docs/map.md --
Read [the first](../1-one/README.md) and [the second](../2-two/README.md). Bye.
-- docs/solutions/one.go --
package main
-- docs/Solution.md --
-- 1-one/README.md --
-- 1-one/one.go --
package main

// One is one.
func One() int { return 1 }
-- 2-two/two.go --
package main
`

func TestAnArchiveHasTheFolderThatWouldBeMade(t *testing.T) {
	e, dir := edition(t)
	archive := filepath.Join(t.TempDir(), "students.zip")
	if err := e.Make(t.Context(), archive); err != nil {
		t.Fatal(err)
	}
	files, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	want, got := make(map[string]string), make(map[string]string)
	eachFile(t, dir, func(name string, text []byte) { want["students/"+filepath.ToSlash(name)] = string(text) })
	for _, file := range files.File {
		if file.Mode().IsRegular() {
			text, err := fs.ReadFile(files, file.Name)
			if err != nil {
				t.Fatal(err)
			}
			got[file.Name] = string(text)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	if err := e.Make(t.Context(), archive); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("made again: %v, want that it is there already", err)
	}
	if left, err := os.ReadDir(filepath.Dir(archive)); err != nil || len(left) != 1 {
		t.Errorf("next to the archive: %v, %v", left, err)
	}
}

func TestTheServerIsBuiltIntoAnEditionWhoseNameIsRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	dir := filepath.Join("courses", "students") // where the go command runs, it is another place
	for name, text := range map[string]string{
		"go.mod": "module example.com/generators\n", "shared/embedded/server/main.go": "package main\n\nfunc main() {}\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := (module{t.Context(), dir}).build(System{runtime.GOOS, runtime.GOARCH}); err != nil {
		t.Fatal(err)
	}
	server, err := embedded.Built(dir, runtime.GOOS, runtime.GOARCH)
	if err == nil {
		_, err = os.Stat(server)
	}
	if err != nil {
		t.Errorf("a program of the edition does not find the server: %v", err)
	}
}

func TestACourseKeepsWhatItAddsAndNothingElseGoesAlong(t *testing.T) {
	root, dir := t.TempDir(), t.TempDir()
	files, err := txtar.FS(txtar.Parse([]byte(workbook)))
	if err == nil {
		err = os.CopyFS(root, files)
	}
	if err == nil {
		err = os.Chmod(filepath.Join(root, ".github/workflows/remind.yml"), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	one := &exercise.Exercise{
		Root: root, Name: "1-one", Title: "One", Edits: []string{"1-one/one.go"}, Prototypes: []string{"One"},
	}
	two := &exercise.Exercise{Root: root, Name: "2-two", Edits: []string{"2-two/two.go"}}
	e := Edition{Root: root, Workbook: []*exercise.Exercise{one, two}, Exercises: []*exercise.Exercise{one}}
	if err := e.copy(dir); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	eachFile(t, dir, func(name string, text []byte) { got[name] = string(text) })
	names := slices.Sorted(maps.Keys(got))
	want := []string{
		".devcontainer/devcontainer.json", ".github/workflows/remind.yml", ".vscode/tasks.json", "1-one/README.md",
		"1-one/one.go", "LICENSE.txt", "README.md", "docs/.nojekyll", "docs/map.md", "go.mod",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("the edition (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{
		".vscode/tasks.json": "my own",
		"docs/map.md":        "Bye.\n",
		"1-one/one.go":       "is not written yet",
		"README.md":          "One exercise about",
	} {
		if !strings.Contains(got[name], want) {
			t.Errorf("%s does not say %q:\n%s", name, want, got[name])
		}
	}
	if strings.Contains(got["README.md"], "Visual Studio Code") {
		t.Error("README.md promises tasks, which are the instructor's")
	}
	behind, err := e.Behind()
	if diff := cmp.Diff([]string{".env", "answers.md"}, behind); diff != "" || err != nil {
		t.Errorf("stays behind: %v (-want +got):\n%s", err, diff)
	}
	if info, err := os.Stat(filepath.Join(dir, ".github/workflows/remind.yml")); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("remind.yml cannot be run any more: %v, %v", info.Mode(), err)
	}
}

func TestTheTasksOfTheEditorFindWhatCheckSays(t *testing.T) {
	text, err := os.ReadFile("default/.vscode/tasks.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tasks []struct {
			Label          string
			ProblemMatcher struct {
				Pattern    struct{ Regexp string }
				Background struct{ BeginsPattern, EndsPattern string }
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Tasks) != 2 {
		t.Fatalf("%d tasks, %v", len(file.Tasks), err)
	}
	for _, task := range file.Tasks {
		pattern := regexp.MustCompile(task.ProblemMatcher.Pattern.Regexp)
		for line, want := range map[string][]string{
			"  1-stream_users/users.go:28:7: not used: x":      {"1-stream_users/users.go", "28", "7", "not used: x"},
			"  got:   shared/seed/seed.go:32:3: loop number 2": {"shared/seed/seed.go", "32", "3", "loop number 2"},
			"  task: 1-stream_users/README.md":                 nil,
		} {
			match := pattern.FindStringSubmatch(line)
			if diff := cmp.Diff(want, match[min(1, len(match)):], cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: in %q (-want +got):\n%s", task.Label, line, diff)
			}
		}
	}
	watch := file.Tasks[1].ProblemMatcher.Background
	for pattern, line := range map[string]string{
		watch.BeginsPattern: "Exercise 1: Stream users",
		watch.EndsPattern:   "waiting for a change of 1-stream_users/users.go; Ctrl-C ends it",
	} {
		if !regexp.MustCompile(pattern).MatchString(line) {
			t.Errorf("watch: %s does not find %q", pattern, line)
		}
	}
}

func TestPagesNameNoFileThatIsMissing(t *testing.T) {
	e, dir := edition(t)
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(?:#\S*)?\)`)
	eachFile(t, dir, func(name string, text []byte) {
		if path.Ext(name) != ".md" {
			return
		}
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(dir, path.Dir(name), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, match[1])
			}
		}
		if e.missing(name, text) {
			t.Errorf("%s names a file that is not there", name)
		}
	})
}

func TestAPageLosesTheSentencesAboutWhatIsNotThere(t *testing.T) {
	e, _ := edition(t)
	const page = "# A title\n\n" +
		"First. It is in `fast.go`, for\n`go run ./0-seed -fast`. Last.\n\n" +
		"From [these](../shared/bench/README.md).\n\n" +
		"- It is in `fast.go`. An item stays.\n- [Gone](../shared/faults/proxy.go)\n- `main.go` is there.\n\n" +
		"```sh\ngo run ./shared/bench/plot\n```\n\n" +
		"![A picture](../shared/bench/insert.svg)\n"
	const want = "# A title\n\n" +
		"First. Last.\n\n\n" +
		"- An item stays.\n- `main.go` is there.\n\n" +
		"```sh\ngo run ./shared/bench/plot\n```\n\n" +
		"![A picture](../shared/bench/insert.svg)\n"
	if diff := cmp.Diff(want, string(e.page("0-seed/README.md", []byte(page)))); diff != "" {
		t.Errorf("the page (-want +got):\n%s", diff)
	}
}

func TestARenamedSolutionIsFound(t *testing.T) {
	solution, disguised := make(functions), make(functions)
	const (
		original = "package p\nfunc F(n int) func(yield func(int) bool) {\n\treturn func(yield func(int) bool) {\n" +
			"for i := 0; i < n; i++ {\n\tif !yield(i) {\n\t\treturn\n}\n}\n}\n}\n"
		renamed = "package q\n\n// G is another.\nfunc G(many int) func(do func(int) bool) {\n" +
			"return func(do func(int) bool) { for k := 0; k < many; k++ { if !do(\nk,\n) { /* the end */ return } } } }\n"
	)
	for text, found := range map[string]functions{original: solution, renamed: disguised} {
		if err := found.add("x.go", text); err != nil {
			t.Fatal(err)
		}
	}
	names := func(found functions) (all []string) {
		for normal := range found {
			all = append(all, normal)
		}
		return all
	}
	if len(solution) == 0 || cmp.Diff(len(solution), len(disguised)) != "" {
		t.Errorf("%d and %d functions", len(solution), len(disguised))
	}
	for normal := range solution {
		if disguised[normal] == "" {
			t.Errorf("%s is not in %q", normal, names(disguised))
		}
	}
}
