package submission

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// list returns the entries of a folder.
func list(dir string) ([]Entry, error) {
	class, err := List(dir, Options{Wanted: wanted})
	return class.Entries, err
}

// dirOf returns the folder that an entry is in.
func dirOf(e Entry) string { return e.attempts[0].pieces[0].in.at }

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// newEntryOf returns an entry with the wanted files in an archive or a folder.
func newEntryOf(t testing.TB, file string) Entry {
	t.Helper()
	dir := t.TempDir()
	if pack := packs[endingOf(file)]; pack != nil {
		put(t, filepath.Join(dir, file), string(pack(t, files(wanted...)...)))
	} else {
		putAll(t, filepath.Join(dir, file), wanted...)
	}
	entries, err := list(dir)
	check(t, err)
	return entries[0]
}

// A student cannot help what is wrong here.
func TestFaultsOfThisMachineAreErrors(t *testing.T) {
	for _, test := range []struct {
		about  string
		wanted []string
		spoilt func(t *testing.T, e Entry, into string)
		want   error
	}{
		{
			"the submission is gone", wanted,
			func(t *testing.T, e Entry, _ string) { check(t, os.RemoveAll(filepath.Join(dirOf(e), e.base()))) },
			fs.ErrNotExist,
		},
		{
			"all submissions are gone", wanted,
			func(t *testing.T, e Entry, _ string) { check(t, os.RemoveAll(dirOf(e))) },
			fs.ErrNotExist,
		},
		{
			"nowhere to write", wanted, func(t *testing.T, _ Entry, into string) { check(t, os.Remove(into)) },
			fs.ErrNotExist,
		},
		{
			"a file is there already", wanted,
			func(t *testing.T, _ Entry, into string) { put(t, filepath.Join(into, seed), "") },
			fs.ErrExist,
		},
		{"a link is there already", wanted, func(t *testing.T, _ Entry, into string) {
			check(t, os.Symlink(t.TempDir(), filepath.Join(into, "shared")))
		}, nil},
		{"a wanted file outside", []string{"../x"}, nil, nil},
		{"a wanted file that is absolute", []string{"/x"}, nil, nil},
		{"the module itself", []string{"."}, nil, nil},
		{"a wanted file with two names", []string{"./" + seed}, nil, nil},
	} {
		for _, file := range []string{"ann", "ann.zip", "ann.tar", "ann.tar.gz"} {
			t.Run(test.about+" "+file, func(t *testing.T) {
				e, into := newEntryOf(t, file), t.TempDir()
				if test.spoilt != nil {
					test.spoilt(t, e, into)
				}
				taken, err := e.Take(test.wanted, into)
				if err == nil || test.want != nil && !errors.Is(err, test.want) {
					t.Errorf("Take failed with %v, want %v", err, test.want)
				}
				if diff := cmp.Diff(Taken{}, taken); diff != "" {
					t.Errorf("taken (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestADiskThatFailsIsNotTheStudentsFault(t *testing.T) {
	for _, name := range []string{"ann", "ann.zip", "ann.tar", "ann.tar.gz"} {
		e := newEntryOf(t, name)
		dir, err := os.OpenRoot(dirOf(e))
		check(t, err)
		if name == "ann" {
			root, err := openFolder(dir, name)
			check(t, err)
			items, err := listFolder(root, name)
			check(t, err)
			check(t, root.Close())
			_, err = read(seed, items)
			if !errors.Is(err, fs.ErrClosed) || refused(err) {
				t.Errorf("%s: reading from a folder that is closed failed with %v, want %v", name, err, fs.ErrClosed)
			}
		}
		check(t, dir.Close())
		if name == "ann" {
			_, err = listFolder(dir, name)
		} else {
			_, err = readPlain(dir, name, "archive", maxArchive)
		}
		if !errors.Is(err, fs.ErrClosed) || refused(err) {
			t.Errorf("%s: listing from a folder that is closed failed with %v, want %v", name, err, fs.ErrClosed)
		}
	}
}

func TestLongListsAreCut(t *testing.T) {
	var parts []part
	for i := range 300 {
		parts = append(parts, files(fmt.Sprintf("%03d", i), "../x")...)
	}
	parts = append(parts, part{name: seed + "/", mode: fs.ModeDir})
	dir := t.TempDir()
	put(t, filepath.Join(dir, "ann.zip"), string(zipOf(t, parts...)))
	got := takeFrom(t, dir)
	ignored, faults := got.Ignored[maxIgnored-1:], got.Faults[maxFaults:]
	if diff := cmp.Diff([]string{"199", "and 100 more"}, ignored); diff != "" {
		t.Errorf("what is ignored, from the 200th on (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"and 280 more", seed + " is a folder; submit the file itself"}, faults); diff != "" {
		t.Errorf("faults, from the 21st on (-want +got):\n%s", diff)
	}
}

func TestFilesAreTakenToAnAbsolutePath(t *testing.T) {
	e := newEntryOf(t, "ann")
	t.Chdir(t.TempDir())
	check(t, os.Mkdir("into", 0o700))
	taken, err := e.Take(wanted, "into")
	check(t, err)
	for name, path := range taken.Files {
		if !filepath.IsAbs(path) {
			t.Errorf("%s was taken to %s, want an absolute path", name, path)
		}
	}
}
