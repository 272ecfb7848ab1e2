// Package verify puts an exercise's checks themselves to the test: with the reference solution, which must pass them all; with
// a stub, which must pass none; with mutants, each a solution that is wrong in one named way and must be caught by the
// check it names; and with solutions that are right in another way, which must pass.
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
	"strings"
	"sync"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/stub"
)

// Kind is what a subject must show.
type Kind string

const (
	Reference Kind = "reference" // passes every check
	Stub      Kind = "stub"      // passes none
	Mutant    Kind = "mutant"    // fails the check it names
	Right     Kind = "right"     // passes every check
)

// Subject is one solution to put to the checks.
type Subject struct {
	Kind   Kind
	Name   string // of its file, without .go
	File   string // in place of the student's; empty for the reference
	About  string // what is wrong, or different, in a sentence
	Check  string // the check that must catch a mutant
	Result runner.Result
}

// Subjects returns the subjects of e: the reference, the stub, whose file is written to dir, and those in testdata.
func Subjects(e *exercise.Exercise, dir string) ([]*Subject, error) {
	edit := filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))
	source, err := os.ReadFile(edit)
	if err != nil {
		return nil, err
	}
	empty, err := stub.Make(e.Edits[0], source, e.Prototypes, stub.Message(e.Number(), e.Page()))
	if err != nil {
		return nil, err
	}
	stubFile := filepath.Join(dir, "stub"+fmt.Sprint(e.Number())+".go")
	if err := os.WriteFile(stubFile, empty, 0o600); err != nil {
		return nil, err
	}
	subjects := []*Subject{
		{Kind: Reference, Name: "reference"},
		{Kind: Stub, Name: "stub", File: stubFile},
	}
	for _, kind := range []Kind{Mutant, Right} {
		more, err := read(e, kind)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, more...)
	}
	return subjects, nil
}

// folders are where solutions of a kind are, in an exercise's folder.
var folders = map[Kind]string{Mutant: "mutants", Right: "right"}

// read reads the headers of the mutants or of the right solutions.
func read(e *exercise.Exercise, kind Kind) ([]*Subject, error) {
	files, err := filepath.Glob(filepath.Join(e.Root, e.Name, "testdata", folders[kind], "*.go"))
	if err != nil {
		return nil, err
	}
	var subjects []*Subject
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		s := &Subject{Kind: kind, Name: strings.TrimSuffix(filepath.Base(file), ".go"), File: file}
		if err := s.parseHeader(text); err != nil {
			return nil, fmt.Errorf("%s/testdata/%s/%s: %w", e.Name, folders[kind], filepath.Base(file), err)
		}
		if kind == Mutant && !slices.Contains(e.Tests(), s.Check) {
			return nil, fmt.Errorf("%s/testdata/%s/%s: there is no check %q", e.Name, folders[kind], filepath.Base(file), s.Check)
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

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

// Run puts all subjects to the checks of e, about as many at once as there are processors, and calls done after each.
func Run(ctx context.Context, e *exercise.Exercise, subjects []*Subject, env []string, done func(*Subject)) error {
	waiting := make(chan *Subject)
	var workers sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range runtime.GOMAXPROCS(0) + 1 { // one more, since a subject also waits: for the linker, for a server
		workers.Go(func() {
			for s := range waiting {
				err := s.run(ctx, e, env)
				mu.Lock()
				if failed == nil {
					failed = err
				}
				done(s)
				mu.Unlock()
			}
		})
	}
	for _, s := range subjects {
		waiting <- s
	}
	close(waiting)
	workers.Wait()
	return failed
}

func (s *Subject) run(ctx context.Context, e *exercise.Exercise, env []string) (err error) {
	job := runner.Job{Root: e.Root, Dir: e.Name, Checks: e.Tests(), Limits: runner.StudentLimits}
	job.Env = append(slices.Clone(env), "CGO_ENABLED=0") // links in three quarters of the time, which is most of it all
	job.Overlay = e.LeftOut()
	if s.File != "" {
		job.Overlay[filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))] = s.File
	}
	if s.Kind == Mutant && !aside(s.Check) {
		// Running the program and reading the source for each mutant would take as long as all the rest, and linking what that
		// and the benchmarks need a fifth of it.
		job.Checks = slices.DeleteFunc(job.Checks, aside)
		job.Overlay[filepath.Join(e.Root, e.Name, "usage_test.go")] = "" // leaves it out
	}
	s.Result, err = runner.Run(ctx, job)
	return err
}

// aside reports whether a check is run only for those mutants that name one of its kind: the program from outside, and the
// static rules.
func aside(check string) bool {
	return strings.HasPrefix(check, "TestProgram/") || strings.HasPrefix(check, "TestRules/")
}

// Fault says how the subject did not do as it must; it is empty if it did.
func (s *Subject) Fault() string {
	failed, passed := s.split()
	switch {
	case s.Kind != Stub && s.notBuilt():
		return "does not compile:\n" + s.Result.Fault
	case s.Kind == Stub && len(passed) > 0:
		return "passes " + strings.Join(passed, ", ")
	case s.Kind == Mutant && !slices.Contains(failed, s.Check):
		return "is not caught by " + s.Check + "; caught by: " + strings.Join(failed, ", ")
	case s.Kind == Reference && slices.ContainsFunc(s.Result.Unlisted, isTest):
		return "runs tests that exercise.toml does not name: " + strings.Join(s.Result.Unlisted, ", ")
	case (s.Kind == Reference || s.Kind == Right) && len(failed) > 0:
		return "fails " + strings.Join(failed, ", ") + "\n" + s.Result.Fault
	}
	return ""
}

// isTest tells a test from the seeds of a fuzz target.
func isTest(name string) bool { return strings.HasPrefix(name, "Test") }

// split returns the checks that failed, in whatever way, and those that passed. Checks that their tests skip are neither.
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
