// Package verify puts an exercise's checks themselves to the test: with the reference solution, which must pass them
// all, on hidden data too; with a stub, which must pass none; with mutants, each a solution that is wrong in one named
// way and must be caught by the check it names; with solutions that are right in another way, which must pass; and with
// idle ones, which must earn next to nothing.
package verify

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"

	"golang.org/x/sync/errgroup"
)

// Run puts subjects to checks of e.
type Run struct {
	*exercise.Exercise
	Subjects []*Subject
	Matrix   bool           // mutants are put to all checks, and not only to those that they name
	Env      []string       // added to the environment of the checks
	Server   string         // the embedded server's program
	Done     func(*Subject) // called after each; may be nil

	linked runner.Built     // the binary that is any of the subjects in link
	link   map[*Subject]int // and their numbers
	rules  rules.Checker
	dir    string
	shared string // what names the server of all to the checks

	servers chan *embedded.Server // for programs; those that nobody uses
}

// idlePatience is how long each check waits for an idle subject. One that would have passed later gets less than it
// might, which is no fault.
const idlePatience = 2 * time.Second

// All puts all subjects to the checks, about as many at once as there are processors. The error says that the machine
// failed, or that ctx ended: then nothing is said of the subjects that were still to come.
func (r *Run) All(ctx context.Context) (err error) {
	if r.dir, err = os.MkdirTemp("", "generators-verify-"); err != nil {
		return err
	}
	defer os.RemoveAll(r.dir)
	r.Env = environment(r.Env)
	server, err := embedded.Start(ctx, r.Server, nil) // one for all: a start for each would take a fifth of the time
	if err != nil {
		return err
	}
	defer server.Close()
	r.shared = embedded.SocketVariable + "=" + server.Socket()
	atOnce := runtime.GOMAXPROCS(0) + 2 // two more, since a subject also waits for a server
	r.servers = make(chan *embedded.Server, atOnce)
	defer func() {
		close(r.servers)
		for server := range r.servers {
			_ = server.Close()
		}
	}()
	if err := r.build(ctx); err != nil {
		return err
	}
	done := func(s *Subject) {
		if r.Done != nil {
			r.Done(s)
		}
	}
	var mu sync.Mutex
	var doubtful []*Subject
	group, beside := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, s := range longestFirst(r.Subjects) {
		group.Go(func() error {
			sound := s.fault == ""
			if sound {
				if err := r.judge(beside, s); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if sound && s.Fault() != "" {
				doubtful = append(doubtful, s)
			} else if beside.Err() == nil {
				done(s)
			}
			return beside.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, s := range doubtful { // again and alone, since a busy machine is no fault of theirs
		s.First, s.fault = s.Fault(), ""
		if err := r.judge(ctx, s); err != nil {
			return err
		}
		done(s)
	}
	return nil
}

// environment returns env with what all checks have in theirs.
func environment(env []string) []string {
	env = append(slices.Clone(env), "CGO_ENABLED=0") // links in three quarters of the time
	if os.Getenv(receipt.TestServer) == "" {
		env = append(env, receipt.OnEmbedded) // what is found does not depend on the machine
	}
	return env
}

// longestFirst returns the subjects in such an order that at the end nobody waits for one that takes long: an idle one
// can wait for each check, and mutants are put to the fewest.
func longestFirst(subjects []*Subject) []*Subject {
	kinds := []Kind{Idle, Right, Reference, Stub, Mutant}
	return slices.SortedStableFunc(slices.Values(subjects), func(a, b *Subject) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
}

// judge puts one subject to the checks, and adds up what it earns.
func (r *Run) judge(ctx context.Context, s *Subject) error {
	began := time.Now()
	if err := r.one(ctx, s); err != nil {
		return err
	}
	s.Took = time.Since(began)
	s.Score = r.score(s)
	if r.Matrix && s.Fault() == "" && s.keepsTheLesson(r.Exercise) {
		s.fault = fmt.Sprintf("keeps %d of %d points, although it breaks what the exercise is for", s.Score.Points,
			s.Score.Max)
	}
	return ctx.Err()
}

// build links the subjects that can share a binary. If it cannot be built, those that do not compile are told so, and
// the rest is linked again; if that does not help, each gets a binary of its own.
func (r *Run) build(ctx context.Context) error {
	var together []*Subject
	for _, s := range r.Subjects {
		if s.fault == "" && !s.isWorkbook() && !runsAtStart(s.Source) {
			together = append(together, s)
		}
	}
	for range 2 {
		if len(together) == 0 {
			return nil
		}
		dir, err := os.MkdirTemp(r.dir, "linked-")
		if err != nil {
			return err
		}
		if r.linked, err = link(ctx, r.Exercise, together, dir, r.Env); err != nil {
			return err
		}
		if r.linked.Binary != "" {
			r.link = make(map[*Subject]int)
			for i, s := range together {
				r.link[s] = i
			}
			return nil
		}
		var sound []*Subject
		for _, s := range together {
			findings, err := r.findings(s)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(findings, func(f rules.Finding) bool { return rules.NotCompiled(f.Rule) }); i >= 0 {
				s.fault = "does not compile:\n" + findings[i].String()
			} else {
				sound = append(sound, s)
			}
		}
		together = sound
	}
	return nil
}

// job returns the run of checks on a subject.
func (r *Run) job(s *Subject, checks []string) runner.Job {
	job := runner.Job{
		Root: r.Root, Dir: r.Name, Edits: r.Edits, Checks: checks, Limits: runner.StudentLimits,
		Env: slices.Clone(r.Env), Overlay: r.LeftOut(),
		Only: !s.isWorkbook(), // which has all tests, so that none is forgotten
	}
	if s.Seed > 0 {
		job.Env = append(job.Env, receipt.Seed+"="+strconv.FormatUint(s.Seed, 10))
	}
	switch s.Kind {
	case Idle:
		job.Limits.Check = idlePatience
	case Reference, Right:
		job.Limits.Check *= 6 // they end, however busy the machine is
		if !s.isWorkbook() {  // of which one with tables as long as for a verdict is enough
			job.Env = append(job.Env, receipt.Brief+"="+receipt.BriefProgram)
		}
	case Mutant:
		// What goes wrong far into a table names this law. For all others a fifth of its rows is enough.
		if lawOf(s.Check) != "handles_every_table_size" {
			job.Env = append(job.Env, receipt.Brief+"="+receipt.BriefLong)
		}
	}
	return job
}

// one puts one subject to the checks.
func (r *Run) one(ctx context.Context, s *Subject) (err error) {
	checks := r.checks(s)
	job := r.job(s, checks)
	if number, linked := r.link[s]; linked {
		job.Binary = r.linked.Binary
		job.Env = append(job.Env, choice+"="+strconv.Itoa(number))
	} else if job.Overlay[editedFile(r.Exercise)], err = r.write(s); err != nil {
		return err
	}
	if s.isWorkbook() {
		s.Result, err = r.run(ctx, job) // its rules too, as go test puts them
		return err
	}
	job.Checks = slices.DeleteFunc(slices.Clone(checks), exercise.IsRule)
	if len(job.Checks) > 0 {
		if s.Result, err = r.run(ctx, job); err != nil {
			return err
		}
	}
	if r.Matrix && s.Kind == Mutant && !exercise.IsOutside(s.Check) {
		if s.held, err = r.confront(ctx, s, job); err != nil {
			return err
		}
	}
	if s.Kind == Stub || len(job.Checks) == len(checks) {
		return nil
	}
	findings, err := r.findings(s)
	for _, check := range checks {
		if !exercise.IsRule(check) {
			continue
		}
		status := runner.Passed
		if slices.ContainsFunc(findings, func(f rules.Finding) bool { return exercise.RuleTest(f.Rule) == check }) {
			status = runner.Failed
		}
		s.Result.Checks = append(s.Result.Checks, runner.Check{Test: check, Status: status})
	}
	return err
}

// isWorkbook reports whether a subject is the workbook as it is: the reference, on the data that everybody may see.
func (s *Subject) isWorkbook() bool { return s.Kind == Reference && s.Seed == 0 }

// score returns what a subject earns, as if the checks that it was not put to were not there.
func (r *Run) score(s *Subject) exercise.Score {
	all := s.Result
	put := make(map[string]bool)
	for _, check := range all.Checks {
		put[check.Test] = true
	}
	all.Checks = slices.Clone(all.Checks)
	for _, test := range r.Tests() {
		if !put[test] {
			all.Checks = append(all.Checks, runner.Check{Test: test, Status: runner.NotRun, Skip: "left out"})
		}
	}
	return all.Score(r.Exercise, runner.Check.Skipped)
}

// checks returns the checks that a subject is put to. To run the program and to read the source for each mutant would
// take as long as all the rest, so that each is done for those alone that name a check of its kind.
func (r *Run) checks(s *Subject) []string {
	switch {
	case s.Kind != Mutant:
		return r.Tests()
	case r.Matrix:
		outside, rule := exercise.IsOutside(s.Check), exercise.IsRule(s.Check)
		return slices.DeleteFunc(r.Tests(), func(test string) bool {
			return !outside && exercise.IsOutside(test) || !rule && exercise.IsRule(test)
		})
	}
	return []string{s.Check}
}

// findings returns what the static rules find in a subject.
func (r *Run) findings(s *Subject) ([]rules.Finding, error) {
	overlay := r.LeftOut()
	file, err := r.write(s)
	if err != nil {
		return nil, err
	}
	overlay[editedFile(r.Exercise)] = file
	return r.rules.Run(filepath.Join(r.Root, r.Name), overlay)
}

// write writes the subject to a file and returns its path.
func (r *Run) write(s *Subject) (string, error) {
	file := filepath.Join(r.dir, string(s.Kind)+"-"+s.Name+".go")
	return file, os.WriteFile(file, s.Source, 0o600)
}
