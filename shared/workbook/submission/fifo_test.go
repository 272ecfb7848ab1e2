//go:build unix

package submission_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"example.com/generators/shared/workbook/submission"
)

// TestTakeOpensNoFIFO would wait for ever.
func TestTakeOpensNoFIFO(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ann", filepath.FromSlash(one))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	checkTaken(t, submission.Taken{Files: took(), Faults: []string{one + " is no regular file: hand in the file itself"}}, take(t, dir))
}
