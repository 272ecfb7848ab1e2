package grade

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/results"

	"github.com/google/go-cmp/cmp"
)

func TestExplainTakesTheTraceAndTheHiddenDataOutOfAMessage(t *testing.T) {
	for _, test := range []struct{ name, output, message, public, trace string }{
		{
			"a law",
			"    errors.go:30: \n          law:   a law\n          want:  3 values\n          got:   2 values\n          trace: connect -> next\n          do:    this\n          hints: there\n",
			"law:   a law\nwant:  3 values\ngot:   2 values\ndo:    this\nhints: there",
			"law:   a law\nwant:  3 values\ngot:   2 values\ndo:    this\nhints: there",
			"connect -> next",
		},
		{
			"a law that compares data",
			"    outcome.go:70: \n          law:   a law\n          want:  3 values, as inserted\n          got:   2 values, (-want +got):\n              []string{\n            -   \"secret\",\n              }\n          trace: connect\n          do:    this\n",
			"law:   a law\nwant:  3 values, as inserted\ngot:   2 values, (-want +got):\n    []string{\n  -   \"secret\",\n    }\ndo:    this",
			"law:   a law\nwant:  3 values, as inserted\ngot:   2 values\ndo:    this",
			"connect",
		},
		{
			"a test that shows data",
			"    stream_test.go:30: it yielded (-want +got):\n        -   \"secret\"\n",
			"it yielded (-want +got):\n-   \"secret\"",
			"",
			"",
		},
	} {
		message, public, trace := explain(test.output)
		if diff := cmp.Diff([]string{test.message, test.public, test.trace}, []string{message, public, trace}); diff != "" {
			t.Errorf("%s: message, public message and trace (-want +got):\n%s", test.name, diff)
		}
		if strings.Contains(public, "secret") {
			t.Errorf("%s: the public message %q has hidden data", test.name, public)
		}
	}
}

func TestScrubTakesOutWhatDiffersFromRunToRun(t *testing.T) {
	const a = "table test_abcdefghij23.user_data in /tmp/generators-1/x.sock at 0xc000123456 (0.02s) by goroutine 17 x got:   73 KiB"
	const b = "table test_zyxwvutsrq76.user_data in /tmp/generators-987/x.sock at 0xc000fedcba (1.42s) by goroutine 4 x got:   68 KiB"
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
	head := []byte(`{"seed":1}`)
	ann, err := json.Marshal(results.Student{Name: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	whole := string(head) + "\n" + string(ann) + "\n"
	done, end, err := read(bytes.NewBufferString(whole+string(ann[:10])), head)
	if err != nil || len(done) != 1 || done["ann"].Name != "ann" || end != int64(len(whole)) {
		t.Errorf("read = %v, %d, %v, want ann and %d", done, end, err, len(whole))
	}
	if _, _, err := read(bytes.NewBufferString(whole), []byte(`{"seed":2}`)); err == nil {
		t.Error("a journal of another run: no error")
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
