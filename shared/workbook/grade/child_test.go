//go:build cohort

package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/workbook/results"
)

// reader returns a grader that reads and compiles, and runs nothing.
func reader(t *testing.T) *Grader {
	t.Helper()
	exercises, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	g := &Grader{exercises: exercises, checker: new(rules.Checker), dir: t.TempDir()}
	if err := g.checker.Prepare(exercises); err != nil {
		t.Fatal(err)
	}
	return g
}

// handedIn returns the work on exercises 1 and 2, where all is the workbook's own but for what comes at the end of the
// file of exercise 1.
func handedIn(t *testing.T, g *Grader, more string) []*work {
	t.Helper()
	files := g.ownFiles()
	e := g.exercises[1]
	text, err := os.ReadFile(files[e.Edits[0]])
	if err != nil {
		t.Fatal(err)
	}
	files[e.Edits[0]] = filepath.Join(t.TempDir(), "submitted.go")
	if err := os.WriteFile(files[e.Edits[0]], []byte(string(text)+more), 0o600); err != nil {
		t.Fatal(err)
	}
	return []*work{newWork(e, files), newWork(g.exercises[2], files)}
}

// doubledTypes is a type of 2^n fields in n lines.
func doubledTypes(n int) string {
	text := "\ntype d0 = struct{ a, b int }\n"
	for i := range n {
		text += fmt.Sprintf("type d%d = struct{ a, b d%d }\n", i+1, i)
	}
	return text + fmt.Sprintf("type of[T any] struct{}\nvar _ of[d%d]\n", n)
}

func TestWhatIsTooMuchToReadCostsThatExerciseAlone(t *testing.T) {
	g := reader(t)
	usual := readLimits
	t.Cleanup(func() { readLimits = usual })
	readLimits.CPU = 2 * time.Second
	for _, test := range []struct{ about, more, want string }{
		{"nothing more", "", ""},
		{
			"many texts", "\nvar _ = []string{" + strings.Repeat("``, ", 60_000) + "}\n",
			"too complicated to be judged: more than",
		},
		{
			"types of types", doubledTypes(40),
			"too complicated to be judged: reading it was stopped after using more than",
		},
	} {
		some := handedIn(t, g, test.more)
		if err := g.admit(t.Context(), &attempt{dir: t.TempDir(), left: processorTime}, some); err != nil {
			t.Fatalf("%s: %v", test.about, err)
		}
		if got := some[0].graded; !strings.Contains(got.Fault, test.want) ||
			(got.Status == results.Rejected) != (test.want != "") {
			t.Errorf("%s: exercise 1 is %q: %s, want %q", test.about, got.Status, got.Fault, test.want)
		}
		if got := some[1].graded; got.Status != "" {
			t.Errorf("%s: exercise 2 is %s: %s", test.about, got.Status, got.Fault)
		}
	}
}

func TestWhatIsTooMuchToCompileCostsThatExerciseAlone(t *testing.T) {
	g := reader(t)
	some := handedIn(t, g, "\nvar large = [1 << 30]int{1<<30 - 1: 1}\n\nfunc init() { large[0]++ }\n")
	a := &attempt{dir: t.TempDir(), left: processorTime}
	if err := g.build(t.Context(), a, some[:1]); err == nil {
		t.Errorf("the first attempt has no error, though it may be this machine's memory that is too small")
	}
	a.last = true
	if err := g.build(t.Context(), a, some); err != nil {
		t.Fatal(err)
	}
	const want = "fatal error: runtime: out of memory" // at once, by more than the watch would have seen
	if got := some[0].graded; got.Status != results.NotBuilt || !strings.Contains(got.Fault, want) {
		t.Errorf("exercise 1 is %q: %s, want %q", got.Status, got.Fault, want)
	}
	if got := some[1]; got.graded.Status != "" || got.built.Binary == "" {
		t.Errorf("exercise 2 is %q: %s", got.graded.Status, got.graded.Fault)
	}
}

func TestAFileThatIsTooLargeIsNotWritten(t *testing.T) {
	g := reader(t)
	some := handedIn(t, g, "\nvar large = [1 << 26]int{1<<26 - 1: 1}\n\nfunc init() { large[0]++ }\n")[:1]
	if err := g.build(t.Context(), &attempt{dir: t.TempDir(), left: processorTime}, some); err != nil {
		t.Fatal(err)
	}
	const want = "the compiler was stopped after using more than 256 MiB for a file"
	if got := some[0].graded; got.Status != results.NotBuilt || got.Fault != want {
		t.Errorf("exercise 1 is %q: %s, want %q", got.Status, got.Fault, want)
	}
}

func TestAnAttemptHasSoMuchProcessorTimeAndNoMore(t *testing.T) {
	g := reader(t)
	a := &attempt{dir: t.TempDir(), left: 50 * time.Millisecond}
	some := handedIn(t, g, "")
	if err := g.build(t.Context(), a, some); err != nil {
		t.Fatal(err)
	}
	if a.left > 0 {
		t.Errorf("%v are left", a.left)
	}
	for _, w := range some {
		if w.graded.Status != results.NotBuilt || !strings.Contains(w.graded.Fault, "processor time") {
			t.Errorf("%s is %q: %s", w.Name, w.graded.Status, w.graded.Fault)
		}
	}
}
