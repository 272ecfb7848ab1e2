//go:build scripts

// Each pack, run as its platform runs it, as far as one machine can: see testdata/platform.

package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/stub"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the transcripts on the pages of the packs anew")

// transcript is the block of a page that has what a platform sees.
var transcript = regexp.MustCompile("(?s)```text\n.*?```\n")

// advice is what VPL reads of the checks that failed: too long for a page.
var advice = regexp.MustCompile(`(?m)^(>|>  .*|>Where it says .*|-[^:]*: [\w ]+)\n`)

// passing is what no two runs have in common. What is built once is told by the first run on a machine alone, and how
// far a run is more often by a slow one.
var passing = regexp.MustCompile(`seed \d+|/tmp/tmp[.\w]+|building [^\n]*\n|\d+ of \d+ graded[^\n]*\n`)

func TestEachPackGradesWhereItsPlatformRunsItAndItsPageShowsThat(t *testing.T) {
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("needs root on Linux, to make a machine like the platform's")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("needs python3, which Classroom 50's machines have")
	}
	all := workbook(t)
	all.Exercises = all.Exercises[1:] // without exercise 0, whose tests take longest
	one := all.Exercises[0]
	right, err := os.ReadFile(filepath.Join(all.Root, one.Edits[0]))
	naive, err2 := os.ReadFile("testdata/naive.go")
	empty, err3 := stub.Of(one, one.Edits[0], right)
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	// A program that looks for what it must not see finds nothing to forge: it is rejected, and never compiled.
	hostile := append([]byte("package main\nimport \"os\"\nfunc init() { os.Exit(0) }\n"), right[len("package main"):]...)
	for _, platform := range Platforms() {
		t.Run(platform, func(t *testing.T) {
			pack, got := filepath.Join(t.TempDir(), "pack"), ""
			if err := Write(t.Context(), all, platform, pack); err != nil {
				t.Fatal(err)
			}
			for _, handedIn := range []struct {
				about    string
				code     []byte
				from, to float64 // the score, of 1
			}{
				{"right", right, 1, 1},
				{"naive", naive, 0.05, 0.5},
				{"stub", empty, 0, 0},
				{"hostile", hostile, 0, 0},
			} {
				if handedIn.about == "hostile" && platform != "prairielearn" {
					continue // what the grader makes of it is the same on all
				}
				out := t.TempDir()
				run := exec.CommandContext(t.Context(), "unshare", "--mount", "--net", "--", "bash", "testdata/platform",
					platform, pack, out, "/dev/stdin")
				run.Stdin = bytes.NewReader(handedIn.code)
				log, err := run.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v:\n%s", handedIn.about, err, log)
				}
				score := scoreOf(t, platform, out)
				if score < handedIn.from || score > handedIn.to {
					t.Errorf("%s: the score is %v, want %v to %v", handedIn.about, score, handedIn.from, handedIn.to)
				}
				got += fmt.Sprintf("# %s: a score of %v\n%s", handedIn.about, score, log)
			}
			got = "```text\n" + advice.ReplaceAllString(got, "") + "```\n"
			page := filepath.Join("templates", platform, "README.md")
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			shown := transcript.FindString(string(text))
			diff := cmp.Diff(passing.ReplaceAllString(shown, ""), passing.ReplaceAllString(got, ""))
			if diff != "" && !*update {
				t.Errorf("%s (-page +now); with -update it is written anew:\n%s", page, diff)
			} else if diff != "" {
				text = []byte(strings.Replace(string(text), shown, got, 1))
				if err := os.WriteFile(page, text, 0o644); err != nil {
					t.Fatal(err)
				}
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
