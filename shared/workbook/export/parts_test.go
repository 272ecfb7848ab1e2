package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

func TestAStudentSeesWhereAProgramPanickedAndNotItsWords(t *testing.T) {
	for ended, want := range map[string]string{
		"panic: {0000 Ada}\nat 1-stream_users/stream_users.go:17": "panic\nat 1-stream_users/stream_users.go:17",
		"panic: Ada\nLovelace\nat 1-x/x.go:1":                     "panic\nat 1-x/x.go:1",
		"panic: Ada":                                              "panic",
		"fatal error: all sleep":                                  "fatal error",
		"panic: {0000 Ada}\nat x\nat y.go:1":                      "panic\nat y.go:1",
		"12 checks ended the program: no more were tried\npanic: Ada\nat 1-x/x.go:1": "12 checks ended the program: " +
			"no more were tried\npanic\nat 1-x/x.go:1",
		"the tests failed (exit code 1), although no check said so\nthe error Ada": "the tests failed (exit code 1), " +
			"although no check said so",
		"stopped after Ada without an end": "",
		"Ada":                              "",
	} {
		if got := public(ended); got != want {
			t.Errorf("public(%q) = %q, want %q", ended, got, want)
		}
	}
	for _, said := range []string{
		"stopped after printing more than 65536 KiB", "stopped after 10s without an end",
		"stopped after 1m30.5s without an end", "stopped after … without an end", // as results.json has it
		"stopped after using more than 512 MiB", "stopped after 1m0s: all checks together cannot take longer",
		"stopped 40s after the first check that ended the program: the rest cannot take longer",
		"4 checks timed out: no more were tried", "the program ended (exit status 2) before the checks did",
		"the program ended (exit status 1) before the checks did: after log.Fatal nobody learns of the error",
		"the program ended (signal: killed) before the checks did",
		"the program ended (signal: aborted (core dumped)) before the checks did",
	} {
		if got := public(said); got != said {
			t.Errorf("public(%q) = %q, want it as it is", said, got)
		}
	}
}

func TestAStudentGetsNoHiddenUserInWhateverText(t *testing.T) {
	user := drawn.Users(7, 3)[2]
	words := user.ID + " " + user.Name + "\n" + user.Email
	failure := receipt.Failure{Law: words, Want: words, Got: "one: " + words, Trace: words, Advice: words, Unseen: words}
	check := results.Check{
		Test: "TestX/a", Status: runner.Failed, Failures: []receipt.Failure{failure}, Public: []receipt.Failure{failure},
		Said: words, Ended: "panic: " + words, Hint: words, Skip: words,
	}
	r := &results.Results{
		Exercises: []results.Exercise{{
			Name: "1-x", Points: 1, Checks: []results.CheckInfo{{Test: "TestX/a", Sentence: "a sentence"}},
		}},
	}
	for _, status := range []results.Status{
		results.Completed, results.NotFound, results.Rejected, results.NotBuilt,
	} {
		graded := results.Graded{Exercise: "1-x", Status: status, Fault: words, Checks: []results.Check{check}}
		graded.Max = 1
		r.Students = append(r.Students, results.Student{
			Name: string(status), Faults: []string{words}, Exercises: []results.Graded{graded},
		})
	}
	dir := t.TempDir()
	if err := Write(dir, r); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "students", "*", "*"))
	if err != nil || len(files) != len(formats)*len(r.Students) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range []string{user.ID, user.Name, user.Email} {
			if strings.Contains(string(text), value) {
				t.Errorf("%s has %q in it", file, value)
			}
		}
	}
}

func TestWhatRulesTakeAwayIsTakenFromTheLastGroups(t *testing.T) {
	e := results.Exercise{Checks: []results.CheckInfo{
		{Test: "TestRules/loops", Sentence: "one loop"}, {Test: "TestX/is_lazy", Sentence: "X is lazy"},
	}}
	graded := results.Graded{Score: exercise.Score{
		Points: 14, Max: 50, Taken: 5, Broken: []string{"TestRules/loops"},
		Groups: []exercise.GroupScore{
			{Group: catalog.Results, Points: 17, Max: 20},
			{Group: catalog.Lazy, Points: 0, Max: 15, Lost: "TestX/is_lazy"},
			{Group: catalog.Errors, Points: 2, Max: 15},
		},
	}}
	want := []part{
		{"results", "not all of its checks passed; 3 less for what is against the rules: one loop", 14, 20},
		{"lazy", "all of it is lost with: X is lazy", 0, 15},
		{"errors", "not all of its checks passed; 2 less for what is against the rules: one loop", 0, 15},
	}
	if diff := cmp.Diff(want, parts(e, graded), cmp.AllowUnexported(part{})); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}
