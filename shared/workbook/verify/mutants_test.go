package verify

import (
	"strings"
	"testing"

	"example.com/generators/shared/exercise"

	"github.com/google/go-cmp/cmp"
)

const counter = `package main

import "fmt"

func Count(n int) {
	for i := range n {
		fmt.Println(i)
	}
	if n == 0 {
		fmt.Println("none")
	}
}
`

func TestAMutantIsTheReferenceWithItsEdits(t *testing.T) {
	for _, test := range []struct{ reason, edits, old, new string }{
		{"a line becomes another", "-\tif n == 0 {\n+\tif n == 1 {\n", "n == 0", "n == 1"},
		{"a line goes", "-\t\tfmt.Println(i)\n", "\t\tfmt.Println(i)\n", ""},
		{"a line comes after one that stays", " \tfor i := range n {\n+\t\ti++\n", "range n {\n", "range n {\n\t\ti++\n"},
		{
			"two edits", "-\t\tfmt.Println(i)\n+\t\tfmt.Println(n)\n...\n-\tif n == 0 {\n+\tif n != 0 {\n",
			"fmt.Println(i)\n\t}\n\tif n == 0", "fmt.Println(n)\n\t}\n\tif n != 0",
		},
		{
			"imports follow", "-\t\tfmt.Println(\"none\")\n+\t\tos.Exit(1)\n",
			"import \"fmt\"", "import (\n\t\"fmt\"\n\t\"os\"\n)",
		},
	} {
		s := new(Subject)
		text := "fault: it does not count\ncheck: TestCount/counts\n" + test.edits
		if err := s.edit(text, counter, "count.go"); err != nil {
			t.Errorf("%s: %v", test.reason, err)
			continue
		}
		want := strings.Replace(counter, test.old, test.new, 1)
		if test.reason == "imports follow" {
			want = strings.Replace(want, "fmt.Println(\"none\")", "os.Exit(1)", 1)
		}
		if diff := cmp.Diff(want, string(s.Source)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
		if s.About != "it does not count" || s.Check != "TestCount/counts" {
			t.Errorf("%s: the fault is %q and the check %q", test.reason, s.About, s.Check)
		}
	}
}

func TestAnEditThatDoesNotFitSaysWhereItWouldBeLikely(t *testing.T) {
	const head = "fault: it does not count\ncheck: TestCount/counts\n"
	for _, test := range []struct{ reason, text, want string }{
		{"no fault", "check: TestCount/counts\n", `line 1 of it: want "fault: "`},
		{"no check", "fault: it does not count\n", `line 2 of it: want "check: "`},
		{"no edit", head, "an edit changes nothing, or does not say where"},
		{"nothing but new lines", head + "+\tn++\n", "an edit changes nothing, or does not say where"},
		{"a line without a mark", head + "n++\n", `the line "n++" is no "...", and begins with none of -, + and a space`},
		{
			"a line that is not there", head + "-\tif n == 7 {\n+\tif n == 1 {\n",
			"it does not have these lines:\n\tif n == 7 {\nthe nearest is line 9: if n == 0 {",
		},
		{
			"a line that is there twice", head + "-\t}\n",
			"it has these lines 2 times, the second time at line 11; add one that stays before or after:\n\t}",
		},
		{"one line twice", head + "-\tif n == 0 {\n...\n \tif n == 0 {\n+\t\tn++\n", "two edits are of the same line"},
		{"what is no Go then", head + "-\tif n == 0 {\n", "count.go:11:1: expected declaration, found '}'"},
	} {
		err := new(Subject).edit(test.text, counter, "count.go")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.reason, err, test.want)
		}
	}
}

func TestAReferenceThatChangesNamesEachMutantThatNoLongerFits(t *testing.T) {
	root := t.TempDir()
	e := &exercise.Exercise{
		Root: root, Name: "5-count", Edits: []string{"5-count/count.go"}, Prototypes: []string{"Count"},
		Checks: []exercise.Check{{Test: "TestCount/counts"}},
	}
	const mutants = `-- one --
fault: one
check: TestCount/counts
-	for i := range n {
+	for i := range 1 {
-- two --
fault: two
check: TestCount/counts
 	for i := range n {
+		break
-- none --
fault: none
check: TestCount/counts
-	if n == 0 {
+	if false {
-- unknown --
fault: its check is not there
check: TestCount/prints
-	if n == 0 {
+	if false {
-- none --
fault: never true
check: TestCount/counts
-	if n == 0 {
+	if n != n {
`
	write(t, root, "5-count/count.go", strings.Replace(counter, "range n", "range max(n, 0)", 1))
	write(t, root, "5-count/testdata/mutants.txtar", mutants)
	subjects, err := Subjects(e, "")
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, s := range subjects {
		if s.fault != "" {
			got[s.Name] = s.Fault()
		}
	}
	const nowhere = "cannot be made from 5-count/count.go: it does not have these lines:\n\tfor i := range n {\n" +
		"the nearest is line 6: for i := range max(n, 0) {"
	want := map[string]string{
		"one": nowhere, "two": nowhere, "unknown": `names a check that does not exist: "TestCount/prints"`,
		"none": "has the name of another",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the faults of the mutants (-want +got):\n%s", diff)
	}
}

func TestNamesOfASubjectAreItsOwnInABinaryOfMany(t *testing.T) {
	// Before each name that is to change is a ~.
	const marked = `package main

import "fmt"

type ~user struct{ name string }

type ~admin struct {
	~user
	name string
}

func (u ~user) print() { fmt.Println(u.name) }

var ~name = "Ada"

func ~Count[T any](name T) {
	a := ~admin{~user: ~user{name: "x"}, name: other}
	a.~user.print()
	fmt.Println(name, a.name)
	~count(name)
}

func ~count(any) { fmt.Println(~name) }
`
	got, err := withPrefix([]byte(strings.ReplaceAll(marked, "~", "")), "s_")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(marked, "~", "s_"), string(got)); diff != "" {
		t.Errorf("withPrefix (-want +got):\n%s", diff)
	}
}

func TestCodeThatRunsAtStartNeedsABinaryOfItsOwn(t *testing.T) {
	for _, test := range []struct {
		source string
		want   bool
	}{
		{"package main\n\nfunc init() {}\n", true},
		{"package main\n\nvar now = time.Now()\n", true},
		{"package main\n\nvar f = func() { g() }\n", true}, // it could be told apart, and is rare
		{"package main\n\nvar n = 7\n\nfunc main() { f() }\n", false},
		{"package main\n\ntype t struct{}\n\nfunc (t) init() {}\n", false},
	} {
		if got := runsAtStart([]byte(test.source)); got != test.want {
			t.Errorf("runsAtStart(%q) = %t", test.source, got)
		}
	}
}
