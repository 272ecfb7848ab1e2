package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"

	"github.com/google/go-cmp/cmp"
)

// counting is a module with one exercise.
var counting = map[string]string{
	"go.mod":           "module example.com/counting\n\ngo 1.25\n",
	"5-count/main.go":  "package main\n\nimport (\n\t\"context\"\n\t\"fmt\"\n)\n\nfunc main() { fmt.Println(Count(context.Background(), most)) }\n",
	"5-count/count.go": "package main\n\nimport \"context\"\n\nconst most = 3\n\nvar _ = most\n\nfunc init() {}\n\n// Count counts.\nfunc Count(ctx context.Context, limit int) int { return limit }\n",
	"5-count/other.go": "//go:build ignore\n\npackage other\n",
}

// module writes a module and returns its exercise.
func module(t *testing.T, texts map[string]string) *exercise.Exercise {
	t.Helper()
	e := &exercise.Exercise{Root: t.TempDir(), Name: "5-count", Edits: []string{"5-count/count.go"}, Prototypes: []string{"Count"}}
	for name, text := range texts {
		path := filepath.Join(e.Root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func TestTheGoCodeOfAPageMustCompile(t *testing.T) {
	e := module(t, counting)
	tests := []struct{ reason, code, want string }{
		{"a file in place of the student's", "package main\n\nimport \"context\"\n\nconst most = 7\n\nfunc Count(context.Context, int) int { panic(1) }\n", ""},
		{"a file that lacks what main needs", "package main\n\nconst most = 7\n", "4: with this file in place of the student's, 5-count/main.go:8:27: undefined: Count"},
		{"a file that declares nothing that the student's does", "package main\n\nconst least = 7\n", "4: with this file in place of the student's, 5-count/main.go:8:27: undefined: Count\n4: with this file in place of the student's, 5-count/main.go:8:55: undefined: most"},
		{"a file that does not suit main", "package main\n\nconst most = \"7\"\n\nfunc Count(int) int { panic(1) }\n", "4: with this file in place of the student's, 5-count/main.go:8:55: too many arguments in call to Count\n\thave (context.Context, string)\n\twant (int)"},
		{"a file with an import too many", "package main\n\nimport \"os\"\n\nconst most = 7\n\nfunc Count(any, int) int { panic(1) }\n", `6: "os" imported and not used`},
		{"a file with a variable too many", "package main\n\nfunc init() { x := 1 }\n\nconst most = 7\n\nfunc Count(any, int) int { panic(1) }\n", "6: declared and not used: x"},
		{"a program of its own", "package main\n\nfunc main() { println() }\n", ""},
		{"a package of its own", "package count\n\nvar Count int\n", ""},
		{"a package that is not there", "package count\n\nimport _ \"example.com/counting/nothing\"\n", "6: could not import example.com/counting/nothing (no required module provides package example.com/counting/nothing; to add it:\n\tgo get example.com/counting/nothing)"},
		{"a function beside the student's, which needs imports", "func show(ctx context.Context) {\n\tfmt.Println(Count(ctx, most))\n}\n", ""},
		{"declarations with imports of their own", "import \"os\"\n\nfunc show() { fmt.Println(os.Args) }\n", ""},
		{"another way to write what the exercise has", "const most, least = \"3\", 1\n\nfunc Count() {}\n", ""},
		{"statements, with the parameters of the prototype", "for range limit {\n\tfmt.Println(Count(ctx, most))\n}\n", ""},
		{"what a piece of code leaves unused", "import \"os\"\n\nfunc show() { x := 1 }\n", ""},
		{"a name that is not there", "func show() {\n\tCounts()\n}\n", "5: undefined: Counts"},
		{"a name that is not there, far down", "x := 1\n\n\n\nx++;   x++\nCounts()\n", "9: undefined: Counts"},
		{"a wrong type", "var n int = most\nvar s string = most\n", "5: cannot use most (untyped int constant 3) as string value in variable declaration"},
		{"two faults", "var a = A\nvar b = B\n", "4: undefined: A\n5: undefined: B"},
		{"a name declared twice", "var a = 1\nvar a = 2\n", "5: a redeclared in this block"},
		{"no Go", "fun show()\n", "4: expected declaration, found fun"},
		{"statements that do not end", "x := 1\nif x > 0 {\n", "5: expected '}', found 'EOF'"},
		{"code left out of a function", "...\n\nfunc show() int {\n\tif most > 1 {\n\t\t...\n\t}\n\t...\n}\n", ""},
		{"code left out of statements", "x := 1\n...\nx++\n", ""},
		{"nothing", "", ""},
	}
	// One page for all, since a page takes a start of the go command: the code of test i begins on line 4 of its thousand.
	var page strings.Builder
	for _, test := range tests {
		text := "# A page\n\n```go\n" + test.code + "```\n"
		page.WriteString(text)
		page.WriteString(strings.Repeat("\n", 1000-strings.Count(text, "\n")))
	}
	got := make([]string, len(tests))
	for _, fault := range codeFaults(e, page.String()) {
		var line int
		if _, err := fmt.Sscanf(fault, "5-count/README.md:%d: ", &line); err != nil {
			t.Fatalf("the fault %q names no line: %v", fault, err)
		}
		_, rest, _ := strings.Cut(fault, ": ")
		got[line/1000] += fmt.Sprintf("%d: %s\n", line%1000, rest)
	}
	for i, test := range tests {
		want := test.want
		if want != "" {
			want += "\n"
		}
		if diff := cmp.Diff(want, got[i]); diff != "" {
			t.Errorf("%s: faults (-want +got):\n%s", test.reason, diff)
		}
	}
}

func TestAFileStandsInPlaceOfThoseThatDeclareWhatItDeclares(t *testing.T) {
	e := module(t, counting)
	if err := os.WriteFile(filepath.Join(e.Root, "5-count", "sum.go"), []byte("package main\n\nvar _ = most\n\nfunc init() {}\n\nfunc sum() int { return most }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e.Edits = append(e.Edits, "5-count/sum.go")
	page := "```go\npackage main\n\nvar _ = most\n\nfunc init() {}\n\nfunc sum() int { return most + Counts }\n```\n"
	want := []string{"5-count/README.md:8: undefined: Counts"}
	if diff := cmp.Diff(want, codeFaults(e, page)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestAPageOfAnExerciseThatDoesNotCompileIsAFault(t *testing.T) {
	e := module(t, counting)
	if err := os.WriteFile(filepath.Join(e.Root, "5-count", "main.go"), []byte("package main\nfun main()\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(codeFaults(e, "```go\nx := 1\n```\n"), "\n")
	if !strings.Contains(got, "5-count/README.md: its Go code cannot be compiled: ") || !strings.Contains(got, "main.go:2:1: expected declaration, found fun") {
		t.Errorf("faults are %q", got)
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
		{"more words", "```go title=\"a\"\na\n```\n```Go\nb\n```\n```golang\nc\n```\n", []block{{2, "a\n"}, {5, "b\n"}, {8, "c\n"}}},
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
