// Package verify puts an exercise's checks themselves to the test: with the reference solution, which must pass them
// all; with a stub, which must pass none; with mutants, each a solution that is wrong in one named way and must be
// caught by the check it names; with solutions that are right in another way, which must pass; and with idle ones,
// which must earn next to nothing.
package verify

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/stub"

	"golang.org/x/sync/errgroup"
)

// Kind is what a subject must show.
type Kind string

const (
	Reference Kind = "reference" // passes every check
	Stub      Kind = "stub"      // passes none
	Mutant    Kind = "mutant"    // fails the check it names
	Right     Kind = "right"     // passes every check
	Idle      Kind = "idle"      // does nothing of the work, and earns no more than it says
)

// mostIdle is how many points in a hundred an idle solution may earn at most.
const mostIdle = 5

// Subject is one solution to put to the checks.
type Subject struct {
	Kind   Kind
	Name   string
	About  string // what is wrong, or different, in a sentence
	Check  string // the check that must catch a mutant
	Result runner.Result
	Score  exercise.Score
	Took   time.Duration

	// First says how it did not do as it must at first, with others beside it, where a second run decided.
	First string

	Source []byte // of the file that takes the place of the student's
	fault  string // why it cannot be put to the checks
	points int    // in a hundred, which an idle one earns at most

	held map[string]string // why a grader would hold it for forgery, by the check that saw it
}

// Subjects returns the subjects of e: the reference, the stub, and those in testdata; or, if only is not empty, just
// the one of that name.
func Subjects(e *exercise.Exercise, only string) ([]*Subject, error) {
	reference, err := os.ReadFile(editedFile(e))
	if err != nil {
		return nil, err
	}
	empty, err := stub.Of(e, e.Edits[0], reference)
	if err != nil {
		return nil, err
	}
	subjects := []*Subject{
		{Kind: Reference, Name: "reference", Source: reference, fault: intruders(e)},
		{Kind: Stub, Name: "stub", Source: empty},
	}
	for _, kind := range []Kind{Mutant, Idle} {
		edited, err := readEdited(e, kind, string(reference))
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, edited...)
	}
	for _, kind := range []Kind{Mutant, Right} {
		more, err := readWhole(e, kind)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, more...)
	}
	for _, s := range subjects {
		if s.Kind == Mutant && s.fault == "" && !slices.Contains(e.Tests(), s.Check) {
			s.fault = fmt.Sprintf("names a check that does not exist: %q", s.Check)
		}
	}
	if only != "" {
		subjects = slices.DeleteFunc(subjects, func(s *Subject) bool { return s.Name != only })
	}
	return subjects, nil
}

// intruders says which tests are in the package of the student's file, whose names are the student's: a helper there,
// or a package that a test imports, would be declared twice. It is empty if there are none.
func intruders(e *exercise.Exercise) string {
	edited := editedFile(e)
	source, err := os.ReadFile(edited)
	if err != nil {
		return err.Error()
	}
	tests, err := filepath.Glob(filepath.Join(filepath.Dir(edited), "*_test.go"))
	if err != nil {
		return err.Error()
	}
	for _, test := range tests {
		text, err := os.ReadFile(test)
		if err != nil {
			return err.Error()
		}
		if pkg := packageOf(source); packageOf(text) == pkg {
			return fmt.Sprintf("%s/%s is in package %s, so that its names meet the student's: make it package %[3]s_test",
				filepath.Base(filepath.Dir(test)), filepath.Base(test), pkg)
		}
	}
	return ""
}

// folders are where whole files of a kind are, in an exercise's folder.
var folders = map[Kind]string{Mutant: "mutants", Right: "right"}

// parseHeader reads the lines that begin with "// Mutant: " and "// Check: ", or "// Right: ".
func (s *Subject) parseHeader(text []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() && strings.HasPrefix(lines.Text(), "//") {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "// "), ": ")
		switch name {
		case "Mutant", "Right":
			s.About = value
		case "Check":
			s.Check = value
		}
	}
	if s.About == "" {
		return fmt.Errorf("line 1: want // %s: and a sentence", map[Kind]string{Mutant: "Mutant", Right: "Right"}[s.Kind])
	}
	if s.Kind == Mutant && s.Check == "" {
		return fmt.Errorf("line 2: want // Check: and the check that must catch it")
	}
	return nil
}

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
	r.Env = append(slices.Clone(r.Env), "CGO_ENABLED=0") // links in three quarters of the time
	server, err := embedded.Start(ctx, r.Server, nil)    // one for all: a start for each would take a fifth of the time
	if err != nil {
		return err
	}
	defer server.Close()
	r.shared = embedded.SocketVariable + "=" + server.Socket()
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
	group.SetLimit(runtime.GOMAXPROCS(0) + 1) // one more, since a subject also waits for a server
	for _, s := range r.Subjects {
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
		if s.fault == "" && s.Kind != Reference && !runsAtStart(s.Source) {
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

// one puts one subject to the checks.
func (r *Run) one(ctx context.Context, s *Subject) (err error) {
	checks := r.checks(s)
	job := runner.Job{
		Root: r.Root, Dir: r.Name, Checks: checks, Limits: runner.StudentLimits, Env: r.Env,
		Overlay: r.LeftOut(),
	}
	switch s.Kind {
	case Idle:
		job.Limits.Check = idlePatience
	case Reference, Right:
		job.Limits.Check *= 6 // they end, however busy the machine is
	}
	job.Only = len(checks) == 1
	if number, linked := r.link[s]; linked {
		job.Binary = r.linked.Binary
		job.Env = append(slices.Clone(r.Env), choice+"="+strconv.Itoa(number))
	} else if job.Overlay[editedFile(r.Exercise)], err = r.write(s); err != nil {
		return err
	}
	if s.Kind == Reference {
		s.Result, err = r.run(ctx, job) // its rules too, as go test puts them
		return err
	}
	job.Checks = slices.DeleteFunc(slices.Clone(checks), exercise.IsRule)
	job.Skip = "^TestRules$"
	if len(job.Checks) > 0 {
		if s.Result, err = r.run(ctx, job); err != nil {
			return err
		}
	}
	if r.Matrix && s.Kind == Mutant && !aside(s.Check) {
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

// keepsTheLesson reports whether a mutant of what an exercise is for, be it a group of half of the points or more,
// keeps more than half of them.
func (s *Subject) keepsTheLesson(e *exercise.Exercise) bool {
	i := slices.IndexFunc(e.Checks, func(c exercise.Check) bool { return c.Test == s.Check && c.Essential })
	return s.Kind == Mutant && i >= 0 && 2*e.Points.Of(e.Checks[i].Group) >= s.Score.Max && 2*s.Score.Points > s.Score.Max
}

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

// checks returns the checks that a subject is put to.
func (r *Run) checks(s *Subject) []string {
	switch {
	case s.Kind != Mutant || r.Matrix && aside(s.Check):
		return r.Tests()
	case r.Matrix:
		// To run the program and read the source for each mutant would take as long as all the rest.
		return slices.DeleteFunc(r.Tests(), aside)
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

// aside reports whether a check is run only for those mutants that name one of its kind: the program from outside, and
// the static rules.
func aside(check string) bool { return exercise.IsOutside(check) || exercise.IsRule(check) }

// Fault says how the subject did not do as it must; it is empty if it did.
func (s *Subject) Fault() string {
	failed, passed := s.split()
	switch {
	case s.fault != "":
		return s.fault
	case s.Kind != Stub && s.notBuilt():
		return "does not compile:\n" + s.Result.Fault
	case s.Kind == Stub && len(passed) > 0:
		return "passes " + strings.Join(passed, ", ")
	case s.Kind == Idle && 100*s.Score.Points > s.points*s.Score.Max:
		return fmt.Sprintf("earns %d of %d points, for: %s", s.Score.Points, s.Score.Max, strings.Join(passed, ", "))
	case s.Kind == Mutant && !slices.Contains(failed, s.Check):
		return "is not caught by " + s.Check + "; caught by: " + strings.Join(failed, ", ")
	case len(s.held) > 0:
		return "would be held for forgery, although it only is wrong: " + s.why()
	case s.Kind == Reference && slices.ContainsFunc(s.Result.Unlisted, isTest):
		return "runs tests that exercise.toml does not name: " + strings.Join(s.Result.Unlisted, ", ")
	case (s.Kind == Reference || s.Kind == Right) && len(failed) > 0:
		return "fails " + strings.Join(failed, ", ") + "\n" + s.Result.Fault + s.said()
	}
	return ""
}

// said returns what the checks that failed have to say.
func (s *Subject) said() (text string) {
	for _, check := range s.Result.Checks {
		if check.Status != runner.Passed && !check.Skipped() {
			text += fmt.Sprintf("%s: %s: %.500s\n", check.Test, check.Status, check.Text())
		}
	}
	return text
}

// isTest tells a test from the seeds of a fuzz target.
func isTest(name string) bool { return strings.HasPrefix(name, "Test") }

// split returns the checks that failed, in whatever way, and those that passed. Checks that their tests skip are
// neither.
func (s *Subject) split() (failed, passed []string) {
	for _, check := range s.Result.Checks {
		switch {
		case check.Status == runner.Passed:
			passed = append(passed, check.Test)
		case check.Status == runner.NotRun && (check.Skipped() || s.Result.Fault != "" && s.Kind == Mutant):
		default:
			failed = append(failed, check.Test)
		}
	}
	return failed, passed
}

func (s *Subject) notBuilt() bool {
	return slices.ContainsFunc(s.Result.Checks, func(c runner.Check) bool { return c.Status == runner.NotBuilt })
}
