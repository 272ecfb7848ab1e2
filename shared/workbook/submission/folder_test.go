//go:build unix

package submission

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

// putAll makes the files with the given names in a folder; each holds its name.
func putAll(t testing.TB, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		put(t, filepath.Join(dir, name), name)
	}
}

func TestFilesAreTakenFromAFolder(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	put(t, filepath.Join(secret, "stream_users.go"), "secret")
	for _, test := range []struct {
		about  string
		names  []string
		spoilt func(t *testing.T, dir string)
		want   Taken
	}{
		{"wanted files alone", []string{stream, seed}, nil, Taken{Files: both}},
		{"nothing", nil, nil, Taken{}},
		{"a git checkout", []string{".git/HEAD", ".DS_Store", "1-stream_users/._x", seed, "go.mod"}, nil, Taken{Files: one, Ignored: []string{"go.mod"}}},
		{"in the folder of a repository", []string{"__MACOSX/x", "repo/" + seed, "repo/x"}, nil, Taken{Files: map[string]string{seed: "repo/" + seed}, Ignored: []string{"x"}}},
		{"a name that cannot be printed", []string{seed, "a\xff\n.go"}, nil, Taken{Files: one, Ignored: []string{`"a\xff\n.go"`}}},
		{"a name of another system", []string{seed, `1-stream_users\stream_users.go`, "C:x"}, nil, Taken{Files: one, Ignored: []string{`1-stream_users\stream_users.go`, "C:x"}}},
		{"other letters", []string{"1-Stream_Users/stream_users.go"}, nil, Taken{Ignored: []string{"1-Stream_Users/stream_users.go"}, Faults: []string{stream + " is named 1-Stream_Users/stream_users.go here; capital and small letters count"}}},
		{"a folder for a file", []string{seed, stream + "/x"}, nil, Taken{Files: one, Ignored: []string{stream + "/x"}, Faults: []string{stream + " is a folder; submit the file itself"}}},
		{"a file for a folder", []string{seed, "1-stream_users"}, nil, Taken{Files: one, Ignored: []string{"1-stream_users"}, Faults: []string{stream + " cannot be taken: 1-stream_users is a file; submit the folder itself"}}},
		{"a symbolic link", []string{seed}, func(t *testing.T, dir string) {
			check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
			check(t, os.Symlink(filepath.Join(secret, "stream_users.go"), filepath.Join(dir, stream)))
		}, Taken{Files: one, Faults: []string{stream + " is a symbolic link; submit the file itself"}}},
		{"a symbolic link inside", []string{seed}, func(t *testing.T, dir string) {
			check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
			check(t, os.Symlink("../"+seed, filepath.Join(dir, stream)))
		}, Taken{Files: one, Faults: []string{stream + " is a symbolic link; submit the file itself"}}},
		{"a symbolic link for a folder", []string{seed}, func(t *testing.T, dir string) {
			check(t, os.Symlink(secret, filepath.Join(dir, "1-stream_users")))
		}, Taken{Files: one, Faults: []string{stream + " cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"}}},
		{"a symbolic link for the repository", nil, func(t *testing.T, dir string) {
			check(t, os.Symlink(secret, filepath.Join(dir, "repo")))
		}, Taken{Faults: []string{"repo is a symbolic link; submit the folder itself"}}},
		{"a symbolic link to itself", []string{seed}, func(t *testing.T, dir string) {
			check(t, os.Symlink(".", filepath.Join(dir, "again")))
		}, Taken{Files: one}},
		{"a named pipe", []string{seed}, func(t *testing.T, dir string) {
			check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
			check(t, syscall.Mkfifo(filepath.Join(dir, stream), 0o600))
		}, Taken{Files: one, Faults: []string{stream + " is a named pipe; submit the file itself"}}},
		{"1 GB", []string{seed}, func(t *testing.T, dir string) {
			sparse(t, filepath.Join(dir, stream), 1<<30)
		}, Taken{Files: one, Faults: []string{stream + " is larger than 1 MiB"}}},
		{"as large as may be", nil, func(t *testing.T, dir string) {
			sparse(t, filepath.Join(dir, seed), maxFile)
		}, Taken{Files: map[string]string{seed: zeros}}},
		{"a file that may not be read", []string{seed, stream}, func(t *testing.T, dir string) {
			forbid(t, filepath.Join(dir, stream))
		}, Taken{Files: one, Faults: []string{stream + " cannot be read: permission denied"}}},
		{"a folder that may not be read", []string{seed, stream}, func(t *testing.T, dir string) {
			forbid(t, filepath.Join(dir, "1-stream_users"))
		}, Taken{Files: one, Faults: []string{stream + " cannot be read: 1-stream_users is a folder that may not be opened"}}},
		{"a submission that may not be read", []string{seed}, func(t *testing.T, dir string) {
			forbid(t, dir)
		}, Taken{Faults: []string{"ann cannot be read: permission denied"}}},
		{"deeper than names may be", []string{seed, strings.Repeat("deep/", maxName/5+2) + "x"}, nil, Taken{Files: one}},
	} {
		t.Run(test.about, func(t *testing.T) {
			dir := t.TempDir()
			check(t, os.Mkdir(filepath.Join(dir, "ann"), 0o700))
			putAll(t, filepath.Join(dir, "ann"), test.names...)
			if test.spoilt != nil {
				test.spoilt(t, filepath.Join(dir, "ann"))
			}
			compare(t, takeFrom(t, dir), test.want)
		})
	}
}

// forbid takes away the right to read.
func forbid(t *testing.T, path string) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	check(t, os.Chmod(path, 0))
	t.Cleanup(func() { check(t, os.Chmod(path, 0o700)) })
}

func TestOfAFolderWithTooManyFilesOthersAreTaken(t *testing.T) {
	dir := t.TempDir()
	putAll(t, filepath.Join(dir, "ann"), seed, "a/b/c/"+stream)
	for i := range maxEntries {
		check(t, os.Link(filepath.Join(dir, "ann", seed), filepath.Join(dir, "ann", "a", "b", fmt.Sprint(i))))
	}
	compare(t, takeFrom(t, dir), Taken{Files: one, Faults: []string{"ann has more than 10000 files and folders; not all were looked at"}})
}

func TestAnEntryThatIsNoFolderAndNoArchiveIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, want string
		make       func(path string) error
	}{
		{"ann", "ann is a symbolic link; submit the folder itself", func(path string) error { return os.Symlink("/etc", path) }},
		{"ann.zip", "ann.zip is a symbolic link; submit the archive itself", func(path string) error { return os.Symlink("/etc/passwd", path) }},
		{"ann.tgz", "ann.tgz is a named pipe; submit the archive itself", func(path string) error { return syscall.Mkfifo(path, 0o600) }},
		{"ann.zip", "ann.zip is larger than 64 MiB; submit only your own files", func(path string) error { sparse(t, path, maxArchive+1); return nil }},
		{"ann.tar.gz", "ann.tar.gz is larger than 64 MiB; submit only your own files", func(path string) error { sparse(t, path, 1<<30); return nil }},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			check(t, test.make(filepath.Join(dir, test.name)))
			compare(t, takeFrom(t, dir), Taken{Faults: []string{test.want}})
		})
	}
}

// Between List and Take a student's program, run for another submission, may exchange files.
func TestWhatWasExchangedMeanwhileIsNotOpened(t *testing.T) {
	for _, test := range []struct {
		was, want string
		exchange  func(path string) error
	}{
		{"ann/", "ann is a symbolic link; submit the folder itself", func(path string) error { return os.Symlink("/etc", path) }},
		{"ann/", "ann is a named pipe; submit the folder itself", func(path string) error { return syscall.Mkfifo(path, 0o600) }},
		{"ann.zip", "ann.zip is a symbolic link; submit the file itself", func(path string) error { return os.Symlink("/etc/passwd", path) }},
		{"ann.tgz", "ann.tgz is a named pipe; submit the file itself", func(path string) error { return syscall.Mkfifo(path, 0o600) }},
		{"ann.tgz", "ann.tgz is a folder; submit the file itself", func(path string) error { return os.Mkdir(path, 0o700) }},
	} {
		t.Run(test.want, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, test.was)
			if strings.HasSuffix(test.was, "/") {
				check(t, os.Mkdir(path, 0o700))
			} else {
				put(t, path, "")
			}
			entries, err := List(dir)
			check(t, err)
			check(t, os.Remove(path))
			check(t, test.exchange(path))
			into := t.TempDir()
			taken, err := entries[0].Take(wanted, into)
			check(t, err)
			compare(t, opened(t, taken, into), Taken{Faults: []string{test.want}})
		})
	}
}

func TestAFileThatGrowsIsCutWhileItIsRead(t *testing.T) {
	endless := iotest.DataErrReader(&repeated{})
	if _, err := bounded(seed, endless); err == nil || err.Error() != seed+" is larger than 1 MiB" {
		t.Errorf("bounded returned error %v, want that it is too large", err)
	}
}

// repeated is a file without end that fails the machine after 2 MiB.
type repeated struct{ n int }

func (r *repeated) Read(p []byte) (int, error) {
	if r.n += len(p); r.n > 2*maxFile {
		return 0, io.ErrUnexpectedEOF
	}
	return len(p), nil
}

func TestAZipThatListsAMillionFilesTakesLittleMemory(t *testing.T) {
	archive := zipOf(t, part{name: "x"})
	start, end := strings.Index(string(archive), "PK\x01\x02"), strings.LastIndex(string(archive), "PK\x05\x06")
	dir := t.TempDir()
	put(t, filepath.Join(dir, "ann.zip"), string(archive[:start])+strings.Repeat(string(archive[start:end]), 400_000)+string(archive[end:]))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := takeFrom(t, dir)
	runtime.ReadMemStats(&after)
	compare(t, got, Taken{Faults: []string{"ann.zip has more than 10000 files; submit only your own"}})
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
		t.Errorf("refusing it took %d MiB, want at most 64", took)
	}
}
