// Package handout makes the student edition of the workbook: what a student uses, with stubs in place of the solutions.
package handout

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/stub"
)

// readme is the students' README.md.
//
//go:embed README.md
var readme []byte

// Edition is a student edition of the workbook in Root.
type Edition struct {
	Root      string
	Exercises []*exercise.Exercise
	Solved    []int    // the numbers of exercises that keep their solution
	Vendor    bool     // with all modules, so that it needs no network
	Servers   []System // for which the embedded server is built in
}

// Make writes the edition to the new folder dir. On an error dir is removed again.
func (e Edition) Make(ctx context.Context, dir string) (err error) {
	if e.inside(dir) {
		return fmt.Errorf("%s would be part of itself: name a folder outside of the workbook", dir)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s is there already: name a new folder", dir)
		}
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
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
	stubs, err := e.stubs()
	if err != nil {
		return err
	}
	return fs.WalkDir(os.DirFS(e.Root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case !e.goesAlong(name) && entry.IsDir():
			return fs.SkipDir
		case !e.goesAlong(name):
			return nil
		case entry.IsDir():
			return os.Mkdir(filepath.Join(dir, filepath.FromSlash(name)), 0o755)
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder", name)
		}
		text, isStub := stubs[name]
		if !isStub {
			if text, err = os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
		if path.Ext(name) == ".md" {
			text = e.page(name, text)
		}
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), text, 0o644)
	})
}

// stubs returns the files that are not copied: the stubs and the students' README.md.
func (e Edition) stubs() (map[string][]byte, error) {
	stubs := map[string][]byte{"README.md": readme}
	for _, x := range e.Exercises {
		if slices.Contains(e.Solved, x.Number()) {
			continue
		}
		for _, edit := range x.Edits {
			source, err := os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(edit)))
			if err != nil {
				return nil, err
			}
			stubs[edit], err = stub.Of(x, edit, source)
			if err != nil {
				return nil, err
			}
		}
	}
	return stubs, nil
}

// top is what the top level of an edition has beside the exercises.
var top = []string{"shared", "data", "go.mod", "go.sum", "README.md", ".gitignore", ".gitattributes"}

// instructors is what only instructors need, under shared: much of it has solutions in it, and much of it needs modules
// that a student would fetch for nothing.
var instructors = []string{
	"README.md", // the map of the house
	"bench",     // but for its pictures
	"embedded/own.go",
	"faults",
	"mysqltest/container.go",
	"mysqltest/own.go",
	"workbook/README.md",
	"workbook/export",
	"workbook/grade",
	"workbook/grade.go",
	"workbook/handout",
	"workbook/handout.go",
	"workbook/instructors.go",
	"workbook/new",
	"workbook/new.go",
	"workbook/results",
	"workbook/sandbox",
	"workbook/submission",
	"workbook/verify",
	"workbook/verify.go",
}

// goesAlong reports whether a file or folder of the workbook is for students: what they edit, what their programs,
// their checks and their commands are made of, and the pages.
func (e Edition) goesAlong(name string) bool {
	first, rest, nested := strings.Cut(name, "/")
	isExercise := func(x *exercise.Exercise) bool { return x.Name == first }
	if !slices.Contains(top, first) && !slices.ContainsFunc(e.Exercises, isExercise) {
		return false
	}
	base := path.Base(name)
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
	case first == "shared" && slices.ContainsFunc(instructors, func(theirs string) bool { return within(rest, theirs) }):
		return false
	}
	return !slices.ContainsFunc(e.Exercises, func(x *exercise.Exercise) bool {
		_, out := x.LeftOut()[filepath.Join(x.Root, filepath.FromSlash(name))]
		return out
	})
}

// within reports whether name is folder or in it.
func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }
