package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder makes a folder with the file users.csv in it, and returns the path of the file.
func folder(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantOnly fails the test unless path has this content and is alone in its folder.
func wantOnly(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != content {
		t.Errorf("the file has %.100q, error %v; want %.100q", got, err, content)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("the folder has %v, error %v; want only the file", files, err)
	}
}

func TestFileIsReplacedByAWholeOne(t *testing.T) {
	path := folder(t, "old")
	output(t, "-rows", "10", "-o", path)
	wantOnly(t, path, output(t, "-rows", "10"))
}

func TestFileBehindALinkIsReplacedAndTheLinkStays(t *testing.T) {
	path := folder(t, "old")
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	output(t, "-rows", "10", "-o", link)
	wantOnly(t, path, output(t, "-rows", "10"))
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}

func TestNamedPipeIsWrittenToAndNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := exec.Command("mkfifo", path).Run(); err != nil {
		t.Skip("no named pipes here:", err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0) // to read and write: else opening would wait for the other side
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()

	output(t, "-rows", "10", "-o", path)
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Fatalf("the pipe has become %v, error %v", info, err)
	}
	want := output(t, "-rows", "10")
	got := make([]byte, len(want))
	io.ReadFull(pipe, got)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("through the pipe (-want +got):\n%s", diff)
	}
}

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	path := folder(t, "old")
	err := writeOutput(path, nil, func(w io.Writer) error {
		io.WriteString(w, "a part of the new")
		return io.ErrUnexpectedEOF
	})
	if err != io.ErrUnexpectedEOF {
		t.Errorf("error %v, want %v", err, io.ErrUnexpectedEOF)
	}
	wantOnly(t, path, "old")
}
