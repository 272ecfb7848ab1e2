// Package new makes a new exercise that already works, for an instructor to change into the one that is meant.
package new

import (
	"embed"
	"errors"
	"fmt"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

//go:embed template
var templates embed.FS

// places says where each template goes in the exercise's folder; FILE stands for the name of the student's file.
var places = map[string]string{
	"exercise.go.tmpl":      "FILE.go",
	"exercise_test.go.tmpl": "FILE_test.go",
	"usage_test.go.tmpl":    "usage_test.go",
	"main.go.tmpl":          "main.go",
	"exercise.toml.tmpl":    "exercise.toml",
	"README.md.tmpl":        "README.md",
	"mutants.txtar.tmpl":    "testdata/mutants.txtar",
	"idle.txtar.tmpl":       "testdata/idle.txtar",
}

var nameForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,3})-([a-z]+(?:_[a-z]+)*)$`)

// exercise is what the templates know.
type exercise struct {
	Name    string // 5-stream_emails
	Number  string // 5
	File    string // stream_emails
	Func    string // StreamEmails
	Program string // Stream_emails
	Title   string // Stream emails
}

// Exercise makes the exercise name, such as 5-stream_emails, in the workbook in root. It overwrites nothing: a folder
// of that name, or of another exercise with that number, is an error.
func Exercise(root, name string) error {
	parts := nameForm.FindStringSubmatch(name)
	if parts == nil {
		return fmt.Errorf("%q is no name for an exercise: want a number, a hyphen, and words in lower case joined by _, "+
			"such as 5-stream_emails", name)
	}
	if reason := taken(parts[2]); reason != "" {
		return fmt.Errorf("%q is no name for an exercise: %s", name, reason)
	}
	if same, err := filepath.Glob(filepath.Join(root, parts[1]+"-*")); err != nil || len(same) > 0 {
		return errors.Join(err, fmt.Errorf("there is an exercise %s already: %s", parts[1], strings.Join(same, ", ")))
	}
	e := exercise{Name: name, Number: parts[1], File: parts[2]}
	for word := range strings.SplitSeq(e.File, "_") {
		e.Func += strings.ToUpper(word[:1]) + word[1:]
	}
	e.Program = strings.ToUpper(e.File[:1]) + e.File[1:]
	e.Title = strings.ReplaceAll(e.Program, "_", " ")
	dir := filepath.Join(root, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := e.write(dir); err != nil {
		return errors.Join(err, os.RemoveAll(dir)) // it was not there before
	}
	return nil
}

// taken returns why file.go cannot be the student's file, if it cannot.
func taken(file string) string {
	nowhere := build.Context{GOOS: "nowhere", GOARCH: "nothing", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package main\n")), nil
	}}
	everywhere, err := nowhere.MatchFile("", file+".go")
	switch {
	case file == "main" || file == "usage":
		return "each exercise has a " + file + " already"
	case strings.HasSuffix(file, "_test"):
		return "Go takes " + file + ".go for a test"
	case err != nil || !everywhere:
		return "Go builds " + file + ".go on some systems only"
	}
	return ""
}

func (e exercise) write(dir string) error {
	all, err := template.ParseFS(templates, "template/*.tmpl")
	if err != nil {
		return err
	}
	for name, place := range places {
		path := filepath.Join(dir, filepath.FromSlash(strings.Replace(place, "FILE", e.File, 1)))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		if err := errors.Join(all.ExecuteTemplate(file, name, e), file.Close()); err != nil {
			return err
		}
	}
	return nil
}
