// Package new makes a new exercise that already works, for an instructor to change into the one that is meant.
package new

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"golang.org/x/tools/imports"
)

//go:embed template
var templates embed.FS

// places says where each template goes in the exercise's folder; FILE stands for the name of the student's file.
var places = map[string]string{
	"exercise.go.tmpl":      "FILE.go",
	"exercise_test.go.tmpl": "FILE_test.go",
	"source_test.go.tmpl":   "source_test.go",
	"table.go.tmpl":         "table.go",
	"usage_test.go.tmpl":    "usage_test.go",
	"rules_test.go.tmpl":    "rules_test.go",
	"main.go.tmpl":          "main.go",
	"exercise.toml.tmpl":    "exercise.toml",
	"README.md.tmpl":        "README.md",
	"mutants.txtar.tmpl":    "testdata/mutants.txtar",
	"idle.txtar.tmpl":       "testdata/idle.txtar",
}

// ofTables are the templates that an exercise about the users is made without.
var ofTables = []string{"source_test.go.tmpl", "table.go.tmpl"}

var nameForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,3})-([a-z]+(?:_[a-z]+)*)$`)

// exercise is what the templates know.
type exercise struct {
	Name    string // 5-stream_emails
	Number  string // 5
	File    string // stream_emails
	Func    string // StreamEmails
	Program string // Stream_emails
	Title   string // Stream emails

	Type  string // what it yields
	Zero  string // the zero value of that
	Var   string // the variable of one
	One   string // the words for one, for some and for all of them
	Many  string
	All   string
	Order string // what the query orders by
	Query string // a Go expression
	Scan  string // the arguments of rows.Scan

	Table *Table // nil for the emails of the users
}

// emails are what the exercise is about where nothing else is said.
var emails = exercise{
	Type: "string", Zero: `""`, Var: "email", One: "email", Many: "emails", All: "the emails of all users",
	Order: "user_id", Query: `"SELECT email FROM user_data ORDER BY user_id"`, Scan: "&email",
}

// about returns an exercise about the rows of a table.
func about(t *Table) exercise {
	many := strings.ToLower(t.Name) // a word, where t.Name is as the server spells it
	e := exercise{
		Type: t.Row, Zero: t.Row + "{}", Var: "row", One: "row of " + many, Many: many, All: "the rows of " + many,
		Order: t.Key.Name, Table: t,
	}
	names, fields := t.names(), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		fields[i] = "&row." + c.Field
	}
	e.Query = wrapped("SELECT ", names, " ") + " +\n" + fmt.Sprintf(`"FROM %s ORDER BY %s"`, t.Name, t.Key.Name)
	e.Scan = strings.Join(fields, ", ")
	if len(e.Scan) > 80 {
		e.Scan = "\n" + strings.Join(fields, ",\n") + ",\n"
	}
	return e
}

// Columns returns the names of the table's columns as a Go expression.
func (e exercise) Columns() string { return wrapped("", e.Table.names(), "") }

// HasText reports whether the table has text, of which there can be much.
func (e exercise) HasText() bool {
	return slices.ContainsFunc(e.Table.Columns, func(c column) bool { return c.Name != e.Order && c.isText() })
}

// wrapped returns the Go expression of a text of names, in lines of which each is short.
func wrapped(before string, names []string, after string) string {
	const long = 80
	line, lines := before, []string(nil)
	for i, name := range names {
		if i < len(names)-1 {
			name += ", "
		}
		if len(line+name) > long {
			lines, line = append(lines, strconv.Quote(line)), ""
		}
		line += name
	}
	return strings.Join(append(lines, strconv.Quote(line+after)), " +\n")
}

// Exercise makes the exercise name, such as 5-stream_emails, in the workbook in root. It is about a table, or about the
// emails of the users if that is nil. It overwrites nothing: a folder of that name, or of another exercise with that
// number, is an error.
func Exercise(root, name string, t *Table) error {
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
	e := emails
	if t != nil {
		e = about(t)
	}
	e.Name, e.Number, e.File = name, parts[1], parts[2]
	for word := range strings.SplitSeq(e.File, "_") {
		e.Func += strings.ToUpper(word[:1]) + word[1:]
	}
	e.Program = strings.ToUpper(e.File[:1]) + e.File[1:]
	e.Title = strings.ReplaceAll(e.Program, "_", " ")
	if e.Func == e.Type {
		return fmt.Errorf("%q is no name for an exercise on %s, of which a row is a %s: want another, such as %s-stream_%s",
			name, t.Name, e.Type, e.Number, e.Many)
	}
	dir := filepath.Join(root, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	err := e.write(dir)
	if err == nil && t != nil {
		err = os.WriteFile(filepath.Join(dir, t.CSV), t.Content, 0o644)
	}
	if err != nil {
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
	case slices.Contains([]string{"main", "usage", "source", "table"}, file):
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
		if e.Table == nil && slices.Contains(ofTables, name) {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(strings.Replace(place, "FILE", e.File, 1)))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		var text bytes.Buffer
		if err := all.ExecuteTemplate(&text, name, e); err != nil {
			return err
		}
		written := text.Bytes()
		if strings.HasSuffix(place, ".go") {
			if written, err = imports.Process(path, written, nil); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		if err := os.WriteFile(path, written, 0o644); err != nil {
			return err
		}
	}
	return nil
}
