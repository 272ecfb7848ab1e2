package verify

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// counting writes the module in testdata/counting.txtar, with more files or others, and returns its exercise.
func counting(t *testing.T, others string) *exercise.Exercise {
	t.Helper()
	e := &exercise.Exercise{
		Root: t.TempDir(), Name: "5-count", Edits: []string{"5-count/count.go"}, Prototypes: []string{"Count"},
	}
	module, err := txtar.ParseFile("testdata/counting.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(module.Files, txtar.Parse([]byte(others)).Files...) {
		write(t, e.Root, file.Name, string(file.Data))
	}
	return e
}

// write writes a file of the module in root.
func write(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestTheGoCodeOfAPageMustCompile(t *testing.T) {
	pages, err := txtar.ParseFile("testdata/pages.txtar")
	if err != nil {
		t.Fatal(err)
	}
	// One page for all, since a page takes a start of the go command: the code of file i begins on line 4 of its thousand.
	var page strings.Builder
	want, got := make([]string, len(pages.Files)), make([]string, len(pages.Files))
	for i, file := range pages.Files {
		text := "# A page\n\n```go\n" + string(file.Data) + "```\n"
		if file.Name == "faults" {
			want[i-1], text = string(file.Data), ""
		}
		page.WriteString(text)
		page.WriteString(strings.Repeat("\n", 1000-strings.Count(text, "\n")))
	}
	for _, fault := range codeFaults(counting(t, ""), page.String()) {
		var line int
		if _, err := fmt.Sscanf(fault, "5-count/README.md:%d: ", &line); err != nil {
			t.Fatalf("the fault %q names no line: %v", fault, err)
		}
		_, rest, _ := strings.Cut(fault, ": ")
		got[line/1000] += fmt.Sprintf("%d: %s\n", line%1000-3, rest)
	}
	for i, file := range pages.Files {
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			t.Errorf("%s: faults (-want +got):\n%s", file.Name, diff)
		}
	}
}

func TestAFileTakesThePlaceOfThoseThatDeclareWhatItDeclares(t *testing.T) {
	const sum = `package main

var _ = most

func init() {}

func sum() int { return most }
`
	e := counting(t, "-- 5-count/sum.go --\n"+sum)
	e.Edits = append(e.Edits, "5-count/sum.go")
	page := "```go\n" + strings.Replace(sum, "most }", "most + Counts }", 1) + "```\n"
	want := []string{"5-count/README.md:8: undefined: Counts"}
	if diff := cmp.Diff(want, codeFaults(e, page)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestAPageOfAnExerciseThatDoesNotCompileIsAFault(t *testing.T) {
	e := counting(t, "-- 5-count/main.go --\npackage main\nfun main()\n")
	got := strings.Join(codeFaults(e, "```go\nx := 1\n```\n"), "\n")
	for _, want := range []string{
		"5-count/README.md: its Go code cannot be compiled: ",
		"main.go:2:1: expected declaration, found fun",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("faults are %q, want %q in them", got, want)
		}
	}
}

// A note's code is compiled as if it were on the page of exercise 1.
func TestTheGoCodeOfTheNotesCompiles(t *testing.T) {
	all, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	notes, err := filepath.Glob("../../notes/*.md")
	if err != nil || len(notes) == 0 {
		t.Fatalf("%d notes, error %v", len(notes), err)
	}
	code := 0
	for _, note := range notes {
		text, err := os.ReadFile(note)
		if err != nil {
			t.Fatal(err)
		}
		code += len(blocks(string(text)))
		for _, fault := range codeFaults(all[1], string(text)) {
			t.Errorf("%s, read as %s", filepath.Base(note), fault)
		}
	}
	if code == 0 {
		t.Error("no note has Go code")
	}
}

func TestBlocksAreThoseThatSayTheyAreGo(t *testing.T) {
	for _, test := range []struct {
		reason, page string
		want         []block
	}{
		{"no block", "# A page\n\ngo\n", nil},
		{"two", "```go\na\n```\n\n```go\nb\n\nc\n```\n", []block{{2, "a\n"}, {6, "b\n\nc\n"}}},
		{"other languages", "```sh\na\n```\n```\nb\n```\n```gotemplate\nc\n```\n", nil},
		{"Go shown within another language", "````markdown\n```go\na\n```\n````\n", nil},
		{
			"more words", "```go title=\"a\"\na\n```\n```Go\nb\n```\n```golang\nc\n```\n",
			[]block{{2, "a\n"}, {5, "b\n"}, {8, "c\n"}},
		},
		{"tildes", "~~~go\na\n```\n~~~\n", []block{{2, "a\n```\n"}}},
		{"in a list", "1. One\n\n   ```go\n   if a {\n   \tb()\n\n   }\n   ```\n", []block{{4, "if a {\n\tb()\n\n}\n"}}},
		{"lines that end as on Windows", "```go\r\na\r\n```\r\n", []block{{2, "a\n"}}},
		{"one that nobody closes", "```go\na", []block{{2, "a\n"}}},
	} {
		if diff := cmp.Diff(test.want, blocks(test.page), cmp.AllowUnexported(block{})); diff != "" {
			t.Errorf("%s: blocks of %q (-want +got):\n%s", test.reason, test.page, diff)
		}
	}
}
