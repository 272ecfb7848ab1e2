package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const exerciseDir = "testdata/module/1-count"

// TestRun breaks one rule at a time.
func TestRun(t *testing.T) {
	for _, test := range []struct{ name, old, by, want string }{
		{"nothing", "", "", ""},
		{"a second loop", "yield(0, err)\n\t\t}\n", "for range 1 {\n\t\t\t\tyield(0, err)\n\t\t\t}\n\t\t}\n", "1-count/ages.go:27:4: loop number 2 (keeps_to_the_loop_limit)"},
		{"a sum in SQL", "SELECT age ", "SELECT COUNT(*) ", "1-count/ages.go:14:37: a text that calls COUNT (leaves_the_sums_to_the_loop)"},
		{"an import", `"iter"`, "\"iter\"\n\t_ \"os\"", `1-count/ages.go:7:2: an import of "os" (imports_only_what_is_allowed)`},
		{"an import of C", `"iter"`, "\"iter\"\n\t\"C\"", `1-count/ages.go:7:2: an import of "C" (imports_only_what_is_allowed)`},
		{"a directive", "// Ages", "//go:noinline\n// Ages", "1-count/ages.go:9:1: the comment //go:noinline (gives_the_compiler_no_directives)"},
		{"an init", "// Ages", "func init() {}\n\n// Ages", "1-count/ages.go:9:6: a function init (runs_no_code_of_its_own_at_start)"},
		{"no Close", "defer rows.Close()\n", "", "1-count/ages.go:14:16: a *sql.Rows rows that is never closed (closes_what_it_opens)"},
		{"no Err", "if err := rows.Err(); err != nil", "if err != nil", `1-count/ages.go:14:16: sql.Rows "rows" is used in Next loop at line 20 without final check of rows.Err() (checks_rows_Err)`},
		{"no cancel", "ctx, cancel := context.WithCancel(ctx)\n\t\tdefer cancel()", "ctx, _ := context.WithCancel(ctx)", "1-count/ages.go:12:8: the cancel function returned by context.WithCancel should be called, not discarded, to avoid a context leak (cancels_the_contexts_it_makes)"},
		{"a false position", "// Ages", "//line main.go:1\nfunc init() {}\n\n// Ages", "1-count/ages.go:9:1: the comment //line main.go:1 (gives_the_compiler_no_directives)\n1-count/ages.go:10:6: a function init (runs_no_code_of_its_own_at_start)"},
		{"an undefined name", "rows.Err()", "rows.Error()", "1-count/ages.go:26:18: rows.Error undefined (type *sql.Rows has no field or method Error) (compiles)"},
		{"an unused variable", "defer rows.Close()", "defer rows.Close()\n\t\tage := 1", "1-count/ages.go:20:3: declared and not used: age (compiles)"},
		{"an unknown package", `"iter"`, "\"iter\"\n\t\"example.com/nosuch\"", `1-count/ages.go:7:2: could not import example.com/nosuch (no required module provides package example.com/nosuch; to add it:` + "\n\tgo get example.com/nosuch) (compiles)\n" + `1-count/ages.go:7:2: an import of "example.com/nosuch" (imports_only_what_is_allowed)`},
		{"a fault of the syntax", "for rows.Next() {", "for rows.Next() ", "1-count/ages.go:21:4: expected operand, found 'var' (compiles)"},
		{"a build constraint", "package main", "//go:build ignore\n\npackage main", "1-count/ages.go:1:1: the comment //go:build (gives_the_compiler_no_directives)\n1-count/ages.go:3:1: the build leaves this file out (compiles)"},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			findings, err := Run(exerciseDir, replacing(t, "ages.go", test.old, test.by))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, finding := range findings {
				got = append(got, finding.String())
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("Run with %q for %q (-want +got):\n%s", test.by, test.old, diff)
			}
		})
	}
}

// replacing returns an overlay in which the file of the exercise has by in the place of old.
func replacing(t *testing.T, name, old, by string) map[string]string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(exerciseDir, name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	edited := filepath.Join(t.TempDir(), "edited.go")
	if err := os.WriteFile(edited, []byte(strings.Replace(string(text), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{file: edited}
}
