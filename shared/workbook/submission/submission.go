// Package submission takes what students hand in: a folder, a .zip or a .tar.gz each. It takes the files that are asked for
// and nothing else, and believes no name, size or kind that it is told.
package submission

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Bounds of a submission.
const (
	maxFile    = 1 << 20  // bytes of a file that is taken; solutions have some thousand
	maxArchive = 64 << 20 // bytes unpacked from an archive before the rest is let go
	maxEntries = 10_000   // files looked at
	maxIgnored = 100      // files that are listed as not taken
)

// Entry is one submission.
type Entry struct {
	Name string // of the student: the folder's or the archive's, without its ending
	path string
}

// archives are the endings of archives, and how to walk them.
var archives = map[string]func(path string, visit visitor) error{".zip": walkZip, ".tar.gz": walkTar, ".tgz": walkTar}

// List returns the submissions in a folder, sorted by name. Files of other kinds, and names that begin with a dot, are none.
func List(folder string) ([]Entry, error) {
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("submissions: %w", err)
	}
	paths := make(map[string]string)
	for _, one := range found {
		name := one.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		student, isArchive := cutEnding(name)
		if !isArchive && one.Type().IsRegular() {
			continue
		}
		if other, twice := paths[student]; twice {
			return nil, fmt.Errorf("submissions: %q and %q are both of student %q: remove one", filepath.Base(other), name, student)
		}
		paths[student] = filepath.Join(folder, name)
	}
	var entries []Entry
	for _, student := range slices.Sorted(maps.Keys(paths)) {
		entries = append(entries, Entry{student, paths[student]})
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("submissions: %s has none: want a folder, a .zip or a .tar.gz for each student", folder)
	}
	return entries, nil
}

// cutEnding cuts the ending of an archive off its name.
func cutEnding(name string) (student string, isArchive bool) {
	for ending := range archives {
		if student, isArchive := strings.CutSuffix(name, ending); isArchive && student != "" {
			return student, true
		}
	}
	return name, false
}

// Taken is what was taken of a submission.
type Taken struct {
	Files   map[string]string // where the files that were asked for are now
	Ignored []string          // other files, sorted; quoted if their names are not plain
	Faults  []string          // why a file, or all, was refused
}

// visitor gets a file of a submission: its name with slashes, what kind it is, how large it claims to be, and how to open
// it. It returns errEnough to end the walk.
type visitor func(name string, mode fs.FileMode, size int64, open func() (io.ReadCloser, error)) error

var errEnough = errors.New("enough")

// Take copies the files in wanted, which have slashes, into the empty folder into. The error says that this machine failed;
// what is wrong with the submission is among the faults.
func (e Entry) Take(wanted []string, into string) (Taken, error) {
	t := &taking{wanted: wanted, into: into, times: make(map[string]int), Taken: Taken{Files: make(map[string]string)}}
	var err error
	switch info, failed := os.Lstat(e.path); {
	case failed != nil:
		return t.Taken, failed
	case info.IsDir():
		err = walkFolder(e.path, t.visit)
	case info.Size() > maxArchive:
		t.fault("the archive has %d bytes: at most %d are read", info.Size(), maxArchive)
	case info.Mode().IsRegular():
		student, _ := cutEnding(filepath.Base(e.path))
		err = archives[strings.TrimPrefix(filepath.Base(e.path), student)](e.path, t.visit)
	default:
		t.fault("the submission is %s: hand in a folder or an archive", kind(info.Mode()))
	}
	if t.failed != nil {
		return t.Taken, t.failed
	}
	if err != nil && !errors.Is(err, errEnough) {
		t.fault("the submission cannot be read to its end: %v", err)
	}
	t.finish()
	return t.Taken, nil
}

// taking is a submission on its way in.
type taking struct {
	Taken
	wanted  []string
	into    string
	entries int
	times   map[string]int // how often a wanted file came
	failed  error          // of this machine
}

func (t *taking) fault(format string, args ...any) {
	t.Faults = append(t.Faults, fmt.Sprintf(format, args...))
}

func (t *taking) visit(name string, mode fs.FileMode, size int64, open func() (io.ReadCloser, error)) error {
	if t.entries++; t.entries > maxEntries {
		t.fault("there are more than %d files: the rest was not looked at", maxEntries)
		return errEnough
	}
	want := t.match(name)
	if want == "" && mode&fs.ModeSymlink != 0 && t.leadsTo(name) {
		t.fault("%s is a symbolic link: hand in the folder itself", plain(name))
		return nil
	}
	if want == "" {
		if mode.IsRegular() && len(t.Ignored) <= maxIgnored {
			t.Ignored = append(t.Ignored, plain(name))
		}
		return nil
	}
	switch t.times[want]++; {
	case t.times[want] > 1:
		t.fault("%s is there more than once", want)
		return nil
	case !mode.IsRegular():
		t.fault("%s is %s: hand in the file itself", want, kind(mode))
		return nil
	case size > maxFile:
		t.fault("%s has %d bytes: at most %d are taken", want, size, maxFile)
		return nil
	}
	return t.take(want, open)
}

// match returns the wanted file that a name means, or "". One folder around everything, as archives often have it, is
// looked through.
func (t *taking) match(name string) string {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") {
		return ""
	}
	_, inner, _ := strings.Cut(name, "/")
	for _, want := range t.wanted {
		if name == want || inner == want {
			return want
		}
	}
	return ""
}

// leadsTo reports whether a wanted file is looked for below a name.
func (t *taking) leadsTo(name string) bool {
	return slices.ContainsFunc(t.wanted, func(want string) bool { return strings.HasPrefix(want, name+"/") })
}

// take copies one file.
func (t *taking) take(want string, open func() (io.ReadCloser, error)) error {
	from, err := open()
	if err != nil {
		t.fault("%s cannot be read: %v", want, reason(err))
		return nil
	}
	defer from.Close()
	text, err := io.ReadAll(io.LimitReader(from, maxFile+1))
	switch {
	case err != nil:
		t.fault("%s cannot be read: %v", want, reason(err))
		return nil
	case len(text) > maxFile:
		t.fault("%s has more than %d bytes, which are the most that are taken", want, maxFile)
		return nil
	}
	path := filepath.Join(t.into, filepath.FromSlash(want))
	t.failed = errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600))
	if t.failed != nil {
		return errEnough
	}
	t.Files[want] = path
	return nil
}

// finish takes back files that came more than once, since nobody knows which was meant, and sorts.
func (t *taking) finish() {
	for want, times := range t.times {
		if times > 1 {
			delete(t.Files, want)
		}
	}
	slices.Sort(t.Ignored)
	if len(t.Ignored) > maxIgnored {
		t.Ignored = append(t.Ignored[:maxIgnored], "and more")
	}
}

// kind says what a file is that is no regular one.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	default:
		return "no regular file"
	}
}

// reason is what went wrong, without the grader's own paths.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// plain returns a name that does no harm where it is shown.
func plain(name string) string {
	if quoted := fmt.Sprintf("%q", name); quoted[1:len(quoted)-1] != name {
		return cut(quoted)
	}
	return cut(name)
}

func cut(name string) string {
	const most = 200
	if len(name) > most {
		return strings.ToValidUTF8(name[:most], "") + "…"
	}
	return name
}
