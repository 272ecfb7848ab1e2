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
	Files   map[string]string // the path of each wanted file that was taken, absolute, by its name; what is missing was not submitted or is a fault
	Ignored []string          // names of other plain files, with slashes, sorted; after 200 of them "and N more"
	Faults  []string          // why a file, or the whole submission, was refused; one about a wanted file begins with its name
}

// Take copies the wanted files to the empty folder into, and nothing else. Wanted are names from the module's root, with
// slashes. A file has at most 1 MiB. An archive has at most 64 MiB and 10,000 files, and is whole, or nothing is taken; of a
// folder 10,000 files are looked at, those nearest to its top.
//
// What is wrong with the submission is told in Faults. An error is a fault of this machine, such as a full disk, or of
// the caller; then files may be left in into.
func (e Entry) Take(wanted []string, into string) (Taken, error) {
	taken := Taken{Files: map[string]string{}}
	err := e.take(wanted, into, &taken)
	if err = taken.note(err); err != nil {
		return Taken{}, fmt.Errorf("take submission %s: %w", e.Name, err)
	}
	return taken, nil
}

func (e Entry) take(wanted []string, into string, taken *Taken) error {
	for _, name := range wanted {
		if !fs.ValidPath(name) || name == "." || !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("wanted file %q is no name of a file seen from the module's root", name)
		}
	}
	if e.fault != "" {
		return refusal(e.fault)
	}

	// Look through it all before taking anything: a duplicate may come last.
	dir, err := os.OpenRoot(filepath.Dir(e.Path))
	if err != nil {
		return err
	}
	defer dir.Close()
	from, err := e.open(dir, filepath.Base(e.Path))
	if err != nil {
		return err
	}
	defer from.Close()
	items, faults, err := from.list()
	if err != nil {
		return err
	}
	taken.Faults = capped(faults, maxFaults)
	items, err = stripped(items, wanted)
	if err != nil {
		return err
	}
	taken.Ignored = capped(ignored(items, wanted), maxIgnored)

	// Read what is wanted, then write it: a read that fails is the student's fault, a write that fails is not.
	picked, refused := pick(items, wanted)
	contents, err := from.read(picked)
	if err != nil {
		return err
	}
	for i, it := range picked {
		if contents[i].fault != nil {
			refused[it.name] = contents[i].fault
			continue
		}
		if taken.Files[it.name], err = write(into, it.name, contents[i].data); err != nil {
			return err
		}
	}
	for _, name := range wanted {
		if err := taken.note(refused[name]); err != nil {
			return err
		}
	}
	return nil
}

// note adds err to the faults if it is one, and returns it if it is not.
func (t *Taken) note(err error) error {
	var fault refusal
	if errors.As(err, &fault) {
		t.Faults = append(t.Faults, fault.Error())
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
	if err := root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o700); err != nil {
		return "", err
	}
	file, err := root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(dir, filepath.FromSlash(name)))
}

// ignored returns the names of the plain files that are not wanted, sorted.
func ignored(items []item, wanted []string) []string {
	var names []string
	for _, it := range items {
		if it.kind == plain && !slices.Contains(wanted, it.name) {
			names = append(names, shown(it.name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// capped returns lines, and if they are more than most, the first of them and how many more there are.
func capped(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	return append(slices.Clip(lines[:most]), fmt.Sprintf("and %d more", len(lines)-most))
}
