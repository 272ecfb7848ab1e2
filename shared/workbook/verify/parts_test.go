package verify

import (
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
)

// rightPage has all sections and links, and no word more.
var rightPage = "# 5. Count\n\n## " + strings.Join(new(exercise.Exercise).PageHeadings(), "\n\n## ") + "\n" +
	"Points: results 1; a rule that is broken takes away 0.\n" +
	"(../shared/laws/README.md#what-may-be-imported-and-what-scores-0)\n"

func TestParts(t *testing.T) {
	for _, test := range []struct {
		reason string
		change func(files map[string]string, e *exercise.Exercise)
		want   []string
	}{
		{"all there", func(map[string]string, *exercise.Exercise) {}, nil},
		{
			"no program", func(f map[string]string, _ *exercise.Exercise) { delete(f, "main.go") },
			[]string{"5-count/main.go is missing"},
		},
		{
			"no student's file", func(f map[string]string, _ *exercise.Exercise) { delete(f, "count.go") },
			[]string{"5-count/count.go is missing"},
		},
		{
			"no mutants", func(f map[string]string, _ *exercise.Exercise) { delete(f, "testdata/mutants/m.go") },
			[]string{"there are no mutants, so nothing shows that the checks catch a fault"},
		},
		{
			"nothing idle", func(f map[string]string, _ *exercise.Exercise) { delete(f, "testdata/idle.txtar") },
			[]string{"there is no testdata/idle.txtar; so nothing shows that doing nothing earns nothing"},
		},
		{
			"stray files",
			func(f map[string]string, _ *exercise.Exercise) { f["notes.md"], f["testdata/mutants/m.txt"] = "", "" },
			[]string{"5-count/notes.md is a stray file", "5-count/testdata/mutants/m.txt is a stray file"},
		},
		{
			"no points", func(_ map[string]string, e *exercise.Exercise) { e.Points.Results = 0 },
			[]string{
				"TestCount/counts is of the group results, which has no points",
				"README.md does not say: Points: ; a rule that is broken takes away 0.",
			},
		},
		{
			"no hints", func(_ map[string]string, e *exercise.Exercise) { e.Checks[0].Hints = nil },
			[]string{"TestCount/counts has no hints"},
		},
		{
			"another share on the page", func(f map[string]string, _ *exercise.Exercise) {
				f["README.md"] = strings.Replace(rightPage, "results 1", "results 2", 1)
			},
			[]string{"README.md does not say: Points: results 1; a rule that is broken takes away 0."},
		},
		{
			"text that is still to be written", func(f map[string]string, _ *exercise.Exercise) {
				f["README.md"] += "- TODO: what comes next.\n"
				f["exercise.toml"] = "title = \"x\"\nhints = [\"TODO\"]\n"
				f["checks.md"] = "To do it, say here and there. Todos are no fault.\n"
			},
			[]string{
				"5-count/README.md:22 is still to be written: - TODO: what comes next.",
				`5-count/exercise.toml:2 is still to be written: hints = ["TODO"]`,
			},
		},
		{
			"a section missing", func(f map[string]string, _ *exercise.Exercise) {
				f["README.md"] = strings.Replace(rightPage, "## Rules\n", "", 1)
			},
			[]string{`README.md has the sections ["Task" "Why it matters" "Prototype" "Run" "Check" "Hints" ` +
				`"Common mistakes" "Going further"], want ["Task" "Why it matters" "Prototype" "Rules" "Run" "Check" "Hints" ` +
				`"Common mistakes" "Going further"]`},
		},
		{
			"a page in German", func(f map[string]string, e *exercise.Exercise) {
				e.Words = exercise.Words{
					Headings: []string{
						"Aufgabe", "Wozu", "Prototyp", "Regeln", "Starten", "Prüfen", "Hinweise", "Häufige Fehler", "Und weiter",
					},
					Groups: map[catalog.Group]string{catalog.Results: "Ergebnisse"},
					Points: "Punkte: {shares}; jede verletzte Regel kostet {rule}.",
				}
				f["README.md"] = "# 5. Zählen\n\n## " + strings.Join(e.Words.Headings, "\n\n## ") + "\n" +
					"Punkte: Ergebnisse 1; jede verletzte Regel kostet 0.\n" +
					"(../shared/laws/README.md#what-may-be-imported-and-what-scores-0)\n"
			}, nil,
		},
	} {
		files := map[string]string{
			"main.go": "", "count.go": "", "checks.md": "", "exercise.toml": "", "testdata/mutants/m.go": "",
			"testdata/idle.txtar": "", "README.md": rightPage,
		}
		e := &exercise.Exercise{
			Root: t.TempDir(), Name: "5-count", Edits: []string{"5-count/count.go"},
			Points: exercise.Points{Results: 1},
			Checks: []exercise.Check{{Test: "TestCount/counts", Group: catalog.Results, Weight: 1, Hints: []string{"Count."}}},
		}
		test.change(files, e)
		for name, text := range files {
			write(t, e.Root, e.Name+"/"+name, text)
		}
		if diff := cmp.Diff(test.want, Parts(e)); diff != "" {
			t.Errorf("%s: Parts (-want +got):\n%s", test.reason, diff)
		}
	}
}
