package submission

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// How much of a submission is told.
const (
	maxIgnored = 200
	maxFaults  = 20 // names that an archive should not hold; there is at most one fault more for each wanted file
)

// Taken is what became of a submission.
type Taken struct {
	Files   map[string]string // the absolute path of each wanted file that was taken; others are faults, or not there
	Ignored []string          // names of all else but folders, sorted; at most 200, and then "and N more"
	Faults  []string          // why a file, or all of it, was refused; one about a wanted file begins with its name
}

// Take copies the wanted files to the empty folder into, and nothing else. Wanted are names from the module's root,
// with slashes. A file has at most 1 MiB. An archive has at most 64 MiB and 10,000 files, and is whole, or nothing is
// taken; of a folder 10,000 files are looked at, those nearest to its top. A wanted file that is not in its place is
// taken from where its name is, if only one file has it.
//
// What is wrong with the submission is told in Faults. An error is a fault of this machine, such as a full disk, or of
// the caller; then files may be left in into.
func (e Entry) Take(wanted []string, into string) (Taken, error) {
	taken := Taken{Files: map[string]string{}}
	err := e.copy(wanted, into, &taken)
	if err = taken.note(e.base(), err); err != nil {
		return Taken{}, fmt.Errorf("take submission %s: %w", e.Name, err)
	}
	return taken, nil
}

func (e Entry) copy(wanted []string, into string, taken *Taken) error {
	for _, name := range wanted {
		if !fs.ValidPath(name) || name == "." || !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("wanted file %q is no name of a file seen from the module's root", name)
		}
	}
	if e.Attempts == 0 {
		return nil
	}
	var items []item
	for _, p := range e.attempts[e.Attempt-1].pieces {
		found, done, err := p.in.list(p)
		if err := taken.note(shown(p.name), barred(err)); err != nil {
			return err
		}
		if err == nil {
			defer func() { _ = done() }() // it is only read
		}
		items = append(items, found...)
	}
	items, err := unpack(items, taken)
	if err != nil {
		return err
	}
	taken.Faults = capped(taken.Faults, maxFaults)
	if err := strip(items, wanted); err != nil {
		return taken.note(shown(items[0].name), err)
	}
	taken.Faults = append(taken.Faults, find(items, wanted)...)
	taken.Faults = append(taken.Faults, nearlyRight(items, wanted)...)
	taken.Ignored = capped(append(ignored(items, wanted), e.others()...), maxIgnored)
	for _, name := range wanted {
		data, err := read(name, items)
		if err == nil && data != nil {
			taken.Files[name], err = write(into, name, data)
		}
		if err := taken.note(name, err); err != nil {
			return err
		}
	}
	return nil
}

// unpack puts what is in archives in their place, in archives in them too. What is in the only file has the names that
// it has there; else they are in a folder with the archive's name.
func unpack(items []item, taken *Taken) ([]item, error) {
	items = taken.trusted(items)
	left := int64(maxArchive)
	for range maxNested {
		files := slices.DeleteFunc(slices.Clone(items), func(it item) bool { return it.kind == folder })
		if alone := len(files) == 1; alone && endingOf(files[0].name) != "" {
			items = files
		}
		var unpacked []item
		for _, it := range items {
			if it.kind != plain || endingOf(it.name) == "" {
				unpacked = append(unpacked, it)
				continue
			}
			name := shown(path.Base(it.name))
			data, err := it.read(left)
			if errors.Is(err, errTooLarge) {
				err = refuse("is larger than 64 MiB; submit only your own files")
			}
			left -= int64(len(data))
			var inside []item
			if err == nil {
				inside, err = listArchive(name, data)
			}
			if err := taken.note(name, barred(err)); err != nil {
				return nil, err
			}
			for i := range inside {
				if len(files) > 1 {
					inside[i].name = it.name + "/" + inside[i].name
				}
			}
			if unpacked = append(unpacked, taken.trusted(inside)...); len(unpacked) > 2*maxEntries {
				return nil, errTooMany
			}
		}
		items = unpacked
	}
	return items, nil
}

// trusted returns the items without those that have a fault, which it notes, and what nobody handed in.
func (t *Taken) trusted(items []item) []item {
	return slices.DeleteFunc(items, func(it item) bool {
		if it.fault != "" {
			t.Faults = append(t.Faults, it.fault)
		}
		return it.fault != "" || it.name == "." || leftBehind(it.name)
	})
}

// note adds err to the faults of what has the name if it is a refusal, and returns it if it is not.
func (t *Taken) note(name string, err error) error {
	if refused(err) {
		t.Faults = append(t.Faults, name+" "+err.Error())
		return nil
	}
	return err
}

// write writes a file that is not there yet to a folder, and returns its path, absolute.
func write(dir, name string, data []byte) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return "", err
	}
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(dir, filepath.FromSlash(name)))
}

// capped returns lines, and if they are more than max, the first of them and how many more there are.
func capped(lines []string, max int) []string {
	if len(lines) <= max {
		return lines
	}
	return append(slices.Clip(lines[:max]), fmt.Sprintf("and %d more", len(lines)-max))
}
