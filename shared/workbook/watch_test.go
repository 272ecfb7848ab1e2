package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.com/generators/shared/exercise"
)

func TestSavesTellsOfEachSaveAndOfNothingElse(t *testing.T) {
	e := &exercise.Exercise{Root: t.TempDir(), Name: "5-count", Edits: []string{"5-count/count.go"}}
	file := filepath.Join(e.Root, "5-count", "count.go")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	write(file, "one")
	saved, stop := saves(e)
	defer stop()

	await := func(how string) {
		t.Helper()
		select {
		case <-saved:
		case <-time.After(10 * time.Second):
			t.Fatalf("no word of a file that was %s", how)
		}
	}
	write(file, "two, and longer")
	await("written")

	// As many editors save: a new file takes the place of the old.
	write(file+".new", "three, and longer still")
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
	await("replaced")

	write(filepath.Join(e.Root, "5-count", "notes.txt"), "other")
	select {
	case <-saved:
		t.Error("word of a save, though only another file was written")
	case <-time.After(2 * pause):
	}
}
