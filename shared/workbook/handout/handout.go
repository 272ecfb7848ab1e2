// Package handout makes the student edition of the workbook: what a student uses, with stubs in place of the solutions.
package handout

import (
	"archive/zip"
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/stub"
)

// defaults are files that an edition has beside those of the workbook: its README.md, and what an editor wants to know
// where the workbook itself says nothing of that.
//
//go:embed all:default
var defaults embed.FS

// Edition is a student edition of the workbook in Root.
type Edition struct {
	Root      string
	Workbook  []*exercise.Exercise // all exercises that are there
	Exercises []*exercise.Exercise // those that the edition has, at least one
	Solved    []int                // the numbers of exercises that keep their solution
	Grades    bool                 // with the command grade: an edition for a machine, not for students
	Vendor    bool                 // with all modules, so that it needs no network
	Servers   []System             // for which the embedded server is built in
}

// Make writes the edition to the new folder dir, or to a new archive if the name of that ends in .zip. On an error it
// is removed again.
func (e Edition) Make(ctx context.Context, dir string) error {
	if e.inside(dir) {
		return fmt.Errorf("%s would be part of itself: name a folder outside of the workbook", dir)
	}
	if filepath.Ext(dir) != ".zip" {
		return InNewFolder(dir, func() error { return e.make(ctx, dir) })
	}
	if _, err := os.Lstat(dir); err == nil {
		return fmt.Errorf("%s is there already: name a new archive", dir)
	}
	around, err := os.MkdirTemp(filepath.Dir(dir), ".handout-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(around)
	folder := filepath.Join(around, strings.TrimSuffix(filepath.Base(dir), ".zip")) // that an unpacker makes
	if err := InNewFolder(folder, func() error { return e.make(ctx, folder) }); err != nil {
		return err
	}
	return Zip(dir, around)
}

// Zip writes what is in a folder to a new archive. On an error the archive is removed again.
func Zip(archive, folder string) error {
	file, err := os.OpenFile(archive, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	z := zip.NewWriter(file)
	err = errors.Join(z.AddFS(os.DirFS(folder)), z.Close(), file.Close())
	if err != nil {
		_ = os.Remove(archive)
	}
	return err
}

// InNewFolder makes the folder dir, which must not be there, and has it filled. On an error dir is removed again.
func InNewFolder(dir string, fill func() error) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s is there already: name a new folder", dir)
		}
		return err
	}
	if err := fill(); err != nil {
		_ = os.RemoveAll(dir)
		return err
	}
	return nil
}

// make fills the folder dir.
func (e Edition) make(ctx context.Context, dir string) error {
	if err := e.copy(dir); err != nil {
		return err
	}
	m := module{ctx, dir}
	if err := m.tidy(); err != nil {
		return err
	}
	if e.Vendor {
		if err := m.vendor(); err != nil {
			return err
		}
	}
	for _, system := range e.Servers {
		if err := m.build(system); err != nil {
			return err
		}
	}
	return nil
}

// inside reports whether dir would be in a folder that goes along.
func (e Edition) inside(dir string) bool {
	parent, err := filepath.Abs(filepath.Dir(dir))
	if err == nil {
		parent, err = filepath.EvalSymlinks(parent)
	}
	if err != nil {
		return false // then it cannot be made either
	}
	name, err := filepath.Rel(e.Root, filepath.Join(parent, filepath.Base(dir)))
	return err == nil && e.goesAlong(filepath.ToSlash(name))
}

// copy puts the files of the edition into dir.
func (e Edition) copy(dir string) error {
	made, err := e.made()
	if err != nil {
		return err
	}
	err = fs.WalkDir(os.DirFS(e.Root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case !e.goesAlong(name) && entry.IsDir():
			return fs.SkipDir
		case !e.goesAlong(name) || made[name] != nil || entry.IsDir():
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder", name)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		return e.write(dir, name, text, info.Mode()&0o111)
	})
	for name, text := range made {
		if err == nil {
			err = e.write(dir, name, text, 0)
		}
	}
	return err
}

// write writes a file of the edition. A page loses what it says of files that do not go along.
func (e Edition) write(dir, name string, text []byte, executable fs.FileMode) error {
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if path.Ext(name) == ".md" {
		text = e.page(name, text)
	}
	return os.WriteFile(file, text, 0o644|executable)
}

// made returns the files that are not copied: the defaults and the stubs.
func (e Edition) made() (map[string][]byte, error) {
	files, err := e.defaults()
	if err != nil {
		return nil, err
	}
	for _, x := range e.Exercises {
		if slices.Contains(e.Solved, x.Number()) {
			continue
		}
		for _, edit := range x.Edits {
			source, err := os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(edit)))
			if err != nil {
				return nil, err
			}
			files[edit], err = stub.Of(x, edit, source)
			if err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// defaults returns the files of that name, but for folders such as .vscode that the workbook has itself.
func (e Edition) defaults() (map[string][]byte, error) {
	hasGenerator := func(x *exercise.Exercise) bool { return len(x.Generators) > 0 }
	about := struct {
		Edition
		Last, Generator *exercise.Exercise // Generator is the first exercise with one, if any has one
		Tasks           bool               // those of .vscode are ours
	}{Edition: e, Last: e.Exercises[len(e.Exercises)-1], Tasks: !e.has(".vscode")}
	if i := slices.IndexFunc(e.Exercises, hasGenerator); i >= 0 {
		about.Generator = e.Exercises[i]
	}
	files := make(map[string][]byte)
	ours, err := fs.Sub(defaults, "default")
	if err != nil {
		return nil, err
	}
	return files, fs.WalkDir(ours, ".", func(name string, entry fs.DirEntry, err error) error {
		folder, _, nested := strings.Cut(name, "/")
		if err != nil || entry.IsDir() || nested && e.has(folder) {
			return err
		}
		page, err := template.ParseFS(ours, name)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		err = page.Execute(&text, about)
		files[name] = text.Bytes()
		return err
	})
}

// has reports whether the workbook's top level has a file or folder of that name.
func (e Edition) has(name string) bool {
	_, err := os.Stat(filepath.Join(e.Root, name))
	return err == nil
}

// top is what the top level of an edition has beside the exercises.
var top = []string{"shared", "data", "go.mod", "go.sum", "README.md", ".gitignore", ".gitattributes"}

// courses is what else of the top level goes along, with all that is in it: what a course adds to the workbook. It is a
// list of what to take, since a folder of that level could also hold what students must not see.
var courses = []string{
	".github", ".gitlab-ci.yml", ".vscode", ".devcontainer", ".editorconfig", "docs",
	"LICENSE*", "COPYING*", "NOTICE*", "AUTHORS*", "CITATION*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "SECURITY*",
}

// house is what everybody knows to stay behind.
var house = []string{".git", ".ci", "vendor"}

// Behind returns the files and folders of the top level that stay behind, beside exercises that the edition does not
// have and what is of the house.
func (e Edition) Behind() (names []string, err error) {
	entries, err := os.ReadDir(e.Root)
	for _, entry := range entries {
		name := entry.Name()
		isExercise := func(x *exercise.Exercise) bool { return x.Name == name }
		if !e.goesAlong(name) && !slices.Contains(house, name) && !slices.ContainsFunc(e.Workbook, isExercise) {
			names = append(names, name)
		}
	}
	return names, err
}

// instructors is what only instructors need, under shared: much of it has solutions in it, and much of it needs modules
// that a student would fetch for nothing.
var instructors = []string{
	"README.md", // the map of the house
	"bench",     // but for its pictures
	"faults",
	"mysqltest/container.go",
	"mysqltest/own.go",
	"workbook/README.md",
	"workbook/handout",
	"workbook/handout.go",
	"workbook/instructors.go",
	"workbook/new",
	"workbook/new.go",
	"workbook/pack",
	"workbook/pack.go",
	"workbook/verify",
	"workbook/verify.go",
}

// graders is what only instructors and packs need, for grade.
var graders = []string{
	"embedded/own.go",
	"workbook/export",
	"workbook/grade",
	"workbook/grade.go",
	"workbook/handins.go",
	"workbook/results",
	"workbook/sandbox",
	"workbook/submission",
}

// goesAlong reports whether a file or folder of the workbook is for students: what they edit, what their programs,
// their checks and their commands are made of, and the pages.
func (e Edition) goesAlong(name string) bool {
	first, rest, nested := strings.Cut(name, "/")
	isExercise := func(x *exercise.Exercise) bool { return x.Name == first }
	isFirst := func(pattern string) bool { match, _ := path.Match(pattern, first); return match }
	if slices.ContainsFunc(courses, isFirst) {
		return !strings.Contains(strings.ToLower(name), "solution")
	}
	if !slices.Contains(top, first) && !slices.ContainsFunc(e.Exercises, isExercise) {
		return false
	}
	base := path.Base(name)
	isIn := func(folder string) bool { return within(rest, folder) }
	switch {
	case name == "shared/bench", within(name, "shared/bench") && path.Ext(name) == ".svg": // which the pages show
		return true
	case nested && strings.HasPrefix(base, ".") && base != ".gitattributes", path.Ext(name) == ".bak":
		return false
	case base == "testdata": // mutants too show what a solution looks like
		return false
	case within(name, "shared/tour"): // whose examples are what its page shows
		return true
	case strings.HasSuffix(name, "_test.go") && !slices.ContainsFunc(e.Exercises, isExercise): // which test the house
		return false
	case first == "shared" && (slices.ContainsFunc(instructors, isIn) || !e.Grades && slices.ContainsFunc(graders, isIn)):
		return false
	}
	return !slices.ContainsFunc(e.Workbook, func(x *exercise.Exercise) bool {
		_, out := x.LeftOut()[filepath.Join(x.Root, filepath.FromSlash(name))]
		return out
	})
}

// within reports whether name is folder or in it.
func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }
