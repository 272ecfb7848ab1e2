package submission

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// listFolder lists a folder level by level and in the order of names, and passes over a folder that would be too much
// as a whole: what it finds is the same each time, in whatever order the disk has it.
func listFolder(root *os.Root, name string) ([]item, error) {
	items := []item{{name: ".", kind: folder}}
	left, crowded := maxEntries, false
	for i := 0; i < len(items); i++ {
		dir := items[i].name
		if items[i].kind != folder || leftBehind(dir) {
			continue
		}
		if len(dir) > maxName {
			items[i].kind = deep
			continue
		}
		found, err := readDir(root, dir, left+1)
		switch {
		case errors.Is(err, fs.ErrPermission) && i > 0:
			items[i].kind = locked
			continue
		case err != nil:
			return nil, err
		case len(found) > left:
			crowded = true
			continue
		}
		left -= len(found)
		for _, entry := range found {
			name := path.Join(dir, entry.Name())
			read := func(max int64) ([]byte, error) { return readPlain(root, name, "file", max) }
			items = append(items, item{name: name, kind: kindOf(entry.Type()), read: read})
		}
	}
	if crowded {
		fault := fmt.Sprintf("%s has more than %d files and folders; not all were read", shown(name), maxEntries)
		items = append(items, item{fault: fault})
	}
	return items, nil
}

// readDir returns what is in a folder, sorted, or no more than max of it.
func readDir(root *os.Root, name string, max int) ([]fs.DirEntry, error) {
	dir, err := root.OpenFile(name, readOnly(), 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = dir.Close() }() // it is only read
	found, err := dir.ReadDir(max)
	if err == io.EOF {
		err = nil
	}
	slices.SortFunc(found, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return found, err
}

// readOnly returns the flags that open a file, and do not wait at a named pipe. Windows has no such pipes, and another
// use for the bit.
func readOnly() int {
	if runtime.GOOS == "windows" {
		return os.O_RDONLY
	}
	return os.O_RDONLY | syscall.O_NONBLOCK
}

// openFolder opens a folder, and nothing else even if it is exchanged meanwhile. Nothing outside of it is opened by it.
func openFolder(parent *os.Root, name string) (*os.Root, error) {
	before, err := lstat(parent, name, folder, "folder")
	if err != nil {
		return nil, err
	}
	root, err := parent.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	after, err := root.Stat(".")
	if err := unchanged(before, after, err); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return root, nil
}

// readPlain reads a plain file, and nothing else even if it is exchanged meanwhile.
func readPlain(root *os.Root, name, what string, max int64) ([]byte, error) {
	before, err := lstat(root, name, plain, what)
	if err != nil {
		return nil, err
	}
	file, err := root.OpenFile(name, readOnly(), 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it is only read
	after, err := file.Stat()
	if err := unchanged(before, after, err); err != nil {
		return nil, err
	}
	if after.Size() > max {
		return nil, errTooLarge
	}
	var data bytes.Buffer
	data.Grow(int(after.Size()) + bytes.MinRead)
	_, err = data.ReadFrom(io.LimitReader(file, after.Size()))
	return data.Bytes(), err
}

// lstat refuses what is of another kind than the student should submit.
func lstat(root *os.Root, name string, want kind, what string) (fs.FileInfo, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if k := kindOf(info.Mode()); k != want {
		return nil, refuse("is %s; submit the %s itself", k, what)
	}
	return info, nil
}

// unchanged refuses what is no longer what it was before it was opened. The number of a file alone does not tell: a
// pipe may get that of a file that is gone.
func unchanged(before, after fs.FileInfo, err error) error {
	if err == nil && (!os.SameFile(before, after) || before.Mode().Type() != after.Mode().Type()) {
		return refuse("was changed while it was read")
	}
	return err
}
