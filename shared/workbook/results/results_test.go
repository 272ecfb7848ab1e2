package results_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/submission"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// of returns results with these students.
func of(names ...string) *results.Results {
	r := &results.Results{
		Schema: results.SchemaName, Seed: 7, Workbook: "digest", Sandbox: "none", Students: []results.Student{},
		Ignored: []string{"x.txt"},
		Exercises: []results.Exercise{{
			Name: "1-stream_users", Title: "Stream", Points: 3,
			Checks: []results.CheckInfo{{Test: "TestA", Sentence: "A", Group: catalog.Lazy, Weight: 1}},
		}},
	}
	for _, name := range names {
		r.Students = append(r.Students, results.Student{
			Name: name, Ignored: []string{}, Faults: []string{}, Files: "0123",
			Person: submission.Person{ID: "7", Login: name, Email: name + "@example.com"},
			Origin: submission.Origin{
				Layout: "canvas", Names: []string{name + "_7_8_x.go"}, Attempt: 1, Attempts: 2, Late: true, Unlisted: true,
			},
			Exercises: []results.Graded{{
				Exercise: "1-stream_users", Status: results.Completed, Score: exercise.Score{
					Max: 3, Broken: []string{}, Groups: []exercise.GroupScore{{Group: catalog.Lazy, Max: 3, Lost: "TestA"}},
				},
				Measured: &results.Measured{Seconds: 1, PeakMemoryBytes: 5},
				Checks: []results.Check{{
					Test: "TestA", Status: runner.TimedOut, Seconds: 2, Failures: []receipt.Failure{
						{Law: "a", Want: "b", Got: "c", Diff: "d", Unseen: "e", Trace: "f", Advice: "g", Page: "h"},
					},
					Public: []receipt.Failure{},
				}},
			}},
		})
	}
	return r
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	want := of("ann", "ben")
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := results.Read(path)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Read after Write: %v (-want +got):\n%s", err, diff)
	}
	if err := os.WriteFile(path, []byte(`{"schema": "something/else"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := results.Read(path); err == nil || !strings.Contains(err.Error(), `"something/else"`) {
		t.Errorf("Read of another schema: %v, want an error that names it", err)
	}
}

func TestReadRefusesADocumentThatDoesNotFitItself(t *testing.T) {
	for _, test := range []struct {
		change func(*results.Student)
		want   string
	}{
		{func(s *results.Student) { s.Exercises = nil }, `0 exercises, want 1`},
		{func(s *results.Student) { s.Exercises[0].Exercise = "2-x" }, `exercise 1 is "2-x", want "1-stream_users"`},
		{func(s *results.Student) { s.Exercises[0].Checks = nil }, `1-stream_users: 0 checks, want 1`},
		{
			func(s *results.Student) { s.Exercises[0].Checks[0].Test = "TestB" },
			`1-stream_users: check 1 is "TestB", want "TestA"`,
		},
		{func(s *results.Student) { s.Exercises[0].Points = 3 }, `1-stream_users: 3 points, but its groups have 0`},
		{
			func(s *results.Student) { s.Exercises[0].Groups[0].Points = 4 },
			`1-stream_users: lazy: 4 of 3 points`,
		},
	} {
		r := of("ann", "ben")
		test.change(&r.Students[1])
		test.want = `student "ben": ` + test.want
		path := filepath.Join(t.TempDir(), "results.json")
		if err := r.Write(path); err != nil {
			t.Fatal(err)
		}
		if _, err := results.Read(path); err == nil || err.Error() != path+": "+test.want {
			t.Errorf("Read: %v, want an error that names the file and says %s", err, test.want)
		}
	}
}

func TestMergeOfShardsIsSortedAndKnowsEachStudentOnce(t *testing.T) {
	merged, err := results.Merge(of("cleo"), of("ann", "dan"), of("ben"))
	if diff := cmp.Diff(of("ann", "ben", "cleo", "dan"), merged); err != nil || diff != "" {
		t.Errorf("Merge: %v (-want +got):\n%s", err, diff)
	}
	seed, workbook, box := of("x"), of("x"), of("x")
	seed.Seed, workbook.Workbook, box.Sandbox = 8, "another", "another"
	for _, test := range []struct {
		parts []*results.Results
		want  string
	}{
		{nil, "there are none"},
		{[]*results.Results{of("ann"), of("ann")}, `student "ann" is in two parts`},
		{[]*results.Results{of("ann"), seed}, "seed 8, not 7"},
		{[]*results.Results{of("ann"), workbook}, "workbook another, not digest"},
		{[]*results.Results{of("ann"), box}, "sandbox another, not none"},
	} {
		if _, err := results.Merge(test.parts...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Merge: %v, want an error that says %q", err, test.want)
		}
	}
}

func TestWithoutTimesLeavesTheRestAndTheOriginal(t *testing.T) {
	r := of("ann")
	text, err := json.Marshal(r.WithoutTimes())
	if err != nil || strings.Contains(string(text), "seconds") || !strings.Contains(string(text), "timed out") {
		t.Errorf("WithoutTimes = %s, %v", text, err)
	}
	if diff := cmp.Diff(of("ann"), r); diff != "" {
		t.Errorf("WithoutTimes changed its receiver (-want +got):\n%s", diff)
	}
}

func TestTheSchemaDescribesTheDocument(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("results.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	right, err := json.Marshal(of("ann"))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(string(right)); err != nil {
		t.Errorf("the schema refuses results: %v", err)
	}
	for _, change := range []struct{ from, to string }{
		{`"timed out"`, `"tired"`},
		{`"seed":7`, `"seed":"7"`},
		{`"points":0,`, ``},
		{`"group":"lazy"`, `"group":"memory"`},
		{`"seed":7`, `"seed":7,"more":1`},
		{`"law":"a"`, `"law":1`},
		{`"law":"a"`, `"rule":"a"`},
		{results.SchemaName, "generators/results/v2"},
	} {
		wrong := strings.Replace(string(right), change.from, change.to, 1)
		if wrong == string(right) || validate(wrong) == nil {
			t.Errorf("the schema takes results with %s in place of %s", change.to, change.from)
		}
	}
}
