package submission

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListFindsOneEntryForEachStudent(t *testing.T) {
	for _, test := range []struct {
		about string
		names []string // folders end in /
		want  []string // names of students
		err   string
	}{
		{"nothing", nil, nil, ""},
		{"sorted by student", []string{"cid.tgz", "bob.tar.gz", "ann.zip", "dan/", "b.zip"}, []string{"ann", "b", "bob", "cid", "dan"}, ""},
		{"sorted by student, not by file", []string{"ann.zip", "ann-b/"}, []string{"ann", "ann-b"}, ""},
		{"whatever the letters of the ending", []string{"ann.ZIP", "bob.Tar.Gz"}, []string{"ann", "bob"}, ""},
		{"a dot elsewhere", []string{"ann.b.zip", "c.d/", "e.zip.zip", "f.zip/"}, []string{"ann.b", "c.d", "e.zip", "f.zip"}, ""},
		{"archives of other kinds, so that they are told", []string{"ann.rar", "bob.7z", "cid.tar", "dan.tar.xz"}, []string{"ann", "bob", "cid", "dan"}, ""},
		{"other files are passed over", []string{".ann/", ".zip", "__MACOSX/", "grades.csv", "ann.go", "bob/"}, []string{"bob"}, ""},
		{"what is to be escaped elsewhere", []string{"<script>.zip", "=cmd()/", "ann lee/", "'.tgz"}, []string{"'", "<script>", "=cmd()", "ann lee"}, ""},
		{"what cannot be printed", []string{"b\xff/", "c\nd.zip", "é.zip"}, []string{`"b\xff"`, `"c\nd"`, "é"}, ""},
		{"a folder and an archive", []string{"ann.zip", "ann/"}, nil, "list submissions: ann and ann.zip are both of student ann: keep one of them"},
		{"a folder and an archive, with another between", []string{"ann.zip", "ann/", "ann-b/"}, nil, "list submissions: ann and ann.zip are both of student ann: keep one of them"},
		{"two archives", []string{"ann.zip", "ann.tgz", "b/"}, nil, "list submissions: ann.tgz and ann.zip are both of student ann: keep one of them"},
		{"an archive of another kind", []string{"ann.rar", "ann.tgz"}, nil, "list submissions: ann.rar and ann.tgz are both of student ann: keep one of them"},
	} {
		t.Run(test.about, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range test.names {
				if path := filepath.Join(dir, name); strings.HasSuffix(name, "/") {
					check(t, os.Mkdir(path, 0o700))
				} else {
					put(t, path, "")
				}
			}
			entries, err := List(dir)
			if got := message(err); got != test.err {
				t.Fatalf("List failed with %q, want %q", got, test.err)
			}
			var got []string
			for _, e := range entries {
				got = append(got, e.Name)
				if _, err := os.Lstat(e.Path); err != nil {
					t.Errorf("path of %s: %v", e.Name, err)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("students (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListOfNoFolderFails(t *testing.T) {
	if _, err := List(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("List failed with %v, want that it does not exist", err)
	}
}
