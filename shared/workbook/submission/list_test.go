package submission

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folderOf returns a folder with empty files of the given names; those of folders end in /.
func folderOf(t testing.TB, names []string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if path := filepath.Join(dir, name); strings.HasSuffix(name, "/") {
			check(t, os.Mkdir(path, 0o700))
		} else {
			put(t, path, "")
		}
	}
	return dir
}

func TestListFindsOneEntryForEachStudent(t *testing.T) {
	for _, test := range []struct {
		about               string
		names, want, others []string
	}{
		{"nothing", nil, nil, nil},
		{
			"sorted by student",
			[]string{"cid.tgz", "bob.tar.gz", "ann.zip", "dan/", "b.zip"},
			[]string{"ann", "b", "bob", "cid", "dan"},
			nil,
		},
		{"sorted by student, not by file", []string{"ann.zip", "ann-b/"}, []string{"ann", "ann-b"}, nil},
		{"whatever the letters of the ending", []string{"ann.ZIP", "bob.Tar.Gz"}, []string{"ann", "bob"}, nil},
		{
			"a dot elsewhere",
			[]string{"ann.b.zip", "c.d/", "e.zip.zip", "f.zip/"},
			[]string{"ann.b", "c.d", "e.zip", "f.zip"},
			nil,
		},
		{
			"archives of other kinds, so that they are told",
			[]string{"ann.rar", "bob.7z", "cid.tar", "dan.tar.xz"},
			[]string{"ann", "bob", "cid", "dan"},
			nil,
		},
		{
			"other files are ignored",
			[]string{".ann/", ".zip", "grades.csv", "a\n.go", "bob/"},
			[]string{"bob"},
			[]string{".ann", ".zip", `"a\n.go"`, "grades.csv"},
		},
		{"what macOS leaves behind is no file", []string{"__MACOSX/", ".DS_Store", "._ann.zip"}, nil, nil},
		{
			"what is to be escaped elsewhere",
			[]string{"<script>.zip", "=cmd()/", "ann lee/", "'.tgz"},
			[]string{"'", "<script>", "=cmd()", "ann lee"},
			nil,
		},
		{"what cannot be printed", []string{"b\xff/", "c\nd.zip", "é.zip"}, []string{`"b\xff"`, `"c\nd"`, "é"}, nil},
	} {
		t.Run(test.about, func(t *testing.T) {
			class, err := List(folderOf(t, test.names), Options{Wanted: wanted})
			check(t, err)
			var got []string
			for _, e := range class.Entries {
				got = append(got, e.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("students (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.others, class.Ignored); diff != "" {
				t.Errorf("ignored (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListOfTwoEntriesOfAStudentFails(t *testing.T) {
	for _, test := range []struct {
		about string
		names []string
		want  string
	}{
		{"a folder and an archive", []string{"ann.zip", "ann/"}, "ann and ann.zip"},
		{"a folder and an archive, with another between", []string{"ann.zip", "ann/", "ann-b/"}, "ann and ann.zip"},
		{"two archives", []string{"ann.zip", "ann.tgz", "b/"}, "ann.tgz and ann.zip"},
		{"an archive of another kind", []string{"ann.rar", "ann.tgz"}, "ann.rar and ann.tgz"},
	} {
		t.Run(test.about, func(t *testing.T) {
			want := "list submissions: " + test.want + " are both of student ann: keep one of them"
			if _, err := List(folderOf(t, test.names), Options{Wanted: wanted}); message(err) != want {
				t.Errorf("List failed with %v, want %q", err, want)
			}
		})
	}
}

func TestListOfNoFolderFails(t *testing.T) {
	dir := t.TempDir()
	none, file := filepath.Join(dir, "none"), filepath.Join(dir, "a.go")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		none: "list submissions: there is no folder " + none,
		file: "list submissions: " + file + " is neither a folder nor an archive; name the folder that has one for each student",
	} {
		if _, err := List(at, Options{}); message(err) != want {
			t.Errorf("List failed with %v, want %q", err, want)
		}
	}
}
