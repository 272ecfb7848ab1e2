// Package pack makes what an instructor uploads to a course platform, so that it grades by itself: the grader, and
// scripts that put one submission and its report where that platform has them.
package pack

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/template"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/handout"

	"github.com/google/uuid"
)

// templates has a folder for each platform, with all that is in its pack but the workbook.
//
//go:embed all:templates
var templates embed.FS

// pack says how the workbook is in a pack.
type pack struct {
	workbook string // the folder
	private  bool   // only the instructor sees it: it has the solutions, and the modules for a machine without a network
	zip      string // a folder that becomes an archive; empty for none
}

// packs are those of all platforms.
var packs = map[string]pack{
	"actions":      {workbook: "grader"},
	"classroom50":  {workbook: "assignment/workbook"},
	"gradescope":   {workbook: "autograder/workbook", private: true, zip: "autograder"},
	"moodle-vpl":   {workbook: "server/workbook", private: true},
	"prairielearn": {workbook: "image/workbook", private: true},
}

// Platforms returns the names of the platforms, sorted.
func Platforms() []string { return slices.Sorted(maps.Keys(packs)) }

// about is what the templates know.
type about struct {
	Go        string // the version that the pack was made with, such as 1.26.8
	Exercises []*exercise.Exercise
	Files     []string // that students hand in, without their folders
	Points    int      // of all exercises
	Title     string
	UUID      string
}

// Write writes the pack of a platform, one of Platforms, into the new folder dir. It grades the exercises of the
// edition. On an error dir is removed again.
func Write(ctx context.Context, e handout.Edition, platform, dir string) error {
	return handout.InNewFolder(dir, func() error { return fill(ctx, e, platform, dir) })
}

// fill writes the pack into the folder dir.
func fill(ctx context.Context, e handout.Edition, platform, dir string) error {
	p := packs[platform]
	if err := write(platform, dir, aboutOf(e)); err != nil {
		return err
	}
	e.Grades, e.Vendor, e.Solved = true, p.private, nil
	if p.private {
		for _, x := range e.Exercises {
			e.Solved = append(e.Solved, x.Number())
		}
	}
	into := filepath.Join(dir, filepath.FromSlash(p.workbook))
	if err := os.MkdirAll(filepath.Dir(into), 0o755); err != nil {
		return err
	}
	if err := e.Make(ctx, into); err != nil || p.zip == "" {
		return err
	}
	folder := filepath.Join(dir, p.zip)
	return errors.Join(handout.Zip(folder+".zip", folder), os.RemoveAll(folder))
}

// aboutOf returns what the templates know of an edition.
func aboutOf(e handout.Edition) about {
	a := about{Go: strings.TrimPrefix(runtime.Version(), "go"), Exercises: e.Exercises, UUID: uuid.NewString()}
	var titles []string
	for _, x := range e.Exercises {
		for _, edit := range x.Edits {
			a.Files = append(a.Files, path.Base(edit))
		}
		a.Points += x.Most()
		titles = append(titles, x.Title)
	}
	a.Title = strings.Join(titles, ", ")
	return a
}

// write writes the files of a platform. A script can be run.
func write(platform, dir string, a about) error {
	files, err := fs.Sub(templates, "templates/"+platform)
	if err != nil {
		return err
	}
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		// GitHub has {{ }} for expressions of its own.
		page, err := template.New(path.Base(name)).Delims("{%", "%}").ParseFS(files, name)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := page.Execute(&text, a); err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if bytes.HasPrefix(text.Bytes(), []byte("#!")) {
			mode = 0o755
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		return errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, text.Bytes(), mode))
	})
}
