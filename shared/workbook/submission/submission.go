// Package submission takes the files that a student handed in, from a folder or an archive, and trusts neither.
//
// Only the files that are asked for are ever written, under the names they are asked for; nothing else is unpacked.
// Links, devices and whatever else is no plain file are never opened.
//
// A folder or an archive becomes a list of items (listFolder, listArchive); all else sees only items. A new format of
// archives is a line in formats, and a function that lists one.
package submission

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What a submission may ask of this machine.
const (
	maxFile    = 1 << 20  // bytes of a wanted file
	maxArchive = 64 << 20 // bytes of an archive, packed; and unpacked, as far as it has to be
	maxEntries = 10_000   // files and folders of a submission
	maxName    = 512      // bytes of a file's name with its folders
)

// Entry is what one student handed in.
type Entry struct {
	Name string // of the student: the folder's or archive's, without the ending; quoted if it cannot be printed
	Path string // of the folder or archive

	archive format // nil for a folder, or what should be one
}

// List returns the submissions in the folder dir, sorted by name: each folder and each archive is one student's. What
// cannot be taken in at all, such as a symbolic link or a .rar, is an entry too, so that its student is told: its Take
// says why. Ignored are the names of all else: other plain files, and what begins with a dot.
//
// Two entries of one name are an error that names both.
func List(dir string) (entries []Entry, ignored []string, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("list submissions: %w", err)
	}
	for _, file := range files {
		name := file.Name()
		if leftBehind(name) {
			continue
		}
		if e, ok := newEntry(name, file.Type()); ok && !strings.HasPrefix(name, ".") {
			e.Path = filepath.Join(dir, name)
			entries = append(entries, e)
		} else {
			ignored = append(ignored, shown(name))
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	for i, e := range entries[min(1, len(entries)):] {
		if before := entries[i]; before.Name == e.Name {
			return nil, nil, fmt.Errorf("list submissions: %s and %s are both of student %s: keep one of them",
				before.base(), e.base(), e.Name)
		}
	}
	return entries, capped(ignored, maxIgnored), nil
}

// newEntry returns the entry that a file is, and false for a plain file that is no archive.
func newEntry(file string, mode fs.FileMode) (Entry, bool) {
	for _, f := range formats {
		name := file[:max(0, len(file)-len(f.ending))]
		if strings.EqualFold(file[len(name):], f.ending) && !mode.IsDir() {
			return Entry{Name: shown(name), archive: f.list}, true
		}
	}
	return Entry{Name: shown(file)}, !mode.IsRegular()
}

// base returns the name of the folder or archive.
func (e Entry) base() string { return shown(filepath.Base(e.Path)) }
