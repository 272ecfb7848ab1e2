package grade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

func TestAVerdictHasWhatTheCheckSaidAndForTheStudentWhatIsNotHidden(t *testing.T) {
	type failures = []receipt.Failure
	law := receipt.Failure{
		Law: "a law", Want: "3 values", Got: "2 values", Trace: "connect", Advice: "this", Page: "there",
	}
	data := law
	data.Diff = "(-want +got):\n- [0]: \"secret\""
	lines := receipt.Failure{Law: "a law", Got: "panic: at\nsecret"}
	for _, test := range []struct {
		reason string
		ran    runner.Check
		want   results.Check
	}{
		{
			"a law",
			runner.Check{Failures: failures{law}},
			results.Check{Failures: failures{law}, Public: failures{law}},
		},
		{
			"a law that compares data, then words",
			runner.Check{Failures: failures{data}, Output: "secret"},
			results.Check{Failures: failures{data}, Public: failures{law}, Said: "secret"},
		},
		{
			"more than a line",
			runner.Check{Failures: failures{lines}},
			results.Check{Failures: failures{lines}, Public: failures{{Law: "a law", Got: "panic: at"}}},
		},
		{
			"what the code said",
			runner.Check{Failures: failures{{Got: "the error " + receipt.Hide("secret")}}},
			results.Check{Failures: failures{{Got: "the error secret"}}, Public: failures{{Got: "the error (not shown)"}}},
		},
		{
			"what differs from run to run",
			runner.Check{Failures: failures{{Got: "73 KiB", Trace: "at 0xc000123456"}}, Output: "in (0.02s)"},
			results.Check{
				Failures: failures{{Got: "… KiB", Trace: "at 0x…"}}, Public: failures{{Got: "… KiB", Trace: "at 0x…"}},
				Said: "in (…s)",
			},
		},
		{"words", runner.Check{Output: "secret"}, results.Check{Said: "secret"}},
		{"an end", runner.Check{Ended: "panic: secret"}, results.Check{Ended: "panic: secret"}},
		{"a skip", runner.Check{Status: runner.NotRun, Skip: "needs a server"}, results.Check{Skip: "needs a server"}},
		{"a pass", runner.Check{Status: runner.Passed, Output: "some words"}, results.Check{}},
	} {
		test.want.Status = test.ran.Status
		var got results.Check
		take(&got, test.ran)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
		if strings.Contains(fmt.Sprint(got.Public), "secret") {
			t.Errorf("%s: what is public, %v, has hidden data", test.reason, got.Public)
		}
	}
}

func TestSQLThatTheServerDoesNotKnowIsLeftToAPerson(t *testing.T) {
	unseen := "the embedded server does not know this SQL, and says: " + receipt.Hide("near 'secret'")
	for _, test := range []struct {
		failure receipt.Failure
		status  results.Status
		fault   string
	}{
		{
			receipt.Failure{Want: "values", Unseen: unseen, Unknown: true},
			results.Unjudged,
			"the embedded server does not know this SQL, and says: (not shown)",
		},
		{receipt.Failure{Want: "values", Unseen: "whether it is lazy"}, results.Completed, ""},
	} {
		const name = "TestX/reads"
		w := &work{
			Exercise: &exercise.Exercise{Checks: []exercise.Check{{Test: name, Group: catalog.Results, Weight: 1}}},
			graded:   results.Graded{Status: results.Completed},
		}
		failed := runner.Check{Test: name, Status: runner.Failed, Failures: []receipt.Failure{test.failure}}
		new(Grader).verdict(w, runner.Result{Checks: []runner.Check{failed}})
		if w.graded.Status != test.status || w.graded.Fault != test.fault {
			t.Errorf("%+v makes it %q, %q, want %q, %q", test.failure, w.graded.Status, w.graded.Fault, test.status, test.fault)
		}
	}
}

func TestWhatCannotRunHereIsFreeEvenWhereTheWorkbookHasStubs(t *testing.T) {
	e := &exercise.Exercise{Name: "1-x", Points: exercise.Points{Results: 100}, Checks: []exercise.Check{
		{Test: "TestX/a", Group: catalog.Results, Weight: 1}, {Test: "TestX/b", Group: catalog.Results, Weight: 1},
	}}
	skipped := runner.Check{Test: "TestX/b", Status: runner.NotRun, Skip: "needs a real server"}
	for _, test := range []struct {
		reason string
		own    []*work
		second runner.Check
		want   int
	}{
		{"stubs: only the run can tell", nil, skipped, 100},
		{"stubs: it did not run", nil, runner.Check{Test: "TestX/b", Status: runner.NotRun}, 50},
		{"the workbook's own ran: a submission cannot tell", []*work{{}}, skipped, 50},
	} {
		g := &Grader{own: test.own}
		w := &work{Exercise: e, graded: results.Graded{Status: results.Completed}}
		g.verdict(w, runner.Result{Checks: []runner.Check{{Test: "TestX/a", Status: runner.Passed}, test.second}})
		if w.graded.Points != test.want {
			t.Errorf("%s: %d of %d points, want %d", test.reason, w.graded.Points, w.graded.Max, test.want)
		}
	}
}

func TestScrubTakesOutWhatDiffersFromRunToRun(t *testing.T) {
	const a = "table test_abcdefghij23.user_data in /tmp/generators-1/x.sock at 0xc000123456 (0.02s) by goroutine 17; " +
		"database not found: test_abcdefghij23_prodev"
	const b = "table test_zyxwvutsrq76.user_data in /tmp/generators-987/x.sock at 0xc000fedcba (1.42s) by goroutine 4; " +
		"database not found: test_zyxwvutsrq76_prodev"
	if diff := cmp.Diff(scrub(a), scrub(b)); diff != "" {
		t.Errorf("two runs (-first +second):\n%s", diff)
	}
	if got := scrub("panic: oops\n\ngoroutine 7 gp=0xc1 m=3 [running]:\nmain.f()\n\tx.go:3\n"); got != "panic: oops\n\n" {
		t.Errorf("scrub of a panic = %q, want the panic without its goroutines", got)
	}
	if got := scrub("user test_x and 0x1 stay"); got != "user test_x and 0x1 stay" {
		t.Errorf("scrub changes what does not differ: %q", got)
	}
}

func TestAJournalThatWasCutOffIsReadToItsLastWholeLine(t *testing.T) {
	head := &results.Results{Seed: 1, Sandbox: "none", Workbook: "abc"}
	first, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	ann, err := json.Marshal(results.Student{Name: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	whole := string(first) + "\n" + string(ann) + "\n"
	done, end, err := read(bytes.NewBufferString(whole+string(ann[:10])), head)
	if err != nil || len(done) != 1 || done["ann"].Name != "ann" || end != int64(len(whole)) {
		t.Errorf("read = %v, %d, %v, want ann and %d", done, end, err, len(whole))
	}
	other := &results.Results{Seed: 2, Sandbox: "docker", Workbook: "abd"}
	_, _, err = read(bytes.NewBufferString(whole), other)
	if want := "seed 1, not 2, sandbox none, not docker, workbook abc, not abd"; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("a journal of another run: %v, want %s", err, want)
	}
}

func TestAResumedJournalGoesOnWhereTheLastWholeLineEnded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	head := &results.Results{Seed: 1}
	j, _, err := Cohort{Journal: path}.open(head)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.write(results.Student{Name: "ann"}); err != nil {
		t.Fatal(err)
	}
	if _, err := j.WriteString(`{"name": "be`); err != nil { // the run was killed here
		t.Fatal(err)
	}
	j.Close()
	for _, name := range []string{"ben", "cleo"} {
		j, done, err := Cohort{Journal: path, Resume: true}.open(head)
		if err != nil || len(done) == 0 {
			t.Fatalf("resume before %s: %v, %v", name, done, err)
		}
		if err := j.write(results.Student{Name: name}); err != nil {
			t.Fatal(err)
		}
		j.Close()
	}
	_, done, err := Cohort{Journal: path, Resume: true}.open(head)
	if diff := cmp.Diff([]string{"ann", "ben", "cleo"}, slices.Sorted(maps.Keys(done))); err != nil || diff != "" {
		t.Errorf("the students in the journal: %v (-want +got):\n%s", err, diff)
	}
	if _, _, err := (Cohort{Journal: path}).open(head); err == nil {
		t.Error("a new run over a journal that is there: no error")
	}
}

func TestAJournalThatCannotBeTakenIsRefusedBeforeAnythingIsBuilt(t *testing.T) {
	all, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	begin := func(resume bool, exercises []*exercise.Exercise, seed uint64) (uint64, error) {
		return JournalSeed(path, resume, exercises, seed)
	}
	if seed, err := begin(false, all, 7); seed != 7 || err != nil {
		t.Errorf("a new run has the seed %d, %v, want the 7 that was asked for", seed, err)
	}
	workbook, err := digest(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		of        string // the workbook that the journal is of
		resume    bool
		exercises []*exercise.Exercise
		seed      uint64
		want      string // empty for a run that goes on
	}{
		{workbook, true, all, 0, ""},
		{workbook, true, all, 5, ""},
		{workbook, false, all, 0, "journal.jsonl is there: --resume goes on"},
		{workbook, true, all, 6, "it is of a run with seed 5, not 6: go on with that"},
		{workbook, true, all[:1], 0, "it is of the exercises 0-seed, 1-stream_users"},
		{"abc", true, all, 0, "it is of a run with workbook abc, not " + workbook},
	} {
		head := results.Results{Seed: 5, Sandbox: "none", Workbook: test.of}
		for _, e := range all {
			head.Exercises = append(head.Exercises, results.Exercise{Name: e.Name})
		}
		text, err := json.Marshal(head)
		if err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		seed, err := begin(test.resume, test.exercises, test.seed)
		if test.want == "" && (seed != 5 || err != nil) {
			t.Errorf("resumed with %d: %d, %v, want the seed 5 of the journal", test.seed, seed, err)
		}
		if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("resume %t, %d exercises, seed %d: %v, want %s",
				test.resume, len(test.exercises), test.seed, err, test.want)
		}
	}
}

func TestTheFirstFindingsOfEachRuleAreTold(t *testing.T) {
	var all, want []rules.Finding
	for i := range 3 * mostFindings {
		finding := rules.Finding{Rule: fmt.Sprint("rule", i%2), Message: fmt.Sprint(i)}
		if all = append(all, finding); i < 2*mostFindings {
			want = append(want, finding)
		}
	}
	if diff := cmp.Diff(want, few(all)); diff != "" {
		t.Errorf("few (-want +got):\n%s", diff)
	}
}
