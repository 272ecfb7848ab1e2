// Package grade comes to a verdict on submissions whose authors may be hostile.
//
// Of a submission only the student's files are taken; all else is the grader's own workbook, where they are laid over
// by the go command's overlay. The static rules are put to them before anything is compiled. What they let through is
// built, and run in a sandbox, against a database server that no other submission has seen, on data that a seed
// decides. The verdict comes over the runner's channel. What does not report scores 0.
//
// This process does none of it by itself: reading the code and compiling it are for a child with limits. What stops a
// child is the submission's fault where it is a limit that was measured, or where the workbook's own files fare well
// right then; else it is this machine's.
package grade

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
	"example.com/generators/shared/workbook/submission"
)

// Limits bound what the checks of one exercise may use: far above what a solution needs, far below what hurts a cohort.
// What took too long is not final: see Grader.again.
var Limits = runner.Limits{
	Check: 10 * time.Second, CPU: 3 * time.Second, Total: 60 * time.Second, Again: 40 * time.Second, Output: 64 << 20,
	Memory: 512 << 20,
}

// Grader grades submissions to one workbook. Its methods may be called side by side.
type Grader struct {
	exercises []*exercise.Exercise
	seed      uint64
	workbook  string // its digest
	sandbox   Sandbox
	dir       string            // scratch
	server    string            // the embedded server's program
	checker   *rules.Checker    // which knows all that an exercise may import
	alone     sync.RWMutex      // held by every run, and for writing by one that must not be slowed by others
	cannot    map[string]string // checks that this machine cannot run, and why; the key is the exercise and the test
	outside   map[string]runner.Built
	limits    runner.Limits // what runs have
	same      sync.Map      // *verdict by the digest of the files
	own       []*work       // the workbook's own files, by the exercises; none where they are stubs
}

// New returns a grader, which draws hidden data from seed. It builds what all submissions share, and runs the
// workbook's own files once: to see that they can be graded at all, and which checks this machine cannot run.
func New(ctx context.Context, exercises []*exercise.Exercise, seed uint64, box Sandbox) (*Grader, error) {
	dir, err := os.MkdirTemp("", "generators-grade-")
	if err != nil {
		return nil, err
	}
	g := &Grader{
		exercises: exercises, seed: seed, sandbox: box, dir: dir, server: filepath.Join(dir, "server"),
		checker: new(rules.Checker), cannot: make(map[string]string),
		limits: Limits,
	}
	g.limits.CPU = 0 // until it is known what the workbook's own files take
	g.workbook, err = digest(exercises)
	if err == nil {
		err = embedded.Build(ctx, g.server)
	}
	if err == nil {
		err = g.sandbox.build(ctx, exercises[0].Root, filepath.Join(dir, "launcher"))
	}
	if err == nil {
		err = g.checker.Prepare(exercises)
	}
	if err == nil {
		err = g.buildOutside(ctx)
	}
	if err == nil {
		err = g.tryOut(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

// Close removes the grader's files.
func (g *Grader) Close() error { return os.RemoveAll(g.dir) }

// Results returns results without students.
func (g *Grader) Results() *results.Results {
	r := &results.Results{
		Schema: results.SchemaName, Seed: g.seed, Workbook: g.workbook, Sandbox: g.sandbox.Describe(),
		Students: []results.Student{},
	}
	for _, e := range g.exercises {
		info := results.Exercise{Name: e.Name, Title: e.Title, Points: e.Score(func(check exercise.Check) exercise.Outcome {
			if g.cannot[e.Name+" "+check.Test] != "" {
				return exercise.Void
			}
			return exercise.Earned
		}).Max}
		for _, check := range e.Checks {
			info.Checks = append(info.Checks, results.CheckInfo{
				Test: check.Test, Sentence: check.Sentence(), Group: check.Group, Weight: check.Weight,
				Cannot: g.cannot[e.Name+" "+check.Test],
			})
		}
		r.Exercises = append(r.Exercises, info)
	}
	return r
}

// Wanted returns the students' files of some exercises, from the module's root.
func Wanted(exercises []*exercise.Exercise) (files []string) {
	for _, e := range exercises {
		files = append(files, e.Edits...)
	}
	return files
}

// Grade grades one submission; where all attempts are to be graded, the one with the most points counts, and of two
// the later. The error says that this machine failed, or may have, and not the student. Then it is to be graded once
// more, for the last time, with nothing beside it.
func (g *Grader) Grade(ctx context.Context, entry submission.Entry, last bool) (best results.Student, err error) {
	for i, one := range entry.Each() {
		student, err := g.gradeOne(ctx, one, last)
		if err != nil {
			return student, err
		}
		if i == 0 || student.Points() >= best.Points() {
			best = student
		}
	}
	return best, nil
}

func (g *Grader) gradeOne(ctx context.Context, entry submission.Entry, last bool) (results.Student, error) {
	if entry.Attempts == 0 {
		student := newStudent(entry)
		student.Exercises = g.without(results.NotHandedIn, "nothing was handed in")
		return student, nil
	}
	dir, err := os.MkdirTemp(g.dir, "submission-")
	if err != nil {
		return newStudent(entry), err
	}
	defer os.RemoveAll(dir)
	student, files, err := g.take(entry, dir)
	if err != nil {
		return student, err
	}
	if student.Files != "" { // what is byte for byte the same is graded once
		same, _ := g.same.LoadOrStore(student.Files, new(verdict))
		v := same.(*verdict)
		v.Lock()
		defer v.Unlock()
		if v.exercises == nil {
			v.exercises, err = g.gradeFiles(ctx, files, last)
		}
		student.Exercises = slices.Clone(v.exercises)
		if err != nil {
			v.exercises = nil
		}
		return student, err
	}
	student.Exercises, err = g.gradeFiles(ctx, files, last)
	return student, err
}

// take takes the student's files out of what was handed in, into dir.
func (g *Grader) take(entry submission.Entry, dir string) (results.Student, map[string]string, error) {
	student := newStudent(entry)
	taken, err := entry.Take(Wanted(g.exercises), dir)
	if err == nil {
		student.Ignored, student.Faults = append(student.Ignored, taken.Ignored...), append(student.Faults, taken.Faults...)
		student.Files, err = digestOf(taken.Files)
	}
	return student, taken.Files, err
}

// stands reports whether the verdict of an earlier run is on what the student has handed in by now.
func (g *Grader) stands(was results.Student, entry submission.Entry) bool {
	return slices.ContainsFunc(entry.Each(), func(one submission.Entry) bool {
		if one.Attempts == 0 {
			return was.Attempts == 0
		}
		dir, err := os.MkdirTemp(g.dir, "submission-")
		if err != nil {
			return false // grading says why
		}
		defer os.RemoveAll(dir)
		now, _, err := g.take(one, dir)
		same := now.Files == was.Files && now.Attempt == was.Attempt && now.Attempts == was.Attempts
		return err == nil && same && now.Files != "" // nothing is graded in a moment, and says why it is nothing
	})
}

// verdict is what some files came to, nil as long as nobody has graded them.
type verdict struct {
	sync.Mutex
	exercises []results.Graded
}

// Known tells the grader a verdict of an earlier run.
func (g *Grader) Known(student results.Student) {
	if student.Files != "" {
		g.same.Store(student.Files, &verdict{exercises: student.Exercises})
	}
}

func newStudent(entry submission.Entry) results.Student {
	return results.Student{
		Name: entry.Name, Person: entry.Person, Origin: entry.Origin, Ignored: []string{}, Faults: []string{},
	}
}

// NotGraded returns what stands in place of a verdict where err says why there is none.
func (g *Grader) NotGraded(entry submission.Entry, err error) results.Student {
	student := newStudent(entry)
	student.Exercises = g.without(results.NotGraded, scrub(err.Error()))
	return student
}

// without returns what all exercises come to where nothing can be looked at.
func (g *Grader) without(status results.Status, why string) (all []results.Graded) {
	for _, e := range g.exercises {
		w := &work{
			Exercise: e, graded: results.Graded{Exercise: e.Name, Status: status, Fault: why, Checks: []results.Check{}},
		}
		g.verdict(w, runner.Result{})
		all = append(all, w.graded)
	}
	return all
}

// work is the grading of one exercise of one submission.
type work struct {
	*exercise.Exercise
	overlay  map[string]string
	findings []rules.Finding
	built    runner.Built
	scratch  string
	graded   results.Graded
}

// gradeFiles grades files, which are given by their names from the module's root.
func (g *Grader) gradeFiles(ctx context.Context, files map[string]string, last bool) ([]results.Graded, error) {
	dir, err := os.MkdirTemp(g.dir, "work-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	all, err := g.gradeIn(ctx, &attempt{dir: dir, last: last, left: processorTime}, files)
	var graded []results.Graded
	for _, w := range all {
		graded = append(graded, w.graded)
	}
	return graded, err
}

// attempt is one at grading a submission.
type attempt struct {
	dir  string
	last bool          // nothing runs beside it
	left time.Duration // of processor time for reading and compiling
}

// gradeIn grades files.
func (g *Grader) gradeIn(ctx context.Context, a *attempt, files map[string]string) (all []*work, err error) {
	for _, e := range g.exercises {
		all = append(all, newWork(e, files))
	}
	if err := g.admit(ctx, a, all); err != nil {
		return nil, err
	}
	if err := g.build(ctx, a, all); err != nil {
		return nil, err
	}
	var s *server // nobody's before, nobody's after
	defer func() {
		if s != nil {
			_ = s.Close() // it has served to the end
		}
	}()
	for _, w := range all {
		if s == nil {
			if s, err = g.serve(ctx); err != nil {
				return nil, err
			}
		}
		w.scratch = filepath.Join(a.dir, "scratch-"+w.Name)
		if err := g.run(ctx, a, w, s); err != nil {
			return nil, err
		}
		if s.Ended() == nil {
			continue
		}
		ended := s.Close()
		s = nil
		if err := g.blameForServer(ctx, a, w, ended); err != nil {
			return nil, err
		}
		w.graded.Fault = withServer(w.graded.Fault, ended)
	}
	return all, nil
}

// run runs the checks of an exercise, and writes the verdict.
func (g *Grader) run(ctx context.Context, a *attempt, w *work, s *server) error {
	if w.graded.Status != "" {
		g.verdict(w, runner.Result{})
		return nil
	}
	w.graded.Status = results.Completed
	began := time.Now()
	g.alone.RLock()
	result, err := g.both(ctx, w, dynamic(w.Exercise), g.limits, s)
	g.alone.RUnlock()
	var again []string
	for left := doubtful(result, nil); err == nil && len(left) > 0; left = doubtful(result, again) {
		// What no time was left for is in doubt when the checks that took it have passed.
		again = append(again, left...)
		err = g.again(ctx, a, w, left, &result)
	}
	if err == nil {
		err = g.confront(ctx, a, w, result)
	}
	if err != nil {
		return err
	}
	w.graded.Measured = &results.Measured{
		Seconds: time.Since(began).Round(time.Millisecond).Seconds(), PeakMemoryBytes: result.PeakMemory,
	}
	g.verdict(w, result)
	return nil
}

// job returns the run of some checks of a work, on a server.
func (g *Grader) job(w *work, checks []string, limits runner.Limits, s *server) runner.Job {
	return runner.Job{
		Root: w.Root, Dir: w.Name, Edits: w.Edits, Checks: checks, Only: true, Limits: limits, Alone: true,
		Used: func(tests int) time.Duration { return sandbox.Used(tests) + sandbox.Used(s.Process()) },
		Env: []string{
			"HOME=" + w.scratch, "TMPDIR=" + w.scratch, "PATH=/usr/bin:/bin", "TZ=UTC",
			receipt.OnEmbedded, embedded.SocketVariable + "=" + s.Socket(),
			receipt.Seed + "=" + strconv.FormatUint(g.seed, 10),
		},
	}
}

// dynamic returns the checks that run in the test binary. The static rules are put by the grader itself.
func dynamic(e *exercise.Exercise) []string {
	return slices.DeleteFunc(e.Tests(), exercise.IsRule)
}
