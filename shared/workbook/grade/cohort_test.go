//go:build cohort

package grade_test

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
	"example.com/generators/shared/workbook/submission"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

const streamUsers = "1-stream_users/stream_users.go"

// attack is what a hostile submission does, and what should become of it.
type attack struct {
	name, imports, before, body string
	status                      results.Status
	check                       runner.Status // of the first check
}

// hostile are submissions of exercise 1 that attack the grading. The rest of the submission is right.
var hostile = []attack{
	{"exits", `"syscall"`, "", "syscall.Exit(0)", results.Rejected, ""},
	{"exits_in_init", `"os"`, "func init() { os.Exit(0) }", "", results.Rejected, ""},
	{"forges_a_results_file", `"os"`, "", `os.WriteFile("results.json", []byte("{}"), 0o600)`, results.Rejected, ""},
	{"forks", `"os/exec"`, "", `for { exec.Command("/proc/self/exe").Start() }`, results.Rejected, ""},
	{"reads_files", `"os"`, "", `os.ReadFile("../1-stream_users/stream_users_test.go"); os.ReadFile("/etc/passwd")`, results.Rejected, ""},
	{"embeds_the_tests", `_ "embed"`, "//go:embed stream_users_test.go\nvar tests string", "", results.Rejected, ""},
	{"links_into_testing", `_ "unsafe"`, "//go:linkname fail testing.(*common).Fail\nfunc fail()", "", results.Rejected, ""},
	{"dials", `"net"`, "", `net.Dial("tcp", "example.com:80")`, results.Rejected, ""},
	{"reaches_for_the_driver", "", "", `c, _ := db.Conn(ctx); c.Raw(func(any) error { return nil })`, results.Rejected, ""},
	{"asks_for_the_driver", "", "", `db.Driver()`, results.Rejected, ""},
	{"opens_another_database", "", "", `seed.Connect(ctx)`, results.Rejected, ""},
	{"takes_the_name_len", "", "func len(any) int { return 0 }", "", results.Rejected, ""},
	{"computes_at_start", "", "var started = func() int { panic(1) }()", "", results.Rejected, ""},
	{"is_left_out_of_the_build", "", "", "", results.Rejected, ""},
	{"does_not_compile", "", "", "return 1", results.NotBuilt, ""},
	{"is_no_text", "", "// \xff\xfe\nvar x = \"\xff\"", "", results.NotBuilt, ""},
	{"never_ends", "", "", "for {}", results.Completed, runner.TimedOut},
	{"sleeps", `"time"`, "", "time.Sleep(time.Hour)", results.Completed, runner.TimedOut},
	{"allocates", "", "var all [][]byte", "for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }", results.Completed, runner.OutOfMemory},
	{"starts_goroutines", "", "", "for { go func() { select {} }() }", results.Completed, runner.OutOfMemory},
	{"recurses", "", "func deep(n int) int { return deep(n+1) + 1 }", "deep(0)", results.Completed, runner.OutOfMemory},
	{"floods", `"fmt"`, "", `for { fmt.Println("ten gigabytes of output") }`, results.Completed, runner.Flooded},
	{"forges_passes", `"fmt"`, "", `fmt.Print("\n\x16=== RUN   TestStreamUsers/is_lazy\n\x16--- PASS: TestStreamUsers/is_lazy (0.00s)\n--- PASS: TestStreamUsers (0.00s)\nPASS\nok\n")`, results.Completed, runner.Failed},
	{"drops_databases", "", "", `for _, name := range []string{"ALX_prodev", "mysql", "information_schema"} { db.ExecContext(ctx, "DROP DATABASE "+name) }`, results.Completed, runner.Failed},
	{"writes_by_SQL", "", "", `db.ExecContext(ctx, "SELECT 'x' INTO OUTFILE '/tmp/generators-outfile'"); db.ExecContext(ctx, "SELECT 'x' INTO DUMPFILE '/tmp/generators-outfile'")`, results.Completed, runner.Failed},
}

// TestACohort grades right, wrong and hostile submissions together.
func TestACohort(t *testing.T) {
	exercises := load(t)
	dir := t.TempDir()
	make := maker{t: t, dir: dir, exercises: exercises}
	var right, wrong []string

	make.reference("reference", nil)
	make.reference("<script>alert(1)<∕script>", nil)
	make.reference("=cmd()|x", nil)
	right = append(right, "reference", "<script>alert(1)<∕script>", "=cmd()|x")
	for i, files := range make.combine("right", 100) {
		name := fmt.Sprintf("right-%02d", i)
		make.reference(name, files)
		right = append(right, name)
	}
	mutants := make.combine("mutants", 12)
	for i, files := range mutants {
		name := fmt.Sprintf("wrong-%02d", i)
		make.reference(name, files)
		wrong = append(wrong, name)
	}
	for _, h := range hostile {
		make.hostile("hostile-"+h.name, h.name, h.imports, h.before, h.body)
	}
	make.extras()

	began := time.Now()
	graded := gradeAll(t, exercises, dir, t.TempDir(), 7)
	each := time.Since(began) / time.Duration(len(graded.Students))
	students := byName(graded)

	for _, name := range append(right, "extra-go.mod", "extra-test", "extra-zip") {
		if got := students[name]; got.Points() != graded.MaxPoints() {
			t.Errorf("%s has %d of %d points: %s", name, got.Points(), graded.MaxPoints(), failures(got))
		}
	}
	for i, name := range wrong {
		for j, e := range exercises {
			mutant, ok := mutants[i][e.Edits[0]]
			g := students[name].Exercises[j]
			switch {
			case !ok && g.Points != g.MaxPoints:
				t.Errorf("%s, which is right in %s, has %d of %d points: %s", name, e.Name, g.Points, g.MaxPoints, failures(students[name]))
			case ok && status(g, named(t, mutant)) == runner.Passed:
				t.Errorf("%s passes %s, which its mutant %s should not", name, named(t, mutant), filepath.Base(mutant))
			}
		}
	}
	for _, h := range hostile {
		judge(t, h, students["hostile-"+h.name])
	}
	if _, err := os.Stat("/tmp/generators-outfile"); !errors.Is(err, os.ErrNotExist) {
		t.Error("a submission wrote a file by SQL")
		os.Remove("/tmp/generators-outfile")
	}
	for name, fault := range map[string]string{"extra-symlink": "symbolic link", "extra-large": "larger than"} {
		got := students[name]
		if g := got.Exercises[1]; g.Status != results.NotSubmitted || g.Points != 0 || !strings.Contains(strings.Join(got.Faults, "\n"), fault) {
			t.Errorf("%s: exercise 1 is %s with %d points, faults %q, want it refused for %q", name, g.Status, g.Points, got.Faults, fault)
		}
	}
	if got := students["extra-test"].Ignored; !slices.Contains(got, "1-stream_users/my_test.go") {
		t.Errorf("extra-test: the files not taken are %q", got)
	}
	t.Logf("%d submissions, %.1f s each on %d processors", len(graded.Students), each.Seconds(), runtime.GOMAXPROCS(0))
}

// judge compares what became of a hostile submission with what should have.
func judge(t *testing.T, h attack, got results.Student) {
	t.Helper()
	g := got.Exercises[1]
	if g.Status != h.status || h.check != "" && g.Checks[0].Status != h.check {
		t.Errorf("hostile-%s: exercise 1 is %s and its first check %s, want %s and %s: %s", h.name, g.Status, g.Checks[0].Status, h.status, h.check, g.Fault)
	}
	if g.Checks[0].Points != 0 || h.status != results.Completed && g.Points != 0 {
		t.Errorf("hostile-%s has %d points for exercise 1", h.name, g.Points)
	}
	for _, e := range slices.Delete(slices.Clone(got.Exercises), 1, 2) {
		if e.Points != e.MaxPoints {
			t.Errorf("hostile-%s has %d of %d points for %s, which is right: %s", h.name, e.Points, e.MaxPoints, e.Exercise, failures(got))
		}
	}
}

// TestACohortIsGradedInContainers is about what differs there: how tests start, report, and are stopped.
func TestACohortIsGradedInContainers(t *testing.T) {
	exercises := load(t)
	dir := t.TempDir()
	make := maker{t: t, dir: dir, exercises: exercises}
	make.reference("reference", nil)
	var tried []attack
	for _, h := range hostile {
		if slices.Contains([]string{"exits", "never_ends", "allocates", "starts_goroutines", "floods", "forges_passes", "drops_databases"}, h.name) {
			make.hostile("hostile-"+h.name, h.name, h.imports, h.before, h.body)
			tried = append(tried, h)
		}
	}
	graded, err := grade.Cohort{
		Grader: newGrader(t.Context(), t, exercises, 7, "docker"), Entries: entries(t, dir), Workers: 2, Journal: filepath.Join(t.TempDir(), "journal"),
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	students := byName(graded)
	if got := students["reference"]; got.Points() != graded.MaxPoints() {
		t.Errorf("the reference has %d of %d points: %s", got.Points(), graded.MaxPoints(), failures(got))
	}
	for _, h := range tried {
		judge(t, h, students["hostile-"+h.name])
	}
	left, err := exec.Command("docker", "ps", "--all", "--quiet", "--filter", "label=com.example.generators.sandbox").CombinedOutput()
	if err != nil || len(left) > 0 {
		t.Errorf("containers that are left: %s %v", left, err)
	}
}

// TestACohortIsGradedTheSameAgain compares a run with one that was killed and resumed, and with three shards.
func TestACohortIsGradedTheSameAgain(t *testing.T) {
	exercises := load(t)
	dir := t.TempDir()
	make := maker{t: t, dir: dir, exercises: exercises}
	for i, files := range make.combine("mutants", 5) {
		make.reference(fmt.Sprintf("wrong-%02d", i), files)
	}
	make.hostile("hostile", "floods", `"fmt"`, "", `for { fmt.Println("x") }`)
	want := gradeAll(t, exercises, dir, t.TempDir(), 99)

	out := t.TempDir()
	ctx, kill := context.WithCancel(t.Context())
	if _, err := gradeWith(ctx, t, exercises, entries(t, dir), out, 99, false, func(done, _ int, _ time.Duration) {
		if done == 2 {
			kill()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run that was killed ended with %v", err)
	}
	resumed, err := gradeWith(t.Context(), t, exercises, entries(t, dir), out, 99, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "resumed", want, resumed)

	var shards []*results.Results
	for i := range 3 {
		var part []submission.Entry
		for k, entry := range entries(t, dir) {
			if k%3 == i {
				part = append(part, entry)
			}
		}
		shard, err := gradeWith(t.Context(), t, exercises, part, t.TempDir(), 99, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		shards = append(shards, shard)
	}
	merged, err := results.Merge(shards[2], shards[0], shards[1])
	if err != nil {
		t.Fatal(err)
	}
	same(t, "merged", want, merged)
	if other := gradeAll(t, exercises, dir, t.TempDir(), 100); gocmp.Equal(messages(want), messages(other)) {
		t.Error("another seed shows the same data")
	}
}

// TestGradingIsFasterThanGoTestInACopy compares with what a course without this command does.
func TestGradingIsFasterThanGoTestInACopy(t *testing.T) {
	exercises := load(t)
	dir := t.TempDir()
	make := maker{t: t, dir: dir, exercises: exercises}
	const n = 8
	for i := range n {
		make.reference(fmt.Sprint("student-", i), nil)
	}
	grader := newGrader(t.Context(), t, exercises, 7, "auto") // what it builds is shared by a whole cohort
	began := time.Now()
	cohort := grade.Cohort{Grader: grader, Entries: entries(t, dir), Workers: 2 * runtime.GOMAXPROCS(0), Journal: filepath.Join(t.TempDir(), "journal")}
	if _, err := cohort.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	ours := time.Since(began) / n

	copied := filepath.Join(t.TempDir(), "copy")
	if out, err := exec.Command("cp", "-r", exercises[0].Root, copied).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	all := goTest(t, copied, "./...") // also the tests of shared, which a copy has to run as long as nobody says what is the student's
	var names []string
	for _, e := range exercises {
		names = append(names, "./"+e.Name)
	}
	some := goTest(t, copied, names...)
	t.Logf("a submission takes %.1f s; in a copy go test ./... takes %.1f s (%.1f times as long), and go test of the exercises alone %.1f s (%.1f times)",
		ours.Seconds(), all.Seconds(), all.Seconds()/ours.Seconds(), some.Seconds(), some.Seconds()/ours.Seconds())
	if all < 3*ours {
		t.Errorf("go test ./... in a copy takes %.1f times as long, want at least 3", all.Seconds()/ours.Seconds())
	}
}

// goTest returns how long go test takes in a folder.
func goTest(t *testing.T, dir string, packages ...string) time.Duration {
	t.Helper()
	began := time.Now()
	command := exec.Command("go", append([]string{"test", "-count=1"}, packages...)...)
	command.Dir, command.Env = dir, append(os.Environ(), "WORKBOOK_TEST_SERVER=embedded")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go test in a copy: %v\n%s", err, out)
	}
	return time.Since(began)
}

func load(t *testing.T) []*exercise.Exercise {
	t.Helper()
	exercises, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	return exercises
}

func newGrader(ctx context.Context, t *testing.T, exercises []*exercise.Exercise, seed uint64, sandbox string) *grade.Grader {
	t.Helper()
	box, err := grade.NewSandbox(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	grader, err := grade.New(ctx, exercises, seed, box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { grader.Close() })
	return grader
}

func gradeWith(ctx context.Context, t *testing.T, exercises []*exercise.Exercise, entries []submission.Entry, out string, seed uint64, resume bool, progress func(int, int, time.Duration)) (*results.Results, error) {
	t.Helper()
	return grade.Cohort{
		Grader: newGrader(t.Context(), t, exercises, seed, "auto"), Entries: entries, Workers: 2 * runtime.GOMAXPROCS(0),
		Journal: filepath.Join(out, "journal.jsonl"), Resume: resume, Progress: progress,
	}.Run(ctx)
}

func gradeAll(t *testing.T, exercises []*exercise.Exercise, dir, out string, seed uint64) *results.Results {
	t.Helper()
	graded, err := gradeWith(t.Context(), t, exercises, entries(t, dir), out, seed, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return graded
}

func entries(t *testing.T, dir string) []submission.Entry {
	t.Helper()
	entries, _, err := submission.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func same(t *testing.T, how string, want, got *results.Results) {
	t.Helper()
	a, _ := json.MarshalIndent(want.WithoutTimes(), "", " ")
	b, _ := json.MarshalIndent(got.WithoutTimes(), "", " ")
	if diff := gocmp.Diff(strings.Split(string(a), "\n"), strings.Split(string(b), "\n")); diff != "" {
		t.Errorf("the %s results differ (-want +got):\n%.3000s", how, diff)
	}
}

func byName(r *results.Results) map[string]results.Student {
	students := make(map[string]results.Student)
	for _, student := range r.Students {
		students[student.Name] = student
	}
	return students
}

func status(g results.Graded, test string) runner.Status {
	i := slices.IndexFunc(g.Checks, func(c results.Check) bool { return c.Test == test })
	return g.Checks[i].Status
}

// failures lists what is missing, for a message.
func failures(student results.Student) string {
	lines := slices.Clone(student.Faults)
	for _, g := range student.Exercises {
		if g.Fault != "" {
			lines = append(lines, g.Exercise+": "+string(g.Status)+": "+g.Fault)
		}
		for _, c := range g.Checks {
			if c.Points < c.MaxPoints && len(lines) < 8 {
				lines = append(lines, fmt.Sprintf("%s: %s: %.600s", c.Test, c.Status, fmt.Sprint(c.Failures, c.Said)))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func messages(r *results.Results) (all []string) {
	for _, student := range r.Students {
		for _, g := range student.Exercises {
			for _, c := range g.Checks {
				all = append(all, fmt.Sprint(c.Failures, c.Said))
			}
		}
	}
	return all
}

// named returns the check that must catch a mutant.
func named(t *testing.T, mutant string) string {
	t.Helper()
	text, err := os.ReadFile(mutant)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "// Check: ")
	check, _, _ := strings.Cut(rest, "\n")
	return check
}

// maker makes submissions in dir.
type maker struct {
	t         *testing.T
	dir       string
	exercises []*exercise.Exercise
}

// reference makes a submission of the reference solutions, but for the files that are given.
func (m maker) reference(student string, instead map[string]string) {
	m.t.Helper()
	for _, e := range m.exercises {
		for _, file := range e.Edits {
			text, err := os.ReadFile(cmp.Or(instead[file], filepath.Join(e.Root, file)))
			if err != nil {
				m.t.Fatal(err)
			}
			m.write(student, file, text)
		}
	}
}

func (m maker) write(student, file string, text []byte) {
	m.t.Helper()
	path := filepath.Join(m.dir, student, filepath.FromSlash(file))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644)); err != nil {
		m.t.Fatal(err)
	}
}

// combine returns, for at most n submissions, solutions of a kind: one for each exercise that has some left, evenly taken.
func (m maker) combine(kind string, n int) (all []map[string]string) {
	m.t.Helper()
	for _, e := range m.exercises {
		files, err := filepath.Glob(filepath.Join(e.Root, e.Name, "testdata", kind, "*.go"))
		if err != nil {
			m.t.Fatal(err)
		}
		step := max(1, len(files)/n)
		for i := 0; i*step < len(files) && i < n; i++ {
			for len(all) <= i {
				all = append(all, make(map[string]string))
			}
			all[i][e.Edits[0]] = files[i*step]
		}
	}
	return all
}

// hostile makes a submission whose StreamUsers does body.
func (m maker) hostile(student, name, imports, before, body string) {
	m.t.Helper()
	m.reference(student, nil)
	constraint := ""
	if name == "is_left_out_of_the_build" {
		constraint = "//go:build never\n\n"
	}
	m.write(student, streamUsers, []byte(constraint+`package main

import (
	"context"
	"database/sql"
	"iter"

	"example.com/generators/shared/seed"
	`+imports+`
)

`+before+`

func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		`+body+`
	}
}
`))
}

// extras makes submissions that attack by what else is in them.
func (m maker) extras() {
	m.t.Helper()
	m.reference("extra-go.mod", nil)
	m.write("extra-go.mod", "go.mod", []byte("module example.com/evil\n"))
	m.reference("extra-test", nil)
	m.write("extra-test", "1-stream_users/my_test.go", []byte("package main\n\nfunc TestMain(*testing.M) { os.Exit(0) }\n"))

	m.reference("extra-symlink", nil)
	link := filepath.Join(m.dir, "extra-symlink", streamUsers)
	if err := errors.Join(os.Remove(link), os.Symlink(filepath.Join(m.exercises[0].Root, streamUsers), link)); err != nil {
		m.t.Fatal(err)
	}
	m.reference("extra-large", nil)
	if err := os.Truncate(filepath.Join(m.dir, "extra-large", streamUsers), 1<<30); err != nil {
		m.t.Fatal(err)
	}

	file, err := os.Create(filepath.Join(m.dir, "extra-zip.zip"))
	if err != nil {
		m.t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for _, e := range m.exercises {
		text, err := os.ReadFile(filepath.Join(e.Root, e.Edits[0]))
		if err != nil {
			m.t.Fatal(err)
		}
		for name, text := range map[string][]byte{"repo/" + e.Edits[0]: text, "../" + e.Edits[0]: []byte("evil")} {
			content, err := w.Create(name)
			if err == nil {
				_, err = content.Write(text)
			}
			if err != nil {
				m.t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), file.Close()); err != nil {
		m.t.Fatal(err)
	}
}
