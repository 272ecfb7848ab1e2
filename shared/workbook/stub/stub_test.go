package stub_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/stub"

	"github.com/google/go-cmp/cmp"
)

const solution = `// Package count counts.
package count

import (
	"context"
	"errors"
	"fmt"
	"iter"
	other "strings"
)

const most = 10 // goes

// Numbers returns the numbers up to most.
//
// An error pair is the last pair.
func Numbers(ctx context.Context, most int) iter.Seq[int] {
	// This comment is the solution's and goes.
	return func(yield func(int) bool) {
		for i := range most {
			if !yield(i) { // this one too
				return
			}
		}
	}
}

// helper goes, although it has a doc comment.
func helper() error { return errors.New(other.ToLower(fmt.Sprint(most))) }

type sum int

// Sum is a method, no prototype.
func (s sum) Sum() int { return int(s) }

// Sum adds up.
func Sum(numbers iter.Seq[int]) (total int, err error) {
	for n := range numbers {
		total += n
	}
	return total, helper()
}
`

const want = `// Package count counts.
package count

import (
	"context"
	"iter"
)

// Numbers returns the numbers up to most.
//
// An error pair is the last pair.
func Numbers(ctx context.Context, most int) iter.Seq[int] {
	panic("exercise 7 is not written yet: see 7-count/README.md")
}

// Sum adds up.
func Sum(numbers iter.Seq[int]) (total int, err error) {
	panic("exercise 7 is not written yet: see 7-count/README.md")
}
`

func TestMakeLeavesThePrototypesAndNothingElse(t *testing.T) {
	got, err := stub.Make("count.go", []byte(solution), []string{"Numbers", "Sum"}, stub.Message(7, "7-count/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("the stub (-want +got):\n%s", diff)
	}
}

func TestMakeSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		source     string
		prototypes []string
		want       string
	}{
		{solution, []string{"Numbers", "Average"}, "count.go: does not declare the prototypes Average"},
		{"package count\nfunc {", []string{"Numbers"}, "count.go:2:6"},
	} {
		if _, err := stub.Make("count.go", []byte(test.source), test.prototypes, "x"); err == nil ||
			!strings.Contains(err.Error(), test.want) {
			t.Errorf("Make of %.20q: error %v, want %q", test.source, err, test.want)
		}
	}
}

func TestAnExerciseIsUntouchedUntilSomethingIsWritten(t *testing.T) {
	const (
		stubbed = "package p\n\nfunc F() { panic(\"exercise 5 is not written yet: see 5-count/README.md\") }\n"
		page    = "package p\n\nfunc F() { panic(\"not written yet\") }\n"
		more    = stubbed + "\nfunc helper() int { return 1 }\n"
		begun   = "package p\n\nfunc F() { println(); panic(\"not written yet\") }\n"
		other   = "package p\n\nfunc F() { panic(\"no\") }\n"
		gone    = "package p\n"
		broken  = "package p\n\nfunc F() {\n"
	)
	for source, want := range map[string]bool{
		stubbed: true, page: true, more: true, begun: false, other: false, gone: false, broken: false,
	} {
		e := &exercise.Exercise{Root: t.TempDir(), Edits: []string{"count.go"}, Prototypes: []string{"F"}}
		if err := os.WriteFile(filepath.Join(e.Root, "count.go"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := stub.Untouched(e); got != want {
			t.Errorf("Untouched is %t for\n%s", got, source)
		}
	}
}
