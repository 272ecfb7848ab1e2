package rules

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// overlay has files and what to read in their place; "" stands for no file. The names are absolute, and the folders in
// them without symbolic links.
type overlay map[string]string

// overlayFile is the form in which the go command takes an overlay.
type overlayFile struct{ Replace map[string]string }

// readOverlay reads an overlay of the go command. No file is none.
func readOverlay(file string) (map[string]string, error) {
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

// resolved returns the overlay with the names that exercise.Load uses.
func resolved(replace map[string]string) overlay {
	o := make(overlay, len(replace))
	for file, by := range replace {
		if dir, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
			file = filepath.Join(dir, filepath.Base(file))
		}
		o[file] = by
	}
	return o
}

// place returns where the text of a file is.
func (o overlay) place(name string) (string, error) {
	by, replaced := o[name]
	if replaced && by == "" {
		return "", &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
	}
	if replaced {
		return by, nil
	}
	return name, nil
}

// open opens a file for the go/build package.
func (o overlay) open(name string) (io.ReadCloser, error) {
	place, err := o.place(name)
	if err != nil {
		return nil, err
	}
	return os.Open(place)
}

// files returns the names of the files in the folder dir, sorted.
func (o overlay) files(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if _, replaced := o[filepath.Join(dir, entry.Name())]; !replaced {
			names = append(names, entry.Name())
		}
	}
	for name, by := range o {
		if by != "" && filepath.Dir(name) == dir {
			names = append(names, filepath.Base(name))
		}
	}
	slices.Sort(names)
	return names, nil
}

// write writes the overlay for the go command.
func (o overlay) write(file string) error {
	text, err := json.Marshal(overlayFile{o})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
