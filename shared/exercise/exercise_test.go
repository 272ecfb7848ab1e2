package exercise_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const right = `title      = "Count"
edits      = ["5-count/count.go"]
prototypes = ["Count", "Each"]
program    = "total"

[[generator]]
test = "TestCount"

[rules]
loops      = 0
imports    = ["example.com/generators/shared/seed"]
forbid_sql = ["AVG", "SUM"]
builds_on  = { Count = "Each" }

[[check]]
test   = "TestCount/counts"
group  = "errors"
weight = 3
hints  = ["Think.", "Think again."]

[[check]]
test   = "TestProgram/counts"
`

func TestLoad(t *testing.T) {
	got := load(t, right)
	none := 0
	want := &exercise.Exercise{
		Root:       got.Root,
		Name:       "5-count",
		Title:      "Count",
		Edits:      []string{"5-count/count.go"},
		Prototypes: []string{"Count", "Each"},
		Program:    catalog.Total,
		Points:     exercise.Points{Results: 20, Lazy: 50, Release: 15, Errors: 15, Rule: 5},
		Generators: []exercise.Generator{{Test: "TestCount", Form: catalog.Rows, Order: "user_id"}},
		Rules: exercise.Rules{
			Loops:     &none,
			Imports:   []string{"example.com/generators/shared/seed"},
			ForbidSQL: []string{"AVG", "SUM"},
			BuildsOn:  map[string]string{"Count": "Each"},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(exercise.Exercise{}, "Checks")); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	if page := got.Page(); page != "5-count/README.md" {
		t.Errorf("Page() = %q", page)
	}
}

func TestTheChecksAreItsOwnThenTheLawsOfEachGeneratorThenTheRules(t *testing.T) {
	e := load(t, right+`
[[generator]]
test = "TestPlain"
form = "pages"
from = "Page"
`)
	var want []string
	of := func(test string) {
		for _, law := range catalog.Laws {
			want = append(want, test+"/"+law.Name)
		}
	}
	of("TestPlain") // has no checks of its own
	want = append(want, "TestCount/counts")
	of("TestCount")
	want = append(want, "TestProgram/counts")
	for _, law := range catalog.ProgramLaws {
		if law.Name != "leaves_the_rest_to_the_server" { // one line has no rest
			want = append(want, "TestProgram/"+law.Name)
		}
	}
	for _, rule := range catalog.Rules {
		want = append(want, "TestRules/"+rule.Name)
	}
	if diff := cmp.Diff(want, e.Tests()); diff != "" {
		t.Errorf("Tests() (-want +got):\n%s", diff)
	}
}

func TestACheckIsAsTheCatalogHasItButForWhatIsWritten(t *testing.T) {
	e := load(t, right+`
[[generator]]
test = "TestOlder"
form = "over"
from = "Count"

[[check]]
test   = "TestCount/is_lazy"
weight = 7

[[check]]
test  = "TestCount/is_cold"
hints = ["Wait."]
follows = ["counts"]
`)
	law := func(name string) catalog.Law {
		return catalog.Laws[slices.IndexFunc(catalog.Laws, func(law catalog.Law) bool { return law.Name == name })]
	}
	lazy, cold, frugal := law("is_lazy"), law("is_cold"), law("is_frugal")
	for _, want := range []exercise.Check{
		{Test: "TestCount/counts", Group: catalog.Errors, Weight: 3, Hints: []string{"Think.", "Think again."}},
		{Test: "TestCount/is_lazy", Group: catalog.Lazy, Weight: 7, Essential: true, Hints: lazy.Hints[catalog.Rows]},
		{
			Test: "TestCount/is_cold", Group: catalog.Lazy, Weight: cold.Weight, Hints: []string{"Wait."},
			Follows: []string{"counts"},
		},
		{
			Test: "TestCount/is_frugal", Group: catalog.Lazy, Weight: frugal.Weight, Hints: frugal.Hints[catalog.Any],
			Follows: frugal.Follows,
		},
		{Test: "TestOlder/is_frugal", Group: catalog.Lazy, Weight: frugal.Weight, Hints: []string{
			"How often does your function range over Count?",
			"Range over Count once, and do everything in that one loop.",
		}, Follows: frugal.Follows},
		{Test: "TestRules/keeps_to_the_loop_limit", Hints: []string{
			"Count the for statements in your file. The limit is 0.",
			"Which of your loops could do the work of another one as well?",
		}},
	} {
		i := slices.IndexFunc(e.Checks, func(c exercise.Check) bool { return c.Test == want.Test })
		if i < 0 {
			t.Errorf("no check %s", want.Test)
		} else if diff := cmp.Diff(want, e.Checks[i]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Test, diff)
		}
	}
}

func TestAnExerciseHasTheRulesThatItNeeds(t *testing.T) {
	none := 0
	for _, test := range []struct {
		rules exercise.Rules
		want  []string // beyond those of every exercise
	}{
		{exercise.Rules{}, nil},
		{exercise.Rules{Loops: &none}, []string{"the number of loops in the exercise is at most 0"}},
		{exercise.Rules{ForbidSQL: []string{"AVG", "SUM"}}, []string{"no query asks for AVG, SUM"}},
	} {
		var got []string
		for _, rule := range (&exercise.Exercise{Rules: test.rules}).StaticRules() {
			if rule.Needs != "" {
				got = append(got, rule.Sentence)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("StaticRules with %+v (-want +got):\n%s", test.rules, diff)
		}
	}
}

func TestALawThatIsLeftOutIsNoCheckAndTheOthersShareItsPoints(t *testing.T) {
	whole := load(t, right)
	fewer := load(t, right+`
[[without]]
test   = "TestCount/is_lazy"
reason = "it yields one value, made of all rows"
`)
	want := slices.DeleteFunc(whole.Checks, func(c exercise.Check) bool { return c.Test == "TestCount/is_lazy" })
	if diff := cmp.Diff(want, fewer.Checks); diff != "" {
		t.Errorf("checks (-want +got):\n%s", diff)
	}
	if fewer.Most() != 100 {
		t.Errorf("it has %d points, want 100", fewer.Most())
	}
}

func TestLoadSaysWhichLineIsAtFault(t *testing.T) {
	const (
		head      = "title = \"Count\"\nedits = [\"5-count/count.go\"]\nprototypes = [\"Count\"]\n"
		generator = head + "[[generator]]\ntest = \"TestCount\"\n"
		check     = generator + "[[check]]\ntest = \"TestProgram/counts\"\n"
	)
	var rules []string
	for _, rule := range new(exercise.Exercise).StaticRules() {
		rules = append(rules, rule.Name)
	}
	for _, test := range []struct{ text, want string }{
		{head + "loop = 1\n", `4: unknown key loop`},
		{head + "[rules]\nloop = 1\n", `5: unknown key rules.loop`},
		{check + "[[check]]\nname = \"TestMain\"\ntest = \"TestMain\"\n", `9: unknown key check.name`},
		{head + "[rulez]\n", `4: unknown key rulez`},
		{head + "title = \"Again\"\n", `4: Key 'title' has already been defined.`},
		{
			head + "[rules]\nloops = \"one\"\n",
			`5: incompatible types: TOML value has type string; destination has type integer`,
		},
		{head + "program = \"line\"\n", `4: program: "line": want one of ["lines" "total"]`},
		{head + "[rules]\nloops = -1\n", `5: loops: want 0 or more`},
		{
			head + "[rules]\nbuilds_on = { A = \"Z\" }\n",
			`5: builds_on: A = "Z": want two of the prototypes`,
		},
		{head + "[rules]\nforbid_sql = [\"AVG(\"]\n", `5: forbid_sql: "AVG(": want the name of a function`},
		{check + "[[check]]\nweight = 1\n", `8: check: test "": want the name of a test`},
		{check + "[[check]]\ntest = \"TestB\"\nweight = 0\n", `10: check: TestB: weight 0: want 1 or more`},
		{check + "[[check]]\ntest = \"TestB\"\npoints = 1\n", `10: unknown key check.points`},
		{
			check + "[[check]]\ntest = \"TestB\"\ngroup = \"memory\"\n",
			`10: check: TestB: group "memory": want one of ["results" "lazy" "release" "errors"]`,
		},
		{head + "[points]\nlazy = -1\n", `5: points: lazy = -1: want 0 or more`},
		{
			head + "[page]\nheadings = [\"Aufgabe\"]\n", `5: page: 1 headings: want 9, for ` +
				strings.Join(new(exercise.Exercise).PageHeadings(), ", "),
		},
		{head + "[page]\ngroups = { fast = \"schnell\" }\n", `5: page: groups: "fast": want one that has points`},
		{head + "[page]\npoints = \"Punkte: {shares}.\"\n", `5: page: points: want {rule} in the sentence`},
		{
			check + "[[check]]\ntest = \"TestB/b\"\nfollows = [\"counts\"]\n",
			`10: check: TestB/b: follows "counts": want another check of the same test`,
		},
		{check + "[[check]]\ntest = \"TestProgram/counts\"\n", `9: check: TestProgram/counts is here twice: take one out`},
		{
			check + "[[check]]\ntest = \"TestCount/is_lazy\"\n",
			`9: check: TestCount/is_lazy is a check already: say what differs, such as hints, or take it out`,
		},
		{
			check + "[[check]]\ntest = \"TestRules/keeps_to_the_loop_limit\"\nhints = [\"x\"]\n",
			`9: check: TestRules/keeps_to_the_loop_limit: want a rule of this exercise: ` + strings.Join(rules, ", "),
		},
		{
			generator + "[[without]]\ntest = \"TestCount/is_quick\"\nreason = \"x\"\n",
			`7: without: "TestCount/is_quick": want a law of a generator or of the program, such as TestStreamUsers/is_lazy`,
		},
		{generator + "[[without]]\ntest = \"TestCount/is_lazy\"\n", `7: without: TestCount/is_lazy: want a reason`},
		{
			generator + "[[without]]\ntest = \"TestCount/is_lazy\"\nreason = \"x\"\n" +
				"[[check]]\ntest = \"TestCount/is_lazy\"\nweight = 2\n",
			`7: without: TestCount/is_lazy is also under [[check]]: take one out`,
		},
		{head + "further = [\"5-count/fast\"]\n", `4: further: "5-count/fast": want a Go file, from the module's root`},
		{head + "[[generator]]\n", `4: generator: test "": want the name of a test`},
		{generator + "[[generator]]\ntest = \"TestCount\"\n", `7: generator: TestCount is here twice: take one out`},
		{
			generator + "form = \"row\"\n",
			`6: generator: TestCount: form "row": want one of ["rows" "batches" "pages" "over"]`,
		},
		{
			generator + "from = \"Page\"\n",
			`6: generator: TestCount: from "Page": a generator of the form "rows" queries itself`,
		},
		{
			generator + "form = \"over\"\n",
			`6: generator: TestCount: form "over": want from, the function that it calls or ranges over`,
		},
		{
			"title = \"Count\"\nedits = [\"../count.go\"]\nprototypes = [\"Count\"]\n",
			`2: edits: "../count.go": want a Go file, from the module's root`,
		},
		{
			"title = \"Count\"\nedits = [\"a/a.go\", \"b/b.go\"]\nprototypes = [\"Count\"]\n",
			`2: edits: "a/a.go" and "b/b.go": want one folder`,
		},
		{
			"", "1: title: want a few words\n" +
				"5-count/exercise.toml:1: edits: want at least one file\n" +
				"5-count/exercise.toml:1: prototypes: want at least one name",
		},
	} {
		_, err := exercise.Load(write(t, test.text))
		if want := "5-count/exercise.toml:" + test.want; err == nil || err.Error() != want {
			t.Errorf("Load of\n%s\n= %v\nwant %s", test.text, err, want)
		}
	}
}

func TestLoadOutsideAModule(t *testing.T) {
	if _, err := exercise.Load(t.TempDir()); err == nil {
		t.Error("Load of a folder in no module: no error")
	}
}

// load returns the exercise that a text says.
func load(t *testing.T, text string) *exercise.Exercise {
	t.Helper()
	dir := write(t, text)
	e, err := exercise.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if e.Root != filepath.Dir(dir) {
		t.Errorf("the root is %s, want %s", e.Root, filepath.Dir(dir))
	}
	return e
}

// write makes a module with one exercise and returns the exercise's folder.
func write(t *testing.T, text string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "5-count")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		filepath.Join(root, "go.mod"):     "module example.com/generators\n",
		filepath.Join(dir, exercise.File): text,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
