package submission_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/submission"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	one  = "1-stream_users/stream_users.go"
	two  = "2-batch_processing/batch_processing.go"
	main = "package main\n"
)

var wanted = []string{one, two}

// file is a file of an archive.
type file struct {
	name, text string
	mode       fs.FileMode // 0 for a regular file
}

func TestTake(t *testing.T) {
	large := strings.Repeat("x", 1<<20+1)
	for _, test := range []struct {
		name   string
		files  []file
		want   submission.Taken
		unlike string // "zip" or "tar" where that kind cannot hold it
	}{
		{
			"takes_what_is_wanted_and_lists_the_rest",
			[]file{{one, main, 0}, {two, main, 0}, {"go.mod", "", 0}, {"1-stream_users/my_test.go", "", 0}},
			submission.Taken{Files: took(one, two), Ignored: []string{"1-stream_users/my_test.go", "go.mod"}},
			"",
		},
		{
			"looks_through_one_folder_around_all",
			[]file{{"repo-main/" + one, main, 0}, {"repo-main/README.md", "", 0}},
			submission.Taken{Files: took(one), Ignored: []string{"repo-main/README.md"}},
			"",
		},
		{
			"passes_over_the_folders_of_tools",
			[]file{{one, main, 0}, {".git/config", "", 0}, {"__MACOSX/" + two, "", 0}, {"1-stream_users/.DS_Store", "", 0}},
			submission.Taken{Files: took(one)},
			"",
		},
		{
			"refuses_a_file_that_is_there_twice",
			[]file{{one, main, 0}, {"other/" + one, "", 0}},
			submission.Taken{Files: took(), Faults: []string{one + " is there more than once"}},
			"",
		},
		{
			"refuses_a_symbolic_link",
			[]file{{one, "/etc/passwd", fs.ModeSymlink}},
			submission.Taken{Files: took(), Faults: []string{one + " is a symbolic link: hand in the file itself"}},
			"",
		},
		{
			"refuses_a_folder_that_is_a_symbolic_link",
			[]file{{"1-stream_users", "/etc", fs.ModeSymlink}},
			submission.Taken{Files: took(), Faults: []string{"1-stream_users is a symbolic link: hand in the folder itself"}},
			"",
		},
		{
			"refuses_a_folder_in_the_place_of_a_file",
			[]file{{one + "/", "", fs.ModeDir}},
			submission.Taken{Files: took(), Faults: []string{one + " is a folder: hand in the file itself"}},
			"",
		},
		{
			"refuses_a_large_file_unread",
			[]file{{one, large, 0}, {two, main, 0}},
			submission.Taken{Files: took(two), Faults: []string{one + " has 1048577 bytes: at most 1048576 are taken"}},
			"",
		},
		{
			"takes_no_name_that_leads_out",
			[]file{{"../" + one, "", 0}, {"/" + two, "", 0}, {"x/../../" + two, "", 0}, {`2-batch_processing\batch_processing.go`, "", 0}, {"C:" + two, "", 0}},
			submission.Taken{Files: took(), Ignored: []string{`"2-batch_processing\\batch_processing.go"`, "../" + one, "/" + two, "C:" + two, "x/../../" + two}},
			"",
		},
		{
			"quotes_names_that_are_not_plain",
			[]file{{"<\x1b[31m\n", "", 0}, {"\xff\xfe", "", 0}},
			submission.Taken{Files: took(), Ignored: []string{`"<\x1b[31m\n"`, `"\xff\xfe"`}},
			"",
		},
	} {
		for kind, make := range map[string]func(*testing.T, []file) string{".zip": makeZip, ".tar.gz": makeTar, "": makeFolder} {
			if kind == "" && slices.ContainsFunc(test.files, func(f file) bool {
				return !fs.ValidPath(strings.TrimSuffix(f.name, "/")) || strings.Contains(f.name, `\`)
			}) {
				continue // no folder can hold these
			}
			t.Run(test.name+kind, func(t *testing.T) {
				checkTaken(t, test.want, take(t, make(t, test.files)))
			})
		}
	}
}

func TestTakeOfABrokenArchiveSaysSo(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(makeTar(t, []file{{two, main, 0}, {one, strings.Repeat("x\ny", 1000), 0}}), "ann.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text []byte
		says string
	}{
		"ann.zip":    {[]byte("no archive"), "zip: not a valid zip file"},
		"ann.tgz":    {[]byte("no archive"), "gzip: invalid header"},
		"ann.tar.gz": {whole[:len(whole)-20], "unexpected EOF"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, name), string(test.text))
		taken := take(t, dir)
		if len(taken.Faults) == 0 || !strings.Contains(strings.Join(taken.Faults, "\n"), test.says) {
			t.Errorf("Take of a broken %s: faults %q, want one that says %q", name, taken.Faults, test.says)
		}
	}
}

func TestTakeStopsUnpackingABomb(t *testing.T) {
	bomb := []file{{one, main, 0}}
	for range 70 {
		bomb = append(bomb, file{"fill", strings.Repeat("\x00", 1<<20), 0})
	}
	taken := take(t, makeTar(t, append(bomb, file{two, main, 0})))
	checkTaken(t, submission.Taken{Files: took(one), Faults: []string{"the submission cannot be read to its end: it unpacks to more than 64 MiB"}}, submission.Taken{Files: taken.Files, Faults: taken.Faults})

	var many []file
	for range 10_001 {
		many = append(many, file{"x", "", 0})
	}
	taken = take(t, makeZip(t, many))
	if len(taken.Ignored) != 101 || taken.Ignored[100] != "and more" || !strings.Contains(strings.Join(taken.Faults, ""), "more than 10000 files") {
		t.Errorf("Take of 10,001 files listed %d and found the faults %q, want 100 and one fault", len(taken.Ignored), taken.Faults)
	}
}

func TestListSortsStudentsAndKnowsEachOnce(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"zoe.zip", "ann.tar.gz", "ben.tgz", "notes.txt", ".hidden.zip"} {
		write(t, filepath.Join(dir, name), "")
	}
	if err := os.Mkdir(filepath.Join(dir, "mia"), 0o700); err != nil {
		t.Fatal(err)
	}
	entries, err := submission.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name)
	}
	if diff := cmp.Diff([]string{"ann", "ben", "mia", "zoe"}, names); diff != "" {
		t.Errorf("the students (-want +got):\n%s", diff)
	}
	write(t, filepath.Join(dir, "mia.zip"), "")
	if _, err := submission.List(dir); err == nil || !strings.Contains(err.Error(), `"mia" and "mia.zip" are both of student "mia"`) {
		t.Errorf("List with two submissions of mia: %v", err)
	}
	if _, err := submission.List(t.TempDir()); err == nil {
		t.Error("List of an empty folder: no error")
	}
}

// took returns what Taken has for these files.
func took(names ...string) map[string]string {
	files := make(map[string]string)
	for _, name := range names {
		files[name] = main
	}
	return files
}

// take takes the one submission in a folder. It returns the files with their text, and fails if there are others.
func take(t *testing.T, folder string) submission.Taken {
	t.Helper()
	entries, err := submission.List(folder)
	if err != nil || len(entries) != 1 {
		t.Fatalf("List = %v, %v, want one entry", entries, err)
	}
	into := t.TempDir()
	taken, err := entries[0].Take(wanted, into)
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range taken.Files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		taken.Files[name] = string(text)
	}
	written := make(map[string]string)
	err = fs.WalkDir(os.DirFS(into), ".", func(name string, entry fs.DirEntry, err error) error {
		if !entry.IsDir() {
			written[name] = ""
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if unknown := slices.DeleteFunc(slices.Collect(maps.Keys(written)), func(name string) bool { return slices.Contains(wanted, name) }); len(unknown) > 0 {
		t.Errorf("Take wrote %q, which nobody wanted", unknown)
	}
	return taken
}

func checkTaken(t *testing.T, want, got submission.Taken) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("Take (-want +got):\n%s", diff)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// makeZip makes a folder with one submission, a .zip of files.
func makeZip(t *testing.T, files []file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		header.SetMode(f.mode | 0o600)
		content, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if !f.mode.IsDir() {
			content.Write([]byte(f.text))
		}
	}
	return archive(t, "ann.zip", &b, w)
}

// makeTar makes a folder with one submission, a .tar.gz of files.
func makeTar(t *testing.T, files []file) string {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: 0o600, Size: int64(len(f.text)), Typeflag: tar.TypeReg}
		switch f.mode {
		case fs.ModeSymlink:
			header.Typeflag, header.Linkname, header.Size, f.text = tar.TypeSymlink, f.text, 0, ""
		case fs.ModeDir:
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(f.text))
	}
	return archive(t, "ann.tar.gz", &b, w, zipped)
}

func archive(t *testing.T, name string, b *bytes.Buffer, closers ...interface{ Close() error }) string {
	t.Helper()
	for _, c := range closers {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, name), b.String())
	return dir
}

// makeFolder makes a folder with one submission, a folder of files.
func makeFolder(t *testing.T, files []file) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, "ann", filepath.FromSlash(strings.TrimSuffix(f.name, "/")))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		switch f.mode {
		case fs.ModeSymlink:
			if err := os.Symlink(f.text, path); err != nil {
				t.Fatal(err)
			}
		case fs.ModeDir:
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		default:
			write(t, path, f.text)
		}
	}
	return dir
}
