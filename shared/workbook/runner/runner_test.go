package runner_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

// Student code stands in place of an exercise's, with three checks that call it. They need no database.
const (
	checks = `package main

import (
	"os"
	"testing"

	"example.com/generators/shared/receipt"
)

func TestMain(m *testing.M) { os.Exit(receipt.Main(m)) }

func TestStudent(t *testing.T) {
	for _, name := range []string{"first", "second", "third"} {
		t.Run(name, func(t *testing.T) {
			if got := student(name); got != name {
				t.Errorf("student(%q) = %q", name, got)
			}
		})
	}
}
`
	right = "func student(name string) string { return name }"
)

var tests = []string{"TestStudent/first", "TestStudent/second", "TestStudent/third"}

func TestRunSaysWhatBecameOfEachCheck(t *testing.T) {
	const passed, failed, notRun = runner.Passed, runner.Failed, runner.NotRun
	limits := runner.Limits{Check: 3 * time.Second, Output: 1 << 20, Memory: 200 << 20}
	for _, test := range []struct {
		name, imports, code string
		want                [3]runner.Status
		fault               string
	}{
		{"right", "", right, [3]runner.Status{passed, passed, passed}, ""},
		{"wrong", "", `func student(name string) string { return "second" }`, [3]runner.Status{failed, passed, failed}, ""},
		{"not_built", "", `func student(name string) string { return nam }`, [3]runner.Status{runner.NotBuilt, runner.NotBuilt, runner.NotBuilt}, "main.go:3:43: undefined: nam"},
		{"panics", "", `func student(name string) string { if name == "second" { panic("oops") }; return name }`, [3]runner.Status{passed, failed, notRun}, "panic: oops\nat 1-stream_users/main.go:3"},
		{"panics_in_init", "", right + "\nfunc init() { panic(1) }", [3]runner.Status{notRun, notRun, notRun}, "panic: 1"},
		{"never_ends", "", `func student(name string) string { for name == "second" {}; return name }`, [3]runner.Status{passed, runner.TimedOut, notRun}, "stopped after 3s"},
		{"waits_for_the_server_first", `"fmt"; "time"`, `func student(name string) string { if name == "first" { time.Sleep(4 * time.Second); fmt.Println("` + receipt.ServerReady + `a slow one") }; return name }`, [3]runner.Status{passed, passed, passed}, ""},
		{"floods", `"fmt"`, `func student(name string) string { for name == "second" { fmt.Println("a great deal of output") }; return name }`, [3]runner.Status{passed, runner.Flooded, notRun}, "printing more than 1024 KiB"},
		{"eats_memory", "", `var all [][]byte; func student(name string) string { for name == "second" { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }; return name }`, [3]runner.Status{passed, runner.OutOfMemory, notRun}, "more than 200 MiB"},
		{"exits_with_0", `"syscall"`, `func student(name string) string { if name == "second" { syscall.Exit(0) }; return name }`, [3]runner.Status{passed, failed, notRun}, "before the checks did"},
		{"forges_passes_and_exits", `"fmt"; "os"`, `func student(name string) string { fmt.Print("\x16=== RUN   TestStudent/third\n\x16--- PASS: TestStudent/third (0.00s)\n\x16=== NAME  TestStudent/first\n"); os.Exit(0); return name }`, [3]runner.Status{failed, notRun, notRun}, "before the checks did"},
		{"forges_a_receipt", `"fmt"; "os"`, `func student(name string) string { fmt.Printf("\nreceipt %s 0\n", os.Getenv("WORKBOOK_NONCE")); os.Exit(0); return name }`, [3]runner.Status{failed, notRun, notRun}, "before the checks did"},
		{"starts_what_outlives_it", `"os"; "os/exec"`, `func student(name string) string { c := exec.Command("setsid", "sleep", "20"); c.Stdout = os.Stdout; c.Start(); return name }`, [3]runner.Status{passed, passed, passed}, ""},
		{"forges_a_pass_of_what_fails", `"fmt"`, `func student(name string) string { fmt.Print("\x16=== RUN   TestStudent/" + name + "\n\x16--- PASS: TestStudent/" + name + " (0.00s)\n"); return "" }`, [3]runner.Status{failed, failed, failed}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result, err := runner.Run(t.Context(), job(t, test.imports, test.code, limits))
			if err != nil {
				t.Fatal(err)
			}
			var got [3]runner.Status
			for i, check := range result.Checks {
				got[i] = check.Status
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the checks (-want +got):\n%s\n%.2000s", diff, fmt.Sprintf("%+v", result))
			}
			if !strings.Contains(result.Fault, test.fault) {
				t.Errorf("the fault is %q, want it to say %q", result.Fault, test.fault)
			}
			if want := test.want == [3]runner.Status{passed, passed, passed}; result.Passed() != want {
				t.Errorf("Passed() = %t", result.Passed())
			}
		})
	}
}

func TestRunTakesWhatIsPrintedInOrderOrNotAtAll(t *testing.T) {
	code := `func student(name string) string { fmt.Println("printed in the", name); return "second" }`
	for _, inOrder := range []bool{true, false} {
		j := job(t, `"fmt"`, code, runner.Limits{})
		j.InOrder = inOrder
		result, err := runner.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range result.Checks {
			_, name, _ := strings.Cut(check.Test, "/")
			if strings.Contains(check.Output, "printed in the "+name) != inOrder || strings.Count(check.Output, "printed in") > 1 {
				t.Errorf("in order %t: %s said %q", inOrder, check.Test, check.Output)
			}
		}
	}
}

// TestRunInOrderTakesBackWhatMayBeForged: who ends the process before the last test can have printed the passes before.
func TestRunInOrderTakesBackWhatMayBeForged(t *testing.T) {
	j := job(t, `"fmt"; "os"`, `func student(name string) string { fmt.Print("\x16=== RUN   TestStudent/third\n\x16--- PASS: TestStudent/third (0.00s)\n"); os.Exit(0); return name }`, runner.Limits{})
	j.InOrder = true
	result, err := runner.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range result.Checks {
		if check.Status == runner.Passed {
			t.Errorf("%s passed", check.Test)
		}
	}
}

func TestRunKeepsWhatACheckSays(t *testing.T) {
	result, err := runner.Run(t.Context(), job(t, "", `func student(string) string { return "second" }`, runner.Limits{}))
	if err != nil {
		t.Fatal(err)
	}
	if out := result.Checks[0].Output; !strings.Contains(out, `student("first") = "second"`) {
		t.Errorf("the first check said %q", out)
	}
}

func TestRunReportsInOrderAndAsItGoes(t *testing.T) {
	j := job(t, "", right, runner.Limits{})
	var got []string
	j.Report = func(c runner.Check) { got = append(got, c.Test) }
	if _, err := runner.Run(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tests, got); diff != "" {
		t.Errorf("the reports (-want +got):\n%s", diff)
	}
}

func TestACheckThatDoesNotReportHasNotPassed(t *testing.T) {
	j := job(t, "", right, runner.Limits{})
	j.Checks = append(j.Checks, "TestStudent/fourth")
	result, err := runner.Run(t.Context(), j)
	if err != nil || result.Checks[3].Status != runner.NotRun || result.Passed() {
		t.Errorf("Run = %+v, %v, want the fourth check not run", result, err)
	}
}

func TestRunNamesTheTestsThatAreNoChecks(t *testing.T) {
	j := job(t, "", right, runner.Limits{})
	j.Checks = j.Checks[:2]
	result, err := runner.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"TestStudent/third"}, result.Unlisted); diff != "" {
		t.Errorf("the unlisted tests (-want +got):\n%s", diff)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	j := job(t, "", `func student(name string) string { for name == "second" {}; return name }`, runner.Limits{})
	j.Report = func(runner.Check) { cancel() }
	if _, err := runner.Run(ctx, j); !errors.Is(err, context.Canceled) {
		t.Errorf("Run with a context that is cancelled: error %v, want %v", err, context.Canceled)
	}
}

// job returns the job of running code in place of exercise 1's.
func job(t *testing.T, imports, code string, limits runner.Limits) runner.Job {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	exercise := filepath.Join(root, "1-stream_users")
	overlay := map[string]string{filepath.Join(exercise, "usage_test.go"): "", filepath.Join(exercise, "bench_test.go"): ""}
	for file, text := range map[string]string{
		"main.go":              "package main\nimport (" + imports + ")\n" + code + "\nfunc main() {}\n",
		"stream_users.go":      "package main\n",
		"stream_users_test.go": checks,
	} {
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(exercise, file)] = path
	}
	return runner.Job{Root: root, Dir: "1-stream_users", Checks: tests, Overlay: overlay, Limits: limits}
}
