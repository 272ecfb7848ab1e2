package grade

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"example.com/generators/shared/exercise"
)

// digest returns a short name for the workbook that decides a verdict: its code, its exercise.toml files and its data,
// but not the students' own files in it.
func digest(exercises []*exercise.Exercise) (string, error) {
	root := exercises[0].Root
	folders := []string{"shared", "data"}
	var edits []string
	for _, e := range exercises {
		folders, edits = append(folders, e.Name), append(edits, e.Edits...)
	}
	hash := sha256.New()
	add := func(path string) error {
		name, err := filepath.Rel(root, path)
		if err != nil || slices.Contains(edits, filepath.ToSlash(name)) {
			return err
		}
		return addTo(hash, filepath.ToSlash(name), path)
	}
	err := errors.Join(add(filepath.Join(root, "go.mod")), add(filepath.Join(root, "go.sum")))
	for _, folder := range folders {
		err = errors.Join(err,
			filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
				switch {
				case err != nil:
					return err
				case entry.IsDir() && (entry.Name() == "testdata" || path != root && entry.Name()[0] == '.'):
					return fs.SkipDir
				case entry.Type().IsRegular() && slices.Contains([]string{".go", ".toml", ".csv"}, filepath.Ext(path)):
					return add(path)
				}
				return nil
			}))
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], err
}

// digestOf returns a short name for the content of files by their names, and nothing for no files.
func digestOf(files map[string]string) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := addTo(hash, name, files[name]); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:32], nil
}

// addTo adds a file, under a name, to what a digest is of.
func addTo(hash io.Writer, name, path string) error {
	text, err := os.ReadFile(path)
	fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
	return err
}
