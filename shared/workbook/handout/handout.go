// Package handout makes the student edition of the workbook: all of it, with stubs in place of the solutions.
package handout

import (
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

// Make writes the student edition of the workbook in root to the new folder dir. Exercises whose number is in solved
// keep their solution. On an error dir is removed again.
func Make(root, dir string, exercises []*exercise.Exercise, solved []int) (err error) {
	if inside(root, dir, exercises) {
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
	stubs, err := stubsOf(root, exercises, solved)
	if err != nil {
		return err
	}
	return fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if !goesAlong(name, exercises) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		return place(root, dir, name, entry, stubs)
	})
}

// inside reports whether dir would be in a folder that goes along.
func inside(root, dir string, exercises []*exercise.Exercise) bool {
	parent, err := filepath.Abs(filepath.Dir(dir))
	if err == nil {
		parent, err = filepath.EvalSymlinks(parent)
	}
	if err != nil {
		return false // then it cannot be made either
	}
	name, err := filepath.Rel(root, filepath.Join(parent, filepath.Base(dir)))
	return err == nil && goesAlong(filepath.ToSlash(name), exercises)
}

// stubsOf returns the files that are not copied: the stubs and the students' README.md.
func stubsOf(root string, exercises []*exercise.Exercise, solved []int) (map[string][]byte, error) {
	stubs := map[string][]byte{"README.md": readme}
	for _, e := range exercises {
		if slices.Contains(solved, e.Number()) {
			continue
		}
		for _, edit := range e.Edits {
			source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(edit)))
			if err != nil {
				return nil, err
			}
			stubs[edit], err = stub.Of(e, edit, source)
			if err != nil {
				return nil, err
			}
		}
	}
	return stubs, nil
}

// goesAlong reports whether a file or folder of the workbook is for students: what the top level is made of, and no
// more.
func goesAlong(name string, exercises []*exercise.Exercise) bool {
	top, _, nested := strings.Cut(name, "/")
	leftOut := slices.ContainsFunc(exercises, func(e *exercise.Exercise) bool {
		_, out := e.LeftOut()[filepath.Join(e.Root, filepath.FromSlash(name))]
		return out
	})
	known := slices.Contains([]string{"shared", "data", "go.mod", "go.sum", "README.md", ".gitignore", ".gitattributes"},
		top) ||
		slices.ContainsFunc(exercises, func(e *exercise.Exercise) bool { return e.Name == top })
	hidden := nested && strings.HasPrefix(path.Base(name), ".") && path.Base(name) != ".gitattributes"
	solutions := top != "shared" && path.Base(name) == "testdata" // mutants too show what a solution looks like
	return known && !leftOut && !hidden && !solutions && path.Ext(name) != ".bak"
}

// place puts one file or folder into dir.
func place(root, dir, name string, entry fs.DirEntry, stubs map[string][]byte) error {
	to := filepath.Join(dir, filepath.FromSlash(name))
	if entry.IsDir() {
		return os.Mkdir(to, 0o755)
	}
	if !entry.Type().IsRegular() {
		return fmt.Errorf("%s is neither a file nor a folder", name)
	}
	text, stubbed := stubs[name]
	if !stubbed {
		var err error
		if text, err = os.ReadFile(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return os.WriteFile(to, text, 0o644)
}
