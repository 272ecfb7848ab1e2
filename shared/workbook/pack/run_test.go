//go:build scripts

// Each pack, run as its platform runs it, as far as one machine can: see testdata/platform.

package pack

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestEachPackGradesWhereItsPlatformRunsIt(t *testing.T) {
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("needs root on Linux, to make a machine like the platform's")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("needs python3, which Classroom 50's machines have")
	}
	all := workbook(t)
	all.Exercises = all.Exercises[1:] // without exercise 0, whose tests take longest
	right, err := os.ReadFile(filepath.Join(all.Root, "1-stream_users", "stream_users.go"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := bytes.Replace(right, []byte("ORDER BY user_id"), nil, 1)
	// A program that looks for what it must not see finds nothing to forge: it is rejected, and never compiled.
	hostile := append([]byte("package main\nimport \"os\"\nfunc init() { os.Exit(0) }\n"), right[len("package main"):]...)
	for _, test := range []struct {
		platform, about string
		code            []byte
		from, to        float64 // the score, of 1
	}{
		{"actions", "right", right, 1, 1},
		{"classroom50", "right", right, 1, 1},
		{"gradescope", "right", right, 1, 1},
		{"moodle-vpl", "right", right, 1, 1},
		{"prairielearn", "right", right, 1, 1},
		{"prairielearn", "wrong", wrong, 0.5, 0.99},
		{"prairielearn", "hostile", hostile, 0, 0},
	} {
		t.Run(test.platform+"/"+test.about, func(t *testing.T) {
			pack, out := filepath.Join(t.TempDir(), "pack"), t.TempDir()
			if err := Write(t.Context(), all, test.platform, pack); err != nil {
				t.Fatal(err)
			}
			run := exec.CommandContext(t.Context(), "unshare", "--mount", "--net", "--", "bash", "testdata/platform",
				test.platform, pack, out, "/dev/stdin")
			run.Stdin = bytes.NewReader(test.code)
			log, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%v:\n%s", err, log)
			}
			t.Logf("%s", log)
			if score := scoreOf(t, test.platform, out); score < test.from || score > test.to {
				t.Errorf("the score is %v, want %v to %v", score, test.from, test.to)
			}
		})
	}
}

// scoreOf returns the score of a report, of 1, as its platform reads it. The report must have the platform's shape.
func scoreOf(t *testing.T, platform, out string) float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(out, "result"))
	if err != nil {
		t.Fatal(err)
	}
	if platform == "moodle-vpl" {
		_, grade, _ := strings.Cut(string(text), "\nGrade :=>> ")
		var score float64
		if err := json.Unmarshal([]byte(grade), &score); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return score / 20 // the test's activity has 20 points
	}
	var report struct {
		Score  float64
		Max    float64 `json:"max-score"`
		Schema string
		Tests  []struct {
			Max float64 `json:"max_score"`
		}
	}
	name := map[string]string{"actions": "gradescope"}[platform]
	if name == "" {
		name = platform
	}
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "export", "testdata", name+".schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = schema.Validate(value)
	}
	if err == nil {
		err = json.Unmarshal(text, &report)
	}
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	switch platform {
	case "prairielearn":
		return report.Score
	case "classroom50":
		if diff := cmp.Diff("classroom50/result/v1", report.Schema); diff != "" {
			t.Errorf("the result's schema (-want +got):\n%s", diff)
		}
		return report.Score / report.Max
	}
	most := 0.0
	for _, test := range report.Tests {
		most += test.Max
	}
	return report.Score / most
}
