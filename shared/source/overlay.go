package source

import (
	"encoding/json"
	"fmt"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Overlay has files and what to read in their place, as the go command's -overlay has it: the names are absolute, and
// "" means no file.
type Overlay map[string]string

// overlayFile is the form in which the go command takes an overlay.
type overlayFile struct{ Replace Overlay }

// ReadOverlay reads an overlay of the go command. No file is none.
func ReadOverlay(file string) (Overlay, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	var read overlayFile
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("overlay %s: %w", file, err)
	}
	return read.Replace, nil
}

// Write writes the overlay for the go command.
func (o Overlay) Write(file string) error {
	text, err := json.Marshal(overlayFile{o})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// resolved returns the overlay with names whose folders have no symbolic links.
func (o Overlay) resolved() Overlay {
	resolved := make(Overlay, len(o))
	for file, by := range o {
		if dir, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
			file = filepath.Join(dir, filepath.Base(file))
		}
		resolved[file] = by
	}
	return resolved
}

// open opens a file, or the one in its place.
func (o Overlay) open(name string) (io.ReadCloser, error) {
	by, replaced := o[name]
	switch {
	case !replaced:
		return os.Open(name)
	case by == "":
		return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
	default:
		return os.Open(by)
	}
}

// built returns the files in the folder dir that go build takes, sorted.
func (o Overlay) built(dir string) (files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if file := filepath.Join(dir, entry.Name()); !o.has(file) {
			files = append(files, file)
		}
	}
	for file, by := range o {
		if by != "" && filepath.Dir(file) == dir {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	return slices.DeleteFunc(files, func(file string) bool { return !o.builds(file) }), nil
}

func (o Overlay) has(file string) bool { _, has := o[file]; return has }

// builds reports whether go build takes a file.
func (o Overlay) builds(file string) bool {
	if filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
		return false
	}
	context := build.Default
	context.OpenFile = o.open
	match, err := context.MatchFile(filepath.Split(file))
	return match || err != nil // a file that cannot be read as Go is for the parser to report
}
