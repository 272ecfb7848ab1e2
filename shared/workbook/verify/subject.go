package verify

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	Idle      Kind = "idle"      // does nothing of the work, and earns no more than it says
)

// hiddenSeeds is from how many seeds hidden data are drawn.
const hiddenSeeds = 3

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

	Seed uint64 // what its data are drawn from, as a grader draws them; 0 for the data that everybody may see

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
	for seed := range uint64(hiddenSeeds) {
		hidden := &Subject{Kind: Reference, Name: fmt.Sprintf("reference_%d", seed+1), Source: reference, Seed: seed + 1}
		subjects = append(subjects, hidden)
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
		for i, s := range more {
			if kind == Right { // each on one of the data, so that it takes no longer
				s.Seed = uint64(i % (hiddenSeeds + 1))
			}
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

// keepsTheLesson reports whether a mutant of what an exercise is for, be it a group of half of the points or more,
// keeps more than half of them.
func (s *Subject) keepsTheLesson(e *exercise.Exercise) bool {
	i := slices.IndexFunc(e.Checks, func(c exercise.Check) bool { return c.Test == s.Check && c.Essential })
	return s.Kind == Mutant && i >= 0 && 2*e.Points.Of(e.Checks[i].Group) >= s.Score.Max && 2*s.Score.Points > s.Score.Max
}

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
		hidden := ""
		if s.Seed > 0 {
			hidden = fmt.Sprintf(" with the hidden data of seed %d", s.Seed)
		}
		return "fails " + strings.Join(failed, ", ") + hidden + "\n" + s.Result.Fault + s.said()
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
