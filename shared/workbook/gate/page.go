package gate

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"

	"golang.org/x/tools/imports"
)

var codeBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// codeFaults compiles the Go code of a page, and returns what the compiler says. A block that begins with a package clause
// stands in place of the student's file. Any other is added to the exercise's package, as declarations or as statements,
// with the imports that it needs.
func codeFaults(e *exercise.Exercise, page string) (faults []string) {
	for _, match := range codeBlock.FindAllStringSubmatchIndex(page, -1) {
		line := 1 + strings.Count(page[:match[2]], "\n")
		if err := compiles(e, page[match[2]:match[3]], line); err != nil {
			faults = append(faults, fmt.Sprintf("README.md: the Go code from line %d on: %v", line, err))
		}
	}
	return faults
}

// compiles returns the error in code, which begins on a line of the page.
func compiles(e *exercise.Exercise, code string, line int) error {
	dir, err := os.MkdirTemp("", "generators-page-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	folder := path.Dir(e.Edits[0])
	edit := filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))
	at := edit
	text := fmt.Sprintf("//line README.md:%d\n%s", line, code)
	if !isFile(code) {
		at = filepath.Join(filepath.Dir(edit), "zz_page.go")
		if text, err = complete(edit, at, text); err != nil {
			return err
		}
	}
	file, overlay := filepath.Join(dir, "page.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{at: file}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		return err
	}
	command := exec.Command("go", "list", "-export", "-overlay="+overlay, "./"+folder) // compiles, and links nothing
	command.Dir = e.Root
	if out, err := command.CombinedOutput(); err != nil {
		said := strings.Split(strings.TrimSpace(string(out)), "\n")
		said = slices.DeleteFunc(said, func(line string) bool { return strings.HasPrefix(line, "# ") || strings.HasSuffix(line, "/"+folder) })
		return errors.New(strings.Join(said, "\n"))
	}
	return nil
}

func isFile(code string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", code, parser.PackageClauseOnly)
	return err == nil
}

// complete makes a file of declarations or statements, for the package of the file edit.
func complete(edit, at, code string) (string, error) {
	student, err := parser.ParseFile(token.NewFileSet(), edit, nil, parser.PackageClauseOnly)
	if err != nil {
		return "", err
	}
	text := "package " + student.Name.Name + "\n" + code
	if _, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution); err != nil {
		text = "package " + student.Name.Name + "\nfunc _() {\n" + code + "\n}\n"
	}
	imported, err := imports.Process(at, []byte(text), nil)
	return string(imported), err
}
