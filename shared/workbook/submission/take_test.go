package submission

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	stream = "1-stream_users/stream_users.go"
	seed   = "shared/seed/seed.go"
)

var (
	wanted = []string{stream, seed}
	both   = map[string]string{stream: stream, seed: seed}
	one    = map[string]string{seed: seed}
)

// takeFrom takes the wanted files of the only submission in dir. In what it returns Files holds what was written.
func takeFrom(t testing.TB, dir string) Taken {
	t.Helper()
	entries, err := List(dir)
	check(t, err)
	if len(entries) != 1 {
		t.Fatalf("List found %v, want one entry", entries)
	}
	into := t.TempDir()
	taken, err := entries[0].Take(wanted, into)
	check(t, err)
	return opened(t, taken, into)
}

// opened returns taken with the content of its files in place of their paths, which must be all that is in into.
func opened(t testing.TB, taken Taken, into string) Taken {
	t.Helper()
	found := treeOf(t, into)
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	for name, path := range taken.Files {
		if want := filepath.Join(into, filepath.FromSlash(name)); path != want {
			t.Errorf("%s was taken to %s, want %s", name, path, want)
		}
		if _, ok := found[name]; !ok {
			t.Errorf("%s is not where it was taken to", name)
		}
	}
	if len(found) != len(taken.Files) {
		t.Errorf("%d files were written and %d taken: %q", len(found), len(taken.Files), slices.Collect(maps.Keys(found)))
	}
	taken.Files = found
	return taken
}

func compare(t testing.TB, got, want Taken) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
}

// What is in an archive of either kind is taken alike.
func TestFilesAreTakenFromArchives(t *testing.T) {
	folders := []part{{name: "1-stream_users/", mode: fs.ModeDir, flag: tar.TypeDir}, {name: "shared/", mode: fs.ModeDir, flag: tar.TypeDir}}
	for _, test := range []struct {
		about string
		parts []part
		want  Taken
	}{
		{"wanted files alone", files(stream, seed), Taken{Files: both}},
		{"with folders listed", append(folders, files(stream, seed)...), Taken{Files: both}},
		{"from ./", files("./"+stream, "./shared//seed/./seed.go"), Taken{Files: map[string]string{stream: "./" + stream, seed: "./shared//seed/./seed.go"}}},
		{"one is not submitted", files(seed), Taken{Files: one}},
		{"nothing", nil, Taken{}},
		{"others are listed, sorted", files("z.go", seed, "a b.md", "1-stream_users/x_test.go"), Taken{Files: one, Ignored: []string{"1-stream_users/x_test.go", "a b.md", "z.go"}}},
		{"in the folder of a repository", files("repo-main/go.mod", "repo-main/"+seed), Taken{Files: map[string]string{seed: "repo-main/" + seed}, Ignored: []string{"go.mod"}}},
		{"in a folder beside another file", files("repo/"+seed, "notes.txt"), Taken{Ignored: []string{"notes.txt", "repo/" + seed}}},
		{"in a folder that is a file, too", files("repo/"+seed, "repo"), Taken{Ignored: []string{"repo", "repo/" + seed}}},
		{"in a folder in a folder", files("a/b/" + seed), Taken{Ignored: []string{"b/" + seed}}},
		{"beside what is passed over", files(seed, ".git/HEAD", "__MACOSX/._x", "shared/.DS_Store", "shared/._seed.go"), Taken{Files: one}},
		{"in a folder beside what is passed over", files("__MACOSX/x", "repo/"+seed), Taken{Files: map[string]string{seed: "repo/" + seed}}},
		{"invalid UTF-8 in a name", append(files(seed), part{name: "a\xff.go"}), Taken{Files: one, Ignored: []string{`"a\xff.go"`}}},
		{"a name that turns the text around", append(files(seed), part{name: "a\u202eog.go"}), Taken{Files: one, Ignored: []string{`"a\u202eog.go"`}}},
		{"no text at all", []part{{name: seed, text: "\x00\xff"}}, Taken{Files: map[string]string{seed: "\x00\xff"}}},
		{"as large as may be", []part{{name: seed, text: zeros}}, Taken{Files: map[string]string{seed: zeros}}},

		{"too large", append(files(stream), part{name: seed, text: zeros + "!"}), Taken{Files: map[string]string{stream: stream}, Faults: []string{seed + " is larger than 1 MiB"}}},
		{"a symbolic link", append(files(seed), part{name: stream, text: "/etc/passwd", mode: fs.ModeSymlink, flag: tar.TypeSymlink}), Taken{Files: one, Faults: []string{stream + " is a symbolic link; submit the file itself"}}},
		{"a symbolic link for a folder", append(files(seed), part{name: "1-stream_users", text: "/etc", mode: fs.ModeSymlink, flag: tar.TypeSymlink}), Taken{Files: one, Faults: []string{stream + " cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"}}},
		{"a file through a symbolic link", append(files(seed, stream), part{name: "1-stream_users", text: "/etc", mode: fs.ModeSymlink, flag: tar.TypeSymlink}), Taken{Files: one, Faults: []string{stream + " cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"}}},
		{"nothing but a symbolic link", []part{{name: "repo", text: "/etc", mode: fs.ModeSymlink, flag: tar.TypeSymlink}}, Taken{Faults: []string{"repo is a symbolic link; submit the folder itself"}}},
		{"a symbolic link elsewhere", append(files(seed), part{name: "x", text: "/etc", mode: fs.ModeSymlink, flag: tar.TypeSymlink}), Taken{Files: one}},
		{"a named pipe", append(files(seed), part{name: stream, mode: fs.ModeNamedPipe, flag: tar.TypeFifo}), Taken{Files: one, Faults: []string{stream + " is a named pipe; submit the file itself"}}},
		{"a device", append(files(seed), part{name: stream, mode: fs.ModeDevice, flag: tar.TypeBlock}), Taken{Files: one, Faults: []string{stream + " is a device or another special file; submit the file itself"}}},
		{"a folder", append(files(seed), part{name: stream + "/", mode: fs.ModeDir, flag: tar.TypeDir}), Taken{Files: one, Faults: []string{stream + " is a folder; submit the file itself"}}},
		{"a folder that is not listed", files(seed, stream+"/x"), Taken{Files: one, Ignored: []string{stream + "/x"}, Faults: []string{stream + " is a folder; submit the file itself"}}},
		{"a file and a folder", files(seed, stream, stream+"/x"), Taken{Files: one, Ignored: []string{stream + "/x"}, Faults: []string{stream + " is a folder; submit the file itself"}}},
		{"a file for a folder", files(seed, "1-stream_users"), Taken{Files: one, Ignored: []string{"1-stream_users"}, Faults: []string{stream + " cannot be taken: 1-stream_users is a file; submit the folder itself"}}},
		{"twice", append(files(stream, seed), part{name: "./" + stream, text: "other"}), Taken{Files: one, Faults: []string{stream + " is in the archive 2 times; submit it once"}}},
		{"other letters", files("1-Stream_Users/stream_users.go", seed), Taken{Files: one, Ignored: []string{"1-Stream_Users/stream_users.go"}, Faults: []string{stream + " is named 1-Stream_Users/stream_users.go here; capital and small letters count"}}},
		{"other letters alone, which are no repository", files("1-STREAM_USERS/stream_users.go"), Taken{Ignored: []string{"1-STREAM_USERS/stream_users.go"}, Faults: []string{stream + " is named 1-STREAM_USERS/stream_users.go here; capital and small letters count"}}},
		{"other letters beside the right ones", files("1-Stream_Users/stream_users.go", stream, seed), Taken{Files: both, Ignored: []string{"1-Stream_Users/stream_users.go"}}},

		{"up and out", files(seed, "../"+stream), Taken{Files: one, Faults: []string{"the archive has a file named ../" + stream + "; names must not have .. in them"}}},
		{"up and down", files(seed, "1-stream_users/../"+stream), Taken{Files: one, Faults: []string{"the archive has a file named 1-stream_users/../" + stream + "; names must not have .. in them"}}},
		{"absolute", files(seed, "/"+stream), Taken{Files: one, Faults: []string{"the archive has a file named /" + stream + ", outside of it; names must begin with a folder of the workbook"}}},
		{"on a drive", files(seed, "C:"+stream), Taken{Files: one, Faults: []string{"the archive has a file named C:" + stream + ", outside of it; names must begin with a folder of the workbook"}}},
		{"with backslashes", files(seed, `1-stream_users\stream_users.go`), Taken{Files: one, Faults: []string{`the archive has a file named 1-stream_users\stream_users.go, with \ in it; folders are separated by /`}}},
		{"huge name", files(seed, strings.Repeat("long/", 20_000)+"x"), Taken{Files: one, Faults: []string{fmt.Sprintf("the archive has a file whose name is 100001 bytes long: %q...", strings.Repeat("long/", 8))}}},
	} {
		for ending, pack := range map[string]func(testing.TB, ...part) []byte{".zip": zipOf, ".tar.gz": tarOf} {
			if ending == ".zip" && test.about == "huge name" {
				continue // Go's writer knows that 65,535 bytes are the limit
			}
			t.Run(test.about+ending, func(t *testing.T) {
				dir := t.TempDir()
				check(t, os.WriteFile(filepath.Join(dir, "ann"+ending), pack(t, test.parts...), 0o600))
				compare(t, takeFrom(t, dir), test.want)
			})
		}
	}
}

// What only one kind of archive can be.
func TestArchivesThatAreNotWholeOrTooMuchAreRefused(t *testing.T) {
	good := files(stream, seed)
	var many []part
	for i := range maxEntries {
		many = append(many, part{name: fmt.Sprint(i)})
	}
	notWhole := func(name, cause string) Taken {
		return Taken{Faults: []string{name + " is no whole archive (" + cause + "); make it again"}}
	}
	for _, test := range []struct {
		about, file string
		data        []byte
		want        Taken
	}{
		{"cut .zip", "ann.zip", zipOf(t, good...)[:200], notWhole("ann.zip", "zip: not a valid zip file")},
		{"empty .zip", "ann.zip", nil, notWhole("ann.zip", "zip: not a valid zip file")},
		{"encrypted file", "ann.zip", encrypted(zipOf(t, good...)), Taken{Files: map[string]string{stream: stream}, Faults: []string{seed + " is encrypted in ann.zip; make the archive without a password"}}},
		{"unknown method", "ann.zip", method(zipOf(t, good...), 99), Taken{Files: map[string]string{stream: stream}, Faults: []string{seed + " is packed in an unusual way (method 99); make ann.zip with the usual one, deflate"}}},
		{"damaged file", "ann.zip", flipped(zipOf(t, files(seed)...), 30+len(seed)), Taken{Faults: []string{seed + " is damaged in ann.zip (flate: corrupt input before offset 6); make the archive again"}}},
		{"more than it says", "ann.zip", declared(zipOf(t, part{name: seed, text: zeros + zeros}), 9), Taken{Faults: []string{seed + " is damaged in ann.zip (zip: not a valid zip file); make the archive again"}}},
		{"1 GB, it says", "ann.zip", declared(zipOf(t, files(seed)...), 1<<30), Taken{Faults: []string{seed + " is larger than 1 MiB"}}},
		{"a name with a zero byte", "ann.zip", zipOf(t, files(seed, stream+"\x00.txt")...), Taken{Files: one, Faults: []string{`the archive has a file named "` + stream + `\x00.txt", with a zero byte in it`}}},
		{"a bomb that is not wanted is not unpacked", "ann.zip", declared(zipOf(t, append(files(seed), files("x")...)...), 1<<31), Taken{Files: one, Ignored: []string{"x"}}},
		{"too many files", "ann.zip", zipOf(t, append(many, good...)...), Taken{Faults: []string{"ann.zip has more than 10000 files; submit only your own"}}},
		{"hard link", "ann.tgz", tarOf(t, part{name: seed, text: seed}, part{name: stream, text: seed, flag: tar.TypeLink}), Taken{Files: one, Faults: []string{stream + " is a hard link; submit the file itself"}}},
		{"git's header", "ann.tgz", tarOf(t, append([]part{{flag: tar.TypeXGlobalHeader, text: "abc"}}, files("repo/"+seed)...)...), Taken{Files: map[string]string{seed: "repo/" + seed}}},
		{"no gzip", "ann.tgz", []byte("package main // no archive"), notWhole("ann.tgz", "gzip: invalid header")},
		{"cut .tgz", "ann.tgz", tarOf(t, good...)[:100], notWhole("ann.tgz", "unexpected EOF")},
		{"no tar", "ann.tgz", packed(t, strings.Repeat("x", 1024)), notWhole("ann.tgz", "archive/tar: invalid tar header")},
		{"bomb", "ann.tgz", tarBomb(t), Taken{Faults: []string{"ann.tgz unpacks to more than 64 MiB; submit only your own files"}}},
		{"too many files", "ann.tgz", tarOf(t, append(many, good...)...), Taken{Faults: []string{"ann.tgz has more than 10000 files; submit only your own"}}},
		{"other kind", "ann.rar", nil, Taken{Faults: []string{"ann.rar is an archive of a kind that is not opened here; submit a .zip or a .tar.gz"}}},
	} {
		t.Run(test.about+" "+test.file, func(t *testing.T) {
			dir := t.TempDir()
			check(t, os.WriteFile(filepath.Join(dir, test.file), test.data, 0o600))
			compare(t, takeFrom(t, dir), test.want)
		})
	}
}
