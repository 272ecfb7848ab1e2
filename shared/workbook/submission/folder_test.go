//go:build unix

package submission

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

func TestFilesAreTakenFromAFolder(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	put(t, filepath.Join(secret, "stream_users.go"), "secret")
	in := func(about string, names []string, spoilt func(t *testing.T, dir string), want Taken) {
		t.Run(about, func(t *testing.T) {
			dir := t.TempDir()
			check(t, os.Mkdir(filepath.Join(dir, "ann"), 0o700))
			putAll(t, filepath.Join(dir, "ann"), names...)
			if spoilt != nil {
				spoilt(t, filepath.Join(dir, "ann"))
			}
			compare(t, takeFrom(t, dir), want)
		})
	}

	in("wanted files alone", []string{stream, seed}, nil, taken(stream, seed))
	in("nothing", nil, nil, taken())
	in("a git checkout", []string{".git/HEAD", ".DS_Store", "1-stream_users/._x", seed, "go.mod"}, nil,
		taken(seed).ignoring("go.mod"))
	in("in the folder of a repository", []string{"__MACOSX/x", "repo/" + seed, "repo/x"}, nil,
		Taken{Files: map[string]string{seed: "repo/" + seed}}.ignoring("x"))
	in("a name that cannot be printed", []string{seed, "a\xff\n.go"}, nil, taken(seed).ignoring(`"a\xff\n.go"`))
	in("a name of another system", []string{seed, `1-stream_users\stream_users.go`, "C:x"}, nil,
		taken(seed).ignoring(`1-stream_users\stream_users.go`, "C:x"))
	in("other letters", []string{"1-Stream_Users/stream_users.go"}, nil,
		taken().ignoring("1-Stream_Users/stream_users.go").
			but(stream+" is named 1-Stream_Users/stream_users.go here; capital and small letters count"))
	in("a folder for a file", []string{seed, stream + "/x"}, nil,
		taken(seed).ignoring(stream+"/x").but(stream+" is a folder; submit the file itself"))
	in("a file for a folder", []string{seed, "1-stream_users"}, nil,
		taken(seed).ignoring("1-stream_users").
			but(stream+" cannot be taken: 1-stream_users is a file; submit the folder itself"))
	in("a symbolic link", []string{seed}, func(t *testing.T, dir string) {
		check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
		check(t, os.Symlink(filepath.Join(secret, "stream_users.go"), filepath.Join(dir, stream)))
	}, taken(seed).but(stream+" is a symbolic link; submit the file itself"))
	in("a symbolic link inside", []string{seed}, func(t *testing.T, dir string) {
		check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
		check(t, os.Symlink("../"+seed, filepath.Join(dir, stream)))
	}, taken(seed).but(stream+" is a symbolic link; submit the file itself"))
	in("a symbolic link for a folder", []string{seed}, func(t *testing.T, dir string) {
		check(t, os.Symlink(secret, filepath.Join(dir, "1-stream_users")))
	}, taken(seed).ignoring("1-stream_users (a symbolic link)").
		but(stream+" cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"))
	in("a symbolic link for the repository", nil, func(t *testing.T, dir string) {
		check(t, os.Symlink(secret, filepath.Join(dir, "repo")))
	}, taken().but("repo is a symbolic link; submit the folder itself"))
	in("a symbolic link to itself", []string{seed}, func(t *testing.T, dir string) {
		check(t, os.Symlink(".", filepath.Join(dir, "again")))
	}, taken(seed).ignoring("again (a symbolic link)"))
	in("a named pipe", []string{seed}, func(t *testing.T, dir string) {
		check(t, os.Mkdir(filepath.Join(dir, "1-stream_users"), 0o700))
		check(t, syscall.Mkfifo(filepath.Join(dir, stream), 0o600))
	}, taken(seed).but(stream+" is a named pipe; submit the file itself"))
	in("1 GB", []string{seed}, func(t *testing.T, dir string) {
		sparse(t, filepath.Join(dir, stream), 1<<30)
	}, taken(seed).but(stream+" is larger than 1 MiB"))
	in("as large as may be", nil, func(t *testing.T, dir string) {
		sparse(t, filepath.Join(dir, seed), maxFile)
	}, Taken{Files: map[string]string{seed: zeros}})
	in("a file that may not be read", []string{seed, stream}, func(t *testing.T, dir string) {
		forbid(t, filepath.Join(dir, stream))
	}, taken(seed).but(stream+" cannot be read: permission denied"))
	in("a folder that may not be read", []string{seed, stream}, func(t *testing.T, dir string) {
		forbid(t, filepath.Join(dir, "1-stream_users"))
	}, taken(seed).ignoring("1-stream_users (a folder that cannot be opened)").
		but(stream+" cannot be read: 1-stream_users is a folder that cannot be opened"))
	in("a submission that may not be read", []string{seed}, func(t *testing.T, dir string) {
		forbid(t, dir)
	}, taken().but("ann cannot be read: permission denied"))
	in("deeper than names may be", []string{seed, strings.Repeat("deep/", maxName/5+2) + "x"}, nil,
		taken(seed).ignoring(strings.Repeat("deep/", maxName/5)+"deep (a folder that is too deep to be opened)"))
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
	compare(t, takeFrom(t, dir), taken(seed).but("ann has more than 10000 files and folders; not all were read"))
}

func linked(path string) error { return os.Symlink("/etc/passwd", path) }

func piped(path string) error { return syscall.Mkfifo(path, 0o600) }

func filed(path string) error { return os.WriteFile(path, nil, 0o600) }

func foldered(path string) error { return os.Mkdir(path, 0o700) }

// Between List and Take a student's program, run for another submission, may exchange files.
func TestWhatIsNoFolderAndNoArchiveIsRefusedFromTheStartAndIfItIsExchanged(t *testing.T) {
	sized := func(size int64) func(path string) error {
		return func(path string) error { sparse(t, path, size); return nil }
	}
	for _, test := range []struct {
		was, is func(path string) error // was is nil for what is so from the start
		want    string
	}{
		{nil, linked, "ann is a symbolic link; submit the folder itself"},
		{nil, linked, "ann.zip is a symbolic link; submit the archive itself"},
		{nil, linked, "ann.rar is a symbolic link; submit the archive itself"},
		{nil, piped, "ann.tgz is a named pipe; submit the archive itself"},
		{nil, sized(maxArchive + 1), "ann.zip is larger than 64 MiB; submit only your own files"},
		{nil, sized(1 << 30), "ann.tar.gz is larger than 64 MiB; submit only your own files"},
		{foldered, linked, "ann is a symbolic link; submit the folder itself"},
		{foldered, piped, "ann is a named pipe; submit the folder itself"},
		{filed, linked, "ann.zip is a symbolic link; submit the archive itself"},
		{filed, piped, "ann.tgz is a named pipe; submit the archive itself"},
		{filed, foldered, "ann.tgz is a folder; submit the archive itself"},
	} {
		t.Run(test.want, func(t *testing.T) {
			dir, into := t.TempDir(), t.TempDir()
			name, _, _ := strings.Cut(test.want, " ")
			path := filepath.Join(dir, name)
			if test.was == nil {
				test.was = test.is
			}
			check(t, test.was(path))
			entries, err := list(dir)
			check(t, err)
			check(t, os.Remove(path))
			check(t, test.is(path))
			got, err := entries[0].Take(wanted, into)
			check(t, err)
			compare(t, opened(t, got, into), taken().but(test.want))
		})
	}
}

func TestAFileThatIsExchangedWhileItIsOpenedIsNotRead(t *testing.T) {
	dir := t.TempDir()
	putAll(t, dir, "mine", "other")
	root, err := os.OpenRoot(dir)
	check(t, err)
	defer root.Close()
	var done atomic.Bool
	var exchanging sync.WaitGroup
	exchanging.Go(func() {
		for !done.Load() {
			for _, err := range []error{
				os.Symlink("other", filepath.Join(dir, "link")), root.Rename("link", "mine"),
				piped(filepath.Join(dir, "pipe")), root.Rename("pipe", "mine"),
				root.WriteFile("file", []byte("mine"), 0o600), root.Rename("file", "mine"),
			} {
				if err != nil {
					t.Error(err)
				}
			}
		}
	})
	changed := false
	for began := time.Now(); time.Since(began) < 10*time.Second && !changed; {
		data, err := readPlain(root, "mine", "file", maxFile)
		changed = message(err) == "was changed while it was read"
		if err == nil && string(data) != "mine" || err != nil && !refused(err) {
			t.Errorf("read %q, %v, want what is mine or a refusal", data, err)
		}
	}
	done.Store(true)
	exchanging.Wait()
	if !changed {
		t.Error("never was a file exchanged between looking at it and opening it")
	}
}

func TestAFileThatGrowsIsCutWhileItIsRead(t *testing.T) {
	endless := func() (io.ReadCloser, error) { return io.NopCloser(iotest.DataErrReader(&repeated{})), nil }
	if _, err := bounded(maxFile, endless); !errors.Is(err, errTooLarge) {
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
	directory := strings.Repeat(string(archive[start:end]), 400_000)
	put(t, filepath.Join(dir, "ann.zip"), string(archive[:start])+directory+string(archive[end:]))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := takeFrom(t, dir)
	runtime.ReadMemStats(&after)
	compare(t, got, taken().but("ann.zip has more than 10000 files; submit only your own"))
	const most = 96 // MiB: an archive by itself is looked at twice, since it could be a platform's
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > most {
		t.Errorf("refusing it took %d MiB, want at most %d", took, most)
	}
}
