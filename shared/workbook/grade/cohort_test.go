//go:build cohort

package grade_test

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/export"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/submission"
	"example.com/generators/shared/workbook/verify"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

const streamUsers = "1-stream_users/stream_users.go"

// attack is what a hostile submission of exercise 1 does, and what should become of it.
type attack struct {
	name, imports, before, body string

	status results.Status
	check  runner.Status // of the first check
}

// refused are attacks that nothing of is run.
var refused = []attack{
	{"exits", `"syscall"`, "", "syscall.Exit(0)", results.Rejected, ""},
	{"exits_in_init", `"os"`, "func init() { os.Exit(0) }", "", results.Rejected, ""},
	{
		"forges_a_results_file", `"os"`, "", `os.WriteFile("results.json", []byte("{}"), 0o600)`,
		results.Rejected, "",
	},
	{"forks", `"os/exec"`, "", `for { exec.Command("/proc/self/exe").Start() }`, results.Rejected, ""},
	{
		"reads_files", `"os"`, "", `os.ReadFile("../1-stream_users/stream_users_test.go"); os.ReadFile("/etc/passwd")`,
		results.Rejected, "",
	},
	{"embeds_the_tests", `_ "embed"`, "//go:embed stream_users_test.go\nvar tests string", "", results.Rejected, ""},
	{
		"links_into_testing", `_ "unsafe"`, "//go:linkname fail testing.(*common).Fail\nfunc fail()", "",
		results.Rejected, "",
	},
	{"dials", `"net"`, "", `net.Dial("tcp", "example.com:80")`, results.Rejected, ""},
	{
		"reaches_for_the_driver", "", "", `c, _ := db.Conn(ctx); c.Raw(func(any) error { return nil })`,
		results.Rejected, "",
	},
	{"asks_for_the_driver", "", "", `db.Driver()`, results.Rejected, ""},
	{"opens_another_database", "", "", `seed.Connect(ctx)`, results.Rejected, ""},
	{"dials_as_the_driver_does", "", "", `seed.Dial(ctx, "unix", "/var/run/docker.sock")`, results.Rejected, ""},
	{
		"gets_a_reflect_value", `"encoding/json"`, "", `var e json.UnsupportedValueError; _ = e.Value.Pointer()`,
		results.Rejected, "",
	},
	{
		"asks_for_a_file", `"log"`, "", `if f, ok := log.Writer().(interface{ Fd() uintptr }); ok { f.Fd() }`,
		results.Rejected, "",
	},
	{"takes_an_error_away", "", "", "seed.ErrNoUsers = nil", results.Rejected, ""},
	{"computes_at_start", "", "var started = func() int { panic(1) }()", "", results.Rejected, ""},
	{"is_left_out_of_the_build", "", "", "", results.Rejected, ""},
	{"does_not_compile", "", "", "return 1", results.NotBuilt, ""},
	{"is_no_text", "", "// \xff\xfe\nvar x = \"\xff\"", "", results.NotBuilt, ""},
}

// endless are attacks that are stopped when they have had their time, twice: the second time nobody else runs.
var endless = []attack{
	{"never_ends", "", "", "for {}", results.Completed, runner.TimedOut},
	{"sleeps", `"time"`, "", "time.Sleep(time.Hour)", results.Completed, runner.TimedOut},
}

// running are attacks that are run. The rest of the submission is right, and must not suffer.
var running = []attack{
	{
		"allocates", "", "var all [][]byte",
		"for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b) }",
		results.Completed, runner.OutOfMemory,
	},
	{"starts_goroutines", "", "", "for { go func() { select {} }() }", results.Completed, runner.OutOfMemory},
	{
		"recurses", "", "func deep(n int) int { return deep(n+1) + 1 }", "deep(0)",
		results.Completed, "", // by its memory or by its stack, whichever is seen first
	},
	{"floods", `"fmt"`, "", `for { fmt.Printf("%65536d", 1) }`, results.Completed, runner.Flooded},
	{
		"forges_passes", `"fmt"`, "", `fmt.Print("\n\x16=== RUN   TestStreamUsers/is_lazy\n" +
			"\x16--- PASS: TestStreamUsers/is_lazy (0.00s)\n--- PASS: TestStreamUsers (0.00s)\nPASS\nok\n")`,
		results.Completed, runner.Failed,
	},
	{
		"forges_passes_in_an_error", `"errors"`, "", `defer func() { go panic("done"); select {} }()
			yield(seed.User{}, errors.New("\n\x16=== RUN   TestStreamUsers/is_lazy\n" +
				"\x16--- PASS: TestStreamUsers/is_lazy (0.00s)\n"))`,
		results.Completed, runner.Failed,
	},
	{
		"says_a_long_error", `"errors"; "strings"`, "", `yield(seed.User{}, errors.New(strings.Repeat("x", 40<<20)))`,
		results.Completed, "", // it fails or floods
	},
	{
		"tells_in_an_error", `"errors"`, tells, "yield(seed.User{}, errors.New(first(ctx, db)))",
		results.Completed, runner.Failed,
	},
	{"tells_in_a_panic", "", tells, "panic(first(ctx, db))", results.Completed, runner.Failed},
	{"tells_in_a_goroutine", "", tells, "go panic(first(ctx, db)); select {}", results.Completed, runner.Failed},
	{
		"tells_in_a_global_variable", "", tells, `db.ExecContext(ctx, "SET GLOBAL lc_messages = ?", first(ctx, db))
			db.ExecContext(ctx, "SET SESSION lc_messages = 'x'")`,
		results.Completed, runner.Failed,
	},
	{
		"tells_in_a_comment", "", tells, `db.ExecContext(ctx, "SELECT 1 /* "+first(ctx, db)+" */")`,
		results.Completed, runner.Failed,
	},
	{
		"drops_databases", "", "", `for _, name := range []string{"ALX_prodev", "mysql", "information_schema"} {
			db.ExecContext(ctx, "DROP DATABASE "+name)
		}`,
		results.Completed, runner.Failed,
	},
	{
		"fills_the_server", "", "", `db.ExecContext(ctx, "CREATE TABLE big (t LONGTEXT)")
		for { if _, err := db.ExecContext(ctx, "INSERT INTO big VALUES (REPEAT('x', 200000000))"); err != nil { return } }`,
		results.Completed, runner.Failed,
	},
	{
		"ends_the_server_and_blames_the_disk", `"strings"`, "", endsTheServer + `; panic("no space left on device")`,
		results.Completed, runner.Failed,
	},
	{
		"writes_by_SQL", "", "", `db.ExecContext(ctx, "SELECT 'x' INTO OUTFILE '/tmp/generators-outfile'")
		db.ExecContext(ctx, "SELECT 'x' INTO DUMPFILE '/tmp/generators-outfile'")`,
		results.Completed, runner.Failed,
	},
}

// endsTheServer is a statement on which the embedded server's stack overflows.
const endsTheServer = `db.ExecContext(ctx, "SELECT 1"+strings.Repeat("+1", 500_000))`

// tells is a function that returns all of the first hidden user.
const tells = `func first(ctx context.Context, db *sql.DB) (told string) {
	_ = db.QueryRowContext(ctx, "SELECT CONCAT(user_id, '; ', name, '; ', email) FROM user_data LIMIT 1").Scan(&told)
	return told
}`

// TestAGrader has all that one grader can show: its start takes half a minute.
func TestAGrader(t *testing.T) {
	exercises := load(t)
	grader := newGrader(t, exercises, 7, "auto")
	for _, test := range []struct {
		name string
		run  func(*testing.T, []*exercise.Exercise, *grade.Grader)
	}{
		{"comes_to_a_verdict_on_a_cohort", comesToAVerdict},
		{"gives_the_same_points_as_check", givesThePointsOfCheck},
		{"holds_whom_two_witnesses_contradict", holdsContradictions},
		{"takes_up_again_who_is_not_graded", takesUpAgain},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, exercises, grader) })
	}
}

// comesToAVerdict grades right, wrong and hostile submissions once, and then looks at what became of them. Some are
// graded again, to see that they get the same again.
func comesToAVerdict(t *testing.T, exercises []*exercise.Exercise, grader *grade.Grader) {
	right := maker{t: t, dir: t.TempDir(), exercises: exercises}
	right.reference("<script>alert(1)<∕script>=cmd()|x", nil)
	for i, files := range right.combine(verify.Right, 2) {
		right.reference(fmt.Sprintf("right-%02d", i), files)
	}
	right.harmless()
	all := gradeAll(t, grader, right.dir)
	for _, got := range all.Students {
		for _, e := range got.Exercises {
			if e.Status != results.NotFound && e.Points != e.Max {
				t.Errorf("%s has %d of %d points in %s: %s", got.Name, e.Points, e.Max, e.Exercise, failures(got))
			}
		}
	}
	if got := byName(all)["extra-test"].Ignored; !slices.Contains(got, "1-stream_users/my_test.go") {
		t.Errorf("extra-test: the files not taken are %q", got)
	}

	others := maker{t: t, dir: t.TempDir(), exercises: exercises}
	mutants := others.combine(verify.Mutant, 2)
	for i, files := range mutants {
		others.reference(fmt.Sprintf("wrong-%02d", i), files)
	}
	beside := others.attacks(slices.Concat(refused, running))
	others.refusedFiles()
	graded := gradeAll(t, grader, others.dir)
	students := byName(graded)
	for i, mutated := range mutants {
		judgeMutants(t, exercises, mutated, students[fmt.Sprintf("wrong-%02d", i)])
	}
	for _, a := range slices.Concat(refused, running) {
		judge(t, a, students["hostile-"+a.name], beside[a.name])
	}
	tellsNothing(t, graded)
	if _, err := os.Stat("/tmp/generators-outfile"); !errors.Is(err, os.ErrNotExist) {
		t.Error("a submission wrote a file by SQL")
		os.Remove("/tmp/generators-outfile")
	}
	for name, fault := range map[string]string{"extra-symlink": "symbolic link", "extra-large": "larger than"} {
		got := students[name]
		g, faults := got.Exercises[1], strings.Join(got.Faults, "\n")
		if g.Status != results.NotFound || g.Points != 0 || !strings.Contains(faults, fault) {
			t.Errorf("%s: exercise 1 is %s with %d points, faults %q, want it refused for %q",
				name, g.Status, g.Points, got.Faults, fault)
		}
	}

	t.Run("stops_what_never_ends", func(t *testing.T) {
		hurry(t)
		m := maker{t: t, dir: t.TempDir(), exercises: exercises}
		beside := m.attacks(endless)
		students := byName(gradeAll(t, grader, m.dir))
		for _, a := range endless {
			judge(t, a, students["hostile-"+a.name], beside[a.name])
		}
	})
	t.Run("is_graded_the_same_again", func(t *testing.T) { gradedTheSameAgain(t, exercises, grader, others.dir, graded) })
}

// tellsNothing looks for hidden users in what students get.
func tellsNothing(t *testing.T, graded *results.Results) {
	t.Helper()
	dir := t.TempDir()
	if err := export.Write(dir, graded); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "students", "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files for students, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, user := range drawn.Users(graded.Seed, 100) {
			for _, value := range []string{user.ID, user.Name, user.Email} {
				if strings.Contains(string(text), value) {
					t.Errorf("%s has %q in it", file, value)
				}
			}
		}
	}
}

// givesThePointsOfCheck is about files of all kinds: right, wrong, idle, rejected, not compiling.
func givesThePointsOfCheck(t *testing.T, exercises []*exercise.Exercise, grader *grade.Grader) {
	m := maker{t: t, dir: t.TempDir(), exercises: exercises}
	files := slices.Concat(m.combine(verify.Mutant, *both), m.combine(verify.Idle, 1), m.combine(verify.Right, 1))
	subjects := make(map[string]map[string]*verify.Subject)
	for i := range files {
		name := fmt.Sprintf("both-%02d", i)
		subjects[name] = files[i]
		m.reference(name, files[i])
	}
	m.attacks([]attack{refused[0], refused[len(refused)-2]})
	graded := gradeAll(t, grader, m.dir).Students
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, student := range graded {
		for i, e := range exercises {
			want := student.Exercises[i]
			subject := subjects[student.Name][e.Edits[0]]
			// What is right inside and only the witness outside sees to be wrong is held, with the points of that one.
			held := want.Status == results.Held && subject != nil && exercise.IsOutside(subject.Check)
			if want.Status == results.NotFound || held {
				continue
			}
			group.Go(func() error {
				got, err := checked(t.Context(), e, filepath.Join(m.dir, student.Name), 7)
				if err == nil && (got.Points != want.Points || got.Max != want.Max) {
					t.Errorf("%s, %s: check gives %d of %d points, and grade %d of %d (%s)",
						student.Name, e.Name, got.Points, got.Max, want.Points, want.Max, want.Status)
				}
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// both is how many submissions of mutants, one an exercise, are put to check as well.
var both = flag.Int("both", 1, "submissions that check must give the same points")

// checked returns what check gives for the files of an exercise in a submission, with the data of a seed.
func checked(ctx context.Context, e *exercise.Exercise, submission string, seed uint64) (exercise.Score, error) {
	overlay := e.LeftOut()
	for _, file := range e.Edits {
		overlay[filepath.Join(e.Root, filepath.FromSlash(file))] = filepath.Join(submission, filepath.FromSlash(file))
	}
	result, err := runner.Run(ctx, runner.Job{
		Root: e.Root, Dir: e.Name, Checks: e.Tests(), Only: true, Overlay: overlay,
		Limits: runner.StudentLimits, InOrder: true,
		Env: []string{"WORKBOOK_TEST_SERVER=embedded", receipt.Seed + "=" + strconv.FormatUint(seed, 10)},
	})
	return result.Score(e, runner.Check.Skipped), err
}

// judgeMutants compares what became of a submission of mutants with what should have.
func judgeMutants(
	t *testing.T, exercises []*exercise.Exercise, mutants map[string]*verify.Subject, got results.Student,
) {
	t.Helper()
	for i, e := range exercises {
		mutant, ok := mutants[e.Edits[0]]
		g := got.Exercises[i]
		switch {
		case !ok && g.Points != g.Max:
			t.Errorf("%s, which is right in %s, has %d of %d points: %s",
				got.Name, e.Name, g.Points, g.Max, failures(got))
		case ok && status(g, mutant.Check) == runner.Passed:
			t.Errorf("%s passes %s, which its mutant %s should not", got.Name, mutant.Check, mutant.Name)
		}
	}
}

// judge compares what became of an attack with what should have, and of the exercise beside it, which is right.
func judge(t *testing.T, a attack, got results.Student, beside string) {
	t.Helper()
	g := got.Exercises[1]
	if g.Status != a.status || a.check != "" && g.Checks[0].Status != a.check {
		t.Errorf("hostile-%s: exercise 1 is %s and its first check %s, want %s and %s: %s",
			a.name, g.Status, g.Checks[0].Status, a.status, a.check, g.Fault)
	}
	if g.Checks[0].Status == runner.Passed || a.status != results.Completed && g.Points != 0 {
		t.Errorf("hostile-%s has %d points for exercise 1", a.name, g.Points)
	}
	for _, e := range got.Exercises {
		if e.Exercise == beside && e.Points != e.Max {
			t.Errorf("hostile-%s has %d of %d points for %s, which is right: %s",
				a.name, e.Points, e.Max, e.Exercise, failures(got))
		}
	}
}

// hurry shortens the time of checks, until the end of the test, for what will be stopped in any case.
func hurry(t *testing.T) {
	usual := grade.Limits
	t.Cleanup(func() { grade.Limits = usual })
	grade.Limits.Check, grade.Limits.Total, grade.Limits.Again = usual.Check/2, usual.Total/2, usual.Again/4
}

// TestACohortIsGradedInContainers is about what differs there: how tests start, report, and are stopped.
func TestACohortIsGradedInContainers(t *testing.T) {
	exercises := load(t)[:2]                       // one that writes, and one that reads
	grader := newGrader(t, exercises, 7, "docker") // for which the references have all points
	const memory = "1-stream_users TestProgram/stays_small_on_a_large_table"
	if cannot := strings.Join(grader.Cannot(), "\n"); !strings.Contains(cannot, memory) {
		t.Errorf("%s is judged by the memory of Docker's command; not judged are only\n%s", memory, cannot)
	}
	hurry(t)
	m := maker{t: t, dir: t.TempDir(), exercises: exercises}
	tried := slices.DeleteFunc(slices.Concat(refused, endless, running), func(a attack) bool {
		return !slices.Contains([]string{
			"exits", "never_ends", "allocates", "starts_goroutines", "floods", "forges_passes", "drops_databases",
		}, a.name)
	})
	for _, a := range tried {
		m.write("hostile-"+a.name, streamUsers, a.file())
	}
	few := cohort(t, grader, entries(t, m.dir))
	few.Workers = 2
	graded, err := few.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	students := byName(graded)
	for _, a := range tried {
		judge(t, a, students["hostile-"+a.name], "")
	}
	const label = "label=com.example.generators.sandbox"
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) { // the daemon tells of an end before it removes
		left, err := exec.Command("docker", "ps", "--all", "--quiet", "--filter", label).CombinedOutput()
		if err == nil && len(left) == 0 {
			break
		}
		if time.Since(began) > 20*time.Second {
			t.Fatalf("containers that are left: %s %v", left, err)
		}
	}
}

// gradedTheSameAgain grades some submissions in dir again in three shards, one of which is killed, and resumed with
// another grader. Then it draws other data.
func gradedTheSameAgain(
	t *testing.T, exercises []*exercise.Exercise, first *grade.Grader, dir string, graded *results.Results,
) {
	some := slices.DeleteFunc(entries(t, dir), func(e submission.Entry) bool {
		return !slices.Contains([]string{
			"wrong-00", "wrong-01", "hostile-exits", "hostile-floods", "hostile-forges_passes", "hostile-tells_in_a_panic",
		}, e.Name)
	})
	want := *graded
	want.Students = slices.DeleteFunc(slices.Clone(graded.Students), func(s results.Student) bool {
		return !slices.ContainsFunc(some, func(e submission.Entry) bool { return e.Name == s.Name })
	})
	var parts [3][]submission.Entry
	for i, entry := range some {
		parts[i%3] = append(parts[i%3], entry)
	}
	second := newGrader(t, exercises, 7, "auto")

	ctx, kill := context.WithCancel(t.Context())
	killed := cohort(t, first, parts[0])
	killed.Workers = 2 // one has a verdict, one is at work, and one has not begun
	killed.Progress = func(int, int, time.Duration) { kill() }
	if _, err := killed.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run that was killed ended with %v", err)
	}
	killed.Grader, killed.Resume, killed.Progress = second, true, nil
	resumed, err := killed.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shards := []*results.Results{resumed}
	for i, grader := range []*grade.Grader{first, second} {
		shard, err := cohort(t, grader, parts[i+1]).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		shards = append(shards, shard)
	}
	merged, err := results.Merge(shards[2], shards[0], shards[1])
	if err != nil {
		t.Fatal(err)
	}
	same(t, &want, merged)

	other, err := cohort(t, newGrader(t, exercises[1:2], 8, "auto"), some[len(some)-2:]).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want.Students = want.Students[len(want.Students)-2:]
	if gocmp.Equal(messages(&want, exercises[1]), messages(other, exercises[1])) {
		t.Error("another seed shows the same data")
	}
}

func load(t *testing.T) []*exercise.Exercise {
	t.Helper()
	exercises, err := exercise.All(".")
	if err != nil {
		t.Fatal(err)
	}
	return exercises
}

func newGrader(t *testing.T, exercises []*exercise.Exercise, seed uint64, sandbox string) *grade.Grader {
	t.Helper()
	box, err := grade.NewSandbox(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	grader, err := grade.New(t.Context(), exercises, seed, box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { grader.Close() })
	return grader
}

func cohort(t *testing.T, grader *grade.Grader, entries []submission.Entry) grade.Cohort {
	t.Helper()
	return grade.Cohort{
		Grader: grader, Entries: entries, Workers: 2 * runtime.GOMAXPROCS(0),
		Journal: filepath.Join(t.TempDir(), "journal.jsonl"),
	}
}

// gradeAll grades the submissions in dir.
func gradeAll(t *testing.T, grader *grade.Grader, dir string) *results.Results {
	t.Helper()
	graded, err := cohort(t, grader, entries(t, dir)).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return graded
}

func entries(t *testing.T, dir string) []submission.Entry {
	t.Helper()
	class, err := submission.List(dir, submission.Options{Wanted: grade.Wanted(load(t))})
	if err != nil {
		t.Fatal(err)
	}
	return class.Entries
}

func same(t *testing.T, want, got *results.Results) {
	t.Helper()
	a, _ := json.MarshalIndent(want.WithoutTimes(), "", " ")
	b, _ := json.MarshalIndent(got.WithoutTimes(), "", " ")
	if diff := gocmp.Diff(strings.Split(string(a), "\n"), strings.Split(string(b), "\n")); diff != "" {
		t.Errorf("the results of another run differ (-want +got):\n%.3000s", diff)
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
			if c.Status != runner.Passed && len(lines) < 8 {
				lines = append(lines, fmt.Sprintf("%s: %s: %.600s", c.Test, c.Status, fmt.Sprint(c.Failures, c.Said, c.Ended)))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func messages(r *results.Results, of *exercise.Exercise) (all []string) {
	for _, student := range r.Students {
		i := slices.IndexFunc(student.Exercises, func(g results.Graded) bool { return g.Exercise == of.Name })
		for _, c := range student.Exercises[i].Checks {
			all = append(all, fmt.Sprint(c.Failures, c.Said, c.Ended))
		}
	}
	return all
}

// maker makes submissions in dir.
type maker struct {
	t         *testing.T
	dir       string
	exercises []*exercise.Exercise
}

// reference makes a submission of the reference solutions, but for the files that are given.
func (m maker) reference(student string, instead map[string]*verify.Subject) {
	m.t.Helper()
	for _, e := range m.exercises {
		for _, file := range e.Edits {
			text, err := os.ReadFile(filepath.Join(e.Root, file))
			if err != nil {
				m.t.Fatal(err)
			}
			if other, ok := instead[file]; ok {
				text = other.Source
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

// combine returns, for at most n submissions, solutions of a kind: one for each exercise that has some left, evenly
// taken.
func (m maker) combine(kind verify.Kind, n int) (all []map[string]*verify.Subject) {
	m.t.Helper()
	for _, e := range m.exercises {
		subjects, err := verify.Subjects(e, "")
		if err != nil {
			m.t.Fatal(err)
		}
		subjects = slices.DeleteFunc(subjects, func(s *verify.Subject) bool { return s.Kind != kind })
		if len(subjects) == 0 {
			m.t.Fatalf("%s has no %s solutions", e.Name, kind)
		}
		step := max(1, len(subjects)/n)
		for i := 0; i*step < len(subjects) && i < n; i++ {
			for len(all) <= i {
				all = append(all, make(map[string]*verify.Subject))
			}
			all[i][e.Edits[0]] = subjects[i*step]
		}
	}
	return all
}

// attacks makes a submission of each attack. It returns the exercise beside those that speak to the server that both
// have, and beside the first, which is right: the others in turn.
func (m maker) attacks(all []attack) (beside map[string]string) {
	m.t.Helper()
	beside = make(map[string]string)
	others := slices.Delete(slices.Clone(m.exercises), 1, 2)
	for i, a := range all {
		if strings.Contains(a.body, "db") && a.status == results.Completed || i == 0 { // of what is refused nothing runs
			right := others[i%len(others)]
			maker{m.t, m.dir, []*exercise.Exercise{right}}.reference("hostile-"+a.name, nil)
			beside[a.name] = right.Name
		}
		m.write("hostile-"+a.name, streamUsers, a.file())
	}
	return beside
}

// file returns a file whose StreamUsers does the attack.
func (a attack) file() []byte {
	constraint := ""
	if a.name == "is_left_out_of_the_build" {
		constraint = "//go:build never\n\n"
	}
	return []byte(constraint + `package main

import (
	"context"
	"database/sql"
	"iter"

	"example.com/generators/shared/seed"
	` + a.imports + `
)

` + a.before + `

func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		` + a.body + `
	}
}
`)
}

// refusedFiles makes submissions with a file that is refused.
func (m maker) refusedFiles() {
	m.t.Helper()
	two := maker{m.t, m.dir, m.exercises[1:3]}
	two.reference("extra-symlink", nil)
	link := filepath.Join(m.dir, "extra-symlink", streamUsers)
	target := filepath.Join(m.exercises[0].Root, streamUsers)
	if err := errors.Join(os.Remove(link), os.Symlink(target, link)); err != nil {
		m.t.Fatal(err)
	}
	two.reference("extra-large", nil)
	if err := os.Truncate(filepath.Join(m.dir, "extra-large", streamUsers), 1<<30); err != nil {
		m.t.Fatal(err)
	}
}

// harmless makes right submissions that attack by what else is in them.
func (m maker) harmless() {
	m.t.Helper()
	one := maker{m.t, m.dir, m.exercises[1:2]}
	one.reference("extra-go.mod", nil)
	m.write("extra-go.mod", "go.mod", []byte("module example.com/evil\n"))
	one.reference("extra-test", nil)
	m.write("extra-test", "1-stream_users/my_test.go",
		[]byte("package main\n\nfunc TestMain(*testing.M) { os.Exit(0) }\n"))

	file, err := os.Create(filepath.Join(m.dir, "extra-zip.zip"))
	if err != nil {
		m.t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for _, e := range one.exercises {
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
