// Package submission takes the files that a student handed in, from a folder or an archive, and trusts neither.
//
// Only the files that are asked for are ever written, under the names they are asked for; nothing else is unpacked. Links,
// devices and whatever else is no plain file are never opened.
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
	Name string // of the student: the folder's or archive's, without the archive's ending; quoted and escaped if it cannot be printed
	Path string // of the folder or archive

	open  func(*os.Root, string) (source, error)
	fault string // why there is nothing to open
}

// List returns the submissions in the folder dir, sorted by name: each folder, .zip, .tar.gz and .tgz is one student's.
// What cannot be taken in at all, such as a symbolic link or a .rar, is an entry too, so that its student is told: its Take
// says why. Names that begin with a dot and other plain files are passed over.
//
// Two entries of one name are an error that names both.
func List(dir string) ([]Entry, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list submissions: %w", err)
	}
	var entries []Entry
	for _, file := range files {
		if strings.HasPrefix(file.Name(), ".") || passedOver(file.Name()) {
			continue
		}
		if e, ok := newEntry(file.Name(), file.Type()); ok {
			e.Path = filepath.Join(dir, file.Name())
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	for i, e := range entries[min(1, len(entries)):] {
		if before := entries[i]; before.Name == e.Name {
			return nil, fmt.Errorf("list submissions: %s and %s are both of student %s: keep one of them",
				shown(filepath.Base(before.Path)), shown(filepath.Base(e.Path)), e.Name)
		}
	}
	return entries, nil
}

// endings are those of archives, the longer ones first; the ones that cannot be opened are known so that their students are told.
var endings = []struct {
	text string
	open func(*os.Root, string) (source, error)
}{
	{".zip", openZip},
	{".tar.gz", openTar},
	{".tgz", openTar},
	{".tar.bz2", nil},
	{".tar.xz", nil},
	{".tar.zst", nil},
	{".tar", nil},
	{".rar", nil},
	{".7z", nil},
}

// newEntry returns the entry that a file is, and false for a plain file that is no archive.
func newEntry(file string, mode fs.FileMode) (Entry, bool) {
	if mode.IsDir() {
		return Entry{Name: shown(file), open: openFolder}, true
	}
	for _, ending := range endings {
		name := file[:max(0, len(file)-len(ending.text))]
		if !strings.EqualFold(file[len(name):], ending.text) {
			continue
		}
		e := Entry{Name: shown(name), open: ending.open}
		if k := kindOf(mode); k != plain {
			e.fault = fmt.Sprintf("%s is %s; submit the archive itself", shown(file), k)
		} else if e.open == nil {
			e.fault = shown(file) + " is an archive of a kind that is not opened here; submit a .zip or a .tar.gz"
		}
		return e, true
	}
	if k := kindOf(mode); k != plain {
		return Entry{Name: shown(file), fault: fmt.Sprintf("%s is %s; submit the folder itself", shown(file), k)}, true
	}
	return Entry{}, false
}
