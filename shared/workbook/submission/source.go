package submission

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// source is what holds the submissions of all students: a folder, or an archive that a platform made.
type source struct {
	at     string
	kinds  map[string]kind // of what is at its top
	faults []string        // names that are not to be trusted
	has    func(name string) bool
	// list returns what is in a folder of the top, or the file itself; done closes what the items are read from.
	list func(p piece) (items []item, done func() error, err error)
}

// open opens a folder, or an archive. A folder with nothing but the archive of a platform is that archive.
func open(at string, o Options) (source, error) {
	switch info, err := os.Stat(at); {
	case errors.Is(err, fs.ErrNotExist):
		return source{}, fmt.Errorf("there is no folder %s", shown(at))
	case err == nil && info.Mode().IsRegular() && len(endingOf(at)) > 0:
		return openArchive(at)
	case err == nil && !info.IsDir():
		return source{}, fmt.Errorf("%s is neither a folder nor an archive; name the folder that has one for each student",
			shown(at))
	}
	files, err := os.ReadDir(at)
	if err != nil {
		return source{}, err
	}
	in := source{at: at, kinds: map[string]kind{}}
	for _, file := range files {
		if !leftBehind(file.Name()) {
			in.kinds[file.Name()] = kindOf(file.Type())
		}
	}
	if len(in.kinds) == 1 {
		for name, kind := range in.kinds {
			if kind != plain || len(endingOf(name)) == 0 {
				break
			}
			if inner, err := openArchive(filepath.Join(at, name)); err == nil && inner.ofPlatform(o) {
				return inner, nil
			}
		}
	}
	in.has = func(name string) bool {
		_, err := os.Lstat(filepath.Join(at, filepath.FromSlash(name)))
		return err == nil
	}
	in.list = func(p piece) ([]item, func() error, error) {
		dir, err := os.OpenRoot(at)
		if err != nil {
			return nil, nil, err
		}
		if p.file != "" {
			return []item{p.item(in, func(max int64) ([]byte, error) {
				return readPlain(dir, p.name, p.what(), max)
			})}, dir.Close, nil
		}
		defer dir.Close()
		inside, err := openFolder(dir, p.name)
		if err != nil {
			return nil, nil, err
		}
		items, err := listFolder(inside, p.name)
		return items, inside.Close, err
	}
	return in, nil
}

// openArchive opens an archive of what all students handed in.
func openArchive(at string) (source, error) {
	dir, err := os.OpenRoot(filepath.Dir(at))
	if err != nil {
		return source{}, err
	}
	defer dir.Close()
	base := filepath.Base(at)
	data, err := readPlain(dir, base, "archive", maxArchive)
	if errors.Is(err, errTooLarge) {
		err = errors.New("is larger than 64 MiB: unpack it, and name the folder")
	}
	var items []item
	if err == nil {
		items, err = listArchive(shown(base), data)
	}
	if err == nil {
		err = strip(items, nil)
	}
	if err != nil {
		return source{}, fmt.Errorf("%s %w", shown(base), err)
	}
	in := source{at: at, kinds: map[string]kind{}}
	inside := map[string][]item{}
	for _, it := range items {
		top := first(it.name)
		switch {
		case it.fault != "":
			in.faults = append(in.faults, it.fault)
		case leftBehind(it.name) || it.name == ".":
		case it.name == top && it.kind != folder:
			in.kinds[top], inside[top] = it.kind, append(inside[top], it)
		default:
			in.kinds[top] = folder
			it.name = strings.TrimPrefix(strings.TrimPrefix(it.name, top), "/")
			if it.name != "" {
				inside[top] = append(inside[top], it)
			}
		}
	}
	in.has = func(name string) bool {
		return slices.ContainsFunc(inside[first(name)], func(it item) bool { return first(name)+"/"+it.name == name })
	}
	in.list = func(p piece) ([]item, func() error, error) {
		nothing := func() error { return nil }
		if p.file == "" {
			return slices.Clone(inside[p.name]), nothing, nil
		}
		return []item{p.item(in, inside[p.name][0].read)}, nothing, nil
	}
	return in, nil
}

// ofPlatform reports whether all names at the top are those that a platform gives.
func (in source) ofPlatform(o Options) bool {
	left := slices.Collect(maps.Keys(in.kinds))
	left = slices.DeleteFunc(left, func(name string) bool { return name == gradescopeFile })
	some := len(left) > 0
	for _, l := range layouts {
		if !l.general {
			_, left = l.match(in, left, o)
		}
	}
	return some && len(left) == 0
}

// item returns the item that a file of the top is. What has the name of an archive is opened whatever it is, so that
// its student is told.
func (p piece) item(in source, read func(max int64) ([]byte, error)) item {
	it := item{name: p.file, kind: in.kinds[p.name], read: read}
	if len(endingOf(p.file)) > 0 {
		it.kind = plain
	}
	return it
}

// what is what a student should hand in by the name.
func (p piece) what() string {
	if len(endingOf(p.file)) > 0 {
		return "archive"
	}
	return "file"
}

// name returns the name of the folder or archive without its ending.
func (in source) name() string {
	at := in.at
	if whole, err := filepath.Abs(at); err == nil {
		at = whole
	}
	base := filepath.Base(at)
	return strings.TrimSuffix(base, endingOf(base))
}

// text returns what a file of the top says, as far as it is read; empty if it cannot be.
func (in source) text(name string) string {
	if in.kinds[name] != plain {
		return ""
	}
	items, done, err := in.list(piece{name: name, file: name})
	if err != nil {
		return ""
	}
	defer func() { _ = done() }() // it is only read
	data, err := items[0].read(maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return string(data)
}
