package submission

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// tree is a submission that is a folder.
type tree struct {
	name string
	root *os.Root // nothing outside of it is ever opened
}

func openFolder(dir *os.Root, name string) (source, error) {
	before, err := dir.Lstat(name)
	if err != nil {
		return nil, err
	}
	if k := kindOf(before.Mode()); k != folder {
		return nil, refuse("%s is %s; submit the folder itself", shown(name), k)
	}
	root, err := dir.OpenRoot(name)
	if err != nil {
		return nil, barred(shown(name), err)
	}
	after, err := root.Stat(".")
	if err == nil && !os.SameFile(before, after) {
		err = refuse("%s was changed while it was read", shown(name))
	}
	if err != nil {
		return nil, errors.Join(barred(shown(name), err), root.Close())
	}
	return &tree{name: shown(name), root: root}, nil
}

// Close closes the folder.
func (t *tree) Close() error { return t.root.Close() }

// list goes level by level and in the order of names, and passes over a folder that would be too much as a whole: what it
// finds is the same each time, in whatever order the disk has it.
func (t *tree) list() (items []item, faults []string, err error) {
	left := maxEntries
	for next := -1; next < len(items); next++ {
		dir := item{where: ".", kind: folder}
		if next >= 0 {
			dir = items[next]
		}
		if dir.kind != folder || len(dir.where) > maxName {
			continue
		}
		found, err := t.readDir(dir.where, left+1)
		switch {
		case errors.Is(err, fs.ErrPermission) && next >= 0:
			items[next].kind = locked
			continue
		case err != nil:
			return nil, nil, barred(t.name, err)
		case len(found) > left:
			faults = []string{fmt.Sprintf("%s has more than %d files and folders; not all were looked at", t.name, maxEntries)}
			continue
		}
		left -= len(found)
		for _, entry := range found {
			if !passedOver(entry.Name()) {
				name := path.Join(dir.where, entry.Name())
				items = append(items, item{name: name, where: name, kind: kindOf(entry.Type())})
			}
		}
	}
	return items, faults, nil
}

// readDir returns what is in a folder, sorted, or no more than most of it.
func (t *tree) readDir(name string, most int) ([]fs.DirEntry, error) {
	dir, err := t.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = dir.Close() }()
	found, err := dir.ReadDir(most)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	slices.SortFunc(found, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return found, nil
}

func (t *tree) read(picked []item) ([]content, error) {
	contents := make([]content, len(picked))
	for i, it := range picked {
		data, err := t.readFile(it)
		var fault refusal
		if err != nil && !errors.As(err, &fault) {
			return nil, err
		}
		contents[i] = content{data, err}
	}
	return contents, nil
}

func (t *tree) readFile(it item) ([]byte, error) {
	file, size, err := openPlain(t.root, filepath.FromSlash(it.where), it.name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if size > maxFile {
		return nil, tooLarge(it.name)
	}
	return bounded(it.name, file)
}

// openPlain opens a plain file, and nothing else even if it is exchanged meanwhile; it returns its size in bytes.
func openPlain(root *os.Root, where, name string) (*os.File, int64, error) {
	before, err := root.Lstat(where)
	if err != nil {
		return nil, 0, barred(name, err)
	}
	if k := kindOf(before.Mode()); k != plain {
		return nil, 0, refuse("%s is %s; submit the file itself", name, k)
	}
	file, err := root.OpenFile(where, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, 0, barred(name, err)
	}
	after, err := file.Stat()
	if err == nil && !os.SameFile(before, after) {
		err = refuse("%s was changed while it was read", name)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, after.Size(), nil
}

// barred refuses what may not be read; other errors are this machine's.
func barred(name string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return refuse("%s cannot be read: permission denied", name)
	}
	return err
}
