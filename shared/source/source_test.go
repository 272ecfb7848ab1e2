package source

import (
	"encoding/json"
	"errors"
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

const module = `
-- go.mod --
module example.com/module

go 1.25
-- age/age.go --
package age

import "example.com/module/years"

var Limit int = years.Limit
-- age/age_test.go --
package age
-- age/age_plan9.go --
package age
-- age/ignored.go --
//go:build ignore

package age
-- age/notes.txt --
notes
-- years/years.go --
package years

const Limit = 25
`

// write writes the files of an archive to a new folder.
func write(t *testing.T, archive string) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := txtar.FS(txtar.Parse([]byte(archive)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestBuiltHasTheFilesThatGoBuildTakes(t *testing.T) {
	root := write(t, module)
	other := write(t, "-- go --\npackage age\n-- not go --\npack\n-- left out --\n//go:build ignore\n\npackage age\n")
	for _, test := range []struct {
		reason, file, by string
		want             []string
	}{
		{"as the folder is", "age/age.go", filepath.Join(root, "age/age.go"), []string{"age.go"}},
		{"without a file", "age/age.go", "", nil},
		{"with one more", "age/more.go", filepath.Join(other, "go"), []string{"age.go", "more.go"}},
		{"with one more, in another folder", "years/more.go", filepath.Join(other, "go"), []string{"age.go"}},
		{"with one more, which is no Go", "age/more.txt", filepath.Join(other, "go"), []string{"age.go"}},
		{
			"with Go in place of what is left out", "age/ignored.go", filepath.Join(other, "go"),
			[]string{"age.go", "ignored.go"},
		},
		{"with what is left out in place of Go", "age/age.go", filepath.Join(other, "left out"), nil},
		{"with a fault in it, for the parser to report", "age/age.go", filepath.Join(other, "not go"), []string{"age.go"}},
	} {
		compiler := NewCompiler(root, Overlay{filepath.Join(root, test.file): test.by}, new(Exports))
		files, err := compiler.Built(filepath.Join(root, "age"))
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
		}
		var got []string
		for _, file := range files {
			got = append(got, filepath.Base(file))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: Built (-want +got):\n%s", test.reason, diff)
		}
	}
}

// check parses and checks one file of the module, and returns its faults.
func check(t *testing.T, compiler *Compiler, path string) (faults []string) {
	t.Helper()
	keep := func(err error) {
		for _, fault := range compiler.Faults(err) {
			faults = append(faults, fault.Pos.String()+": "+fault.Message)
		}
	}
	file, err := compiler.ParseFile(path)
	if file == nil {
		t.Fatal(err)
	}
	keep(err)
	if _, err := compiler.Check("age", []*ast.File{file}, nil, keep); err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestFaultsAreWhereTheyAreInTheModule(t *testing.T) {
	root := write(t, module)
	for _, test := range []struct {
		reason, file, text string
		want               []string
	}{
		{"none", "age/age.go", "package age\n", nil},
		{"of the syntax", "age/age.go", "package age\n\nfun\n", []string{"age/age.go:3:1: expected declaration, found fun"}},
		{"of a type", "age/age.go", "package age\n\nvar a int = \"\"\n", []string{
			`age/age.go:3:13: cannot use "" (untyped string constant) as int value in variable declaration`,
		}},
		{"two, where a comment lies", "age/age.go", "package age\n\n//line a.go:7\nvar a = A\nvar b = B\n", []string{
			"age/age.go:4:9: undefined: A", "age/age.go:5:9: undefined: B",
		}},
		{"of an import that changed", "years/years.go", "package years\n\nconst Limit = \"25\"\n", []string{
			"age/age.go:5:17: cannot use years.Limit (untyped string constant \"25\") as int value in variable declaration",
		}},
		{"of an import that does not compile", "years/years.go", "package years\n\nconst Limit = A\n", []string{
			"age/age.go:3:8: could not import example.com/module/years (# example.com/module/years\n" +
				"./by.go:3:15: undefined: A\n)",
		}},
	} {
		by := filepath.Join(root, "by.go")
		if err := os.WriteFile(by, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		compiler := NewCompiler(root, Overlay{filepath.Join(root, test.file): by}, new(Exports))
		if diff := cmp.Diff(test.want, check(t, compiler, filepath.Join(root, "age/age.go"))); diff != "" {
			t.Errorf("%s: faults (-want +got):\n%s", test.reason, diff)
		}
	}
}

func TestTheGoCommandIsAskedOnceForAPackage(t *testing.T) {
	root := write(t, module)
	exports := new(Exports)
	age := filepath.Join(root, "age/age.go")
	if faults := check(t, NewCompiler(root, nil, exports), age); len(faults) > 0 {
		t.Fatalf("faults %q, want none", faults)
	}
	t.Setenv("PATH", "")
	if faults := check(t, NewCompiler(root, nil, exports), age); len(faults) > 0 {
		t.Errorf("faults %q without the go command, want none: it need not be asked again", faults)
	}
	compiler := NewCompiler(root, nil, exports)
	file, err := compiler.Parse("fmt.go", []byte("package age\n\nimport \"fmt\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.Import(file); err == nil || !strings.Contains(err.Error(), "go list: ") {
		t.Errorf("Import of one package more without the go command: %v, want go list's error", err)
	}
}

func TestAnotherProcessKnowsWhatTheGoCommandSaid(t *testing.T) {
	root := write(t, module)
	first, second := new(Exports), new(Exports)
	age := filepath.Join(root, "age/age.go")
	if faults := check(t, NewCompiler(root, nil, first), age); len(faults) > 0 {
		t.Fatalf("faults %q, want none", faults)
	}
	text, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, second); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	if faults := check(t, NewCompiler(root, nil, second), age); len(faults) > 0 {
		t.Errorf("faults %q with what another process asked for, want none", faults)
	}
}

func TestWhatTheGoCommandHasBuiltAndIsGoneIsNoFaultOfTheFiles(t *testing.T) {
	root := write(t, module)
	exports := new(Exports)
	compiler := NewCompiler(root, nil, exports)
	file, err := compiler.ParseFile(filepath.Join(root, "age/age.go"))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.Import(file); err != nil {
		t.Fatal(err)
	}
	const years = "example.com/module/years"
	exports.known[root][years] = export{ImportPath: years, Export: filepath.Join(root, "gone")}
	if _, err := compiler.Check("age", []*ast.File{file}, nil, func(error) {}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Check = %v, want an error that names the file that is not there", err)
	}
	if err := exports.Have(root, []string{years}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Have = %v, want an error that names the file that is not there", err)
	}
}

func TestAnOverlayIsReadAsItWasWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "overlay.json")
	want := Overlay{"/a/a.go": "/b/b.go", "/a/none.go": ""}
	if err := want.Write(file); err != nil {
		t.Fatal(err)
	}
	got, err := ReadOverlay(file)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("ReadOverlay: %v (-want +got):\n%s", err, diff)
	}
	if got, err := ReadOverlay(""); got != nil || err != nil {
		t.Errorf("ReadOverlay of no file = %v, %v, want none", got, err)
	}
}

func TestReadOverlayNamesTheFileAtFault(t *testing.T) {
	dir := write(t, "-- bad.json --\n{\n")
	for _, name := range []string{"bad.json", "none.json"} {
		if _, err := ReadOverlay(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("ReadOverlay(%s): %v, want an error that names the file", name, err)
		}
	}
}
