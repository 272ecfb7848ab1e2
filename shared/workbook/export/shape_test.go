package export_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/export"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestReportsHaveTheShapeThatTheirReadersPublish puts what is written to a schema, and then the schema to the test: it
// must refuse what is not.
func TestReportsHaveTheShapeThatTheirReadersPublish(t *testing.T) {
	dir := write(t)
	for _, test := range []struct {
		name   string
		broken [][2]string // by what to put in place of what
	}{
		{"gradescope", [][2]string{
			{`"score": 0,`, ``},
			{`"score": 0,`, `"score": -1,`},
			{`"max_score": 3,`, ``},
			{`"status": "failed"`, `"status": "error"`},
			{`"status": "failed"`, `"status": "failed", "visibility": "hidden"`},
			{`"output_format": "text"`, `"output_format": "markdown"`},
		}},
		{"classroom50", [][2]string{
			{`"score": 3`, `"score": 3.5`},
			{`"score": 3`, `"score": -1`},
			{`"max-score": 3`, `"max_score": 3`},
			{`"passed": true`, `"passed": "yes"`},
			{`"test-name": "1-stream_users: lazy"`, `"test-name": ""`},
		}},
		{"prairielearn", [][2]string{
			{`"gradable": true`, `"gradable": false`},
			{`"score": 0.6`, `"score": 60`},
			{`"points": 3`, `"points": "3"`},
			{`"name": "1-stream_users: lazy"`, `"name": ""`},
		}},
	} {
		schema, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", test.name+".schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, student := range cohort().Students {
			text := read(t, dir, student.Name, test.name+".json")
			if err := validate(t, schema, text); err != nil {
				t.Errorf("%s.json of %q: %v", test.name, student.Name, err)
			}
		}
		right := read(t, dir, "<script>alert(1)</script>\nx", test.name+".json")
		tests := strings.Index(right, `"tests"`)
		for _, change := range test.broken {
			wrong := right[:tests] + strings.Replace(right[tests:], change[0], change[1], 1)
			if wrong == right {
				wrong = strings.Replace(right, change[0], change[1], 1)
			}
			if wrong == right || validate(t, schema, wrong) == nil {
				t.Errorf("the schema of %s takes %s in place of %s", test.name, change[1], change[0])
			}
		}
	}
}

func read(t *testing.T, dir, student, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "students", export.Folder(student), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}
