// Package results is what a grade came to: the one document, results.json, that all reports are made from.
package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/submission"
)

// SchemaName says which form of the document this is.
const SchemaName = "generators/results/v4"

// Results is the verdict on a cohort.
type Results struct {
	Schema    string     `json:"schema"`   // SchemaName
	Seed      uint64     `json:"seed"`     // what the hidden data were drawn from
	Workbook  string     `json:"workbook"` // a digest of the code that graded
	Sandbox   string     `json:"sandbox"`  // how submissions were confined
	Exercises []Exercise `json:"exercises"`
	Students  []Student  `json:"students"`          // sorted by name
	Ignored   []string   `json:"ignored,omitempty"` // what was handed in, and is no student's, as it seems
}

// Exercise is what there was to do.
type Exercise struct {
	Name   string      `json:"name"` // the folder
	Title  string      `json:"title"`
	Points int         `json:"points"` // the most
	Checks []CheckInfo `json:"checks"`
}

// CheckInfo is one check.
type CheckInfo struct {
	Test     string        `json:"test"`
	Sentence string        `json:"sentence"`
	Group    catalog.Group `json:"group"`            // empty for a static rule, which earns nothing
	Weight   int           `json:"weight"`           // beside the other checks of the group
	Cannot   string        `json:"cannot,omitempty"` // what it needs and this machine lacks: it counts for nothing
}

// Student is the verdict on one submission.
type Student struct {
	Name string `json:"name"`
	submission.Person
	submission.Origin
	Files     string   `json:"files,omitempty"` // a digest of what was graded; students with the same handed in the same
	Ignored   []string `json:"ignored"`         // files that were handed in and not taken
	Faults    []string `json:"faults"`          // why files, or the whole submission, were refused
	Exercises []Graded `json:"exercises"`
}

// Status is how far the grading of one exercise went.
type Status string

const (
	Completed   Status = "graded"
	NotHandedIn Status = "not handed in" // nothing at all
	NotFound    Status = "not found"     // among what was handed in
	Rejected    Status = "rejected"      // by a static rule, before anything was compiled
	NotBuilt    Status = "not built"     // by the compiler

	// Held says that inside all went well and outside hardly anything: that is how a forged verdict looks. Only what was
	// seen outside has points, and a person decides.
	Held Status = "held"

	// Unjudged says that the embedded server does not know a statement which MySQL perhaps does. No check can tell that
	// from a slip of the pen, so a person decides.
	Unjudged Status = "not judged here"

	// NotGraded says that there is no verdict, since this machine failed: no disk space, for example. No point is lost.
	NotGraded Status = "not graded"
)

// Word says in a word or two how an exercise ended, or why it has no points. Idle is code of which no check saw
// anything right.
func (g Graded) Word() string {
	isRight := func(c Check) bool { return c.Status == runner.Passed && !exercise.IsRule(c.Test) }
	switch {
	case g.Status == Completed && g.Points == 0 && g.Max > 0 && !slices.ContainsFunc(g.Checks, isRight):
		return "idle"
	case g.Status == Held:
		return "contradiction"
	}
	return string(g.Status)
}

// HandedIn reports whether a student handed in anything.
func (s Student) HandedIn() bool {
	return !slices.ContainsFunc(s.Exercises, func(g Graded) bool { return g.Status == NotHandedIn })
}

// Word says how a student's submission ended as a whole: the word of all exercises if they have one, or else that it
// was graded, but for what a person has to look at.
func (s Student) Word() string {
	if s.Ungraded() {
		return string(NotGraded)
	}
	words := map[string]bool{}
	for _, g := range s.Exercises {
		words[g.Word()] = true
	}
	for word := range words {
		if len(words) == 1 || word == "contradiction" {
			return word
		}
	}
	return string(Completed)
}

// Same returns the names of the others who handed in the same files, byte for byte.
func (r *Results) Same(s Student) (names []string) {
	for _, other := range r.Students {
		if s.Files != "" && other.Files == s.Files && other.Name != s.Name {
			names = append(names, other.Name)
		}
	}
	return names
}

// Graded is the verdict on one exercise of a submission.
type Graded struct {
	exercise.Score
	Exercise string    `json:"exercise"`
	Status   Status    `json:"status"`
	Fault    string    `json:"fault"` // the rule's finding, the compiler's words, or how the run ended early
	Checks   []Check   `json:"checks"`
	Measured *Measured `json:"measured,omitempty"` // nil if nothing ran
}

// Check is the verdict of one check. Failures and Said may show hidden data: they are for the instructor.
type Check struct {
	Test     string            `json:"test"`
	Status   runner.Status     `json:"status"`
	Failures []receipt.Failure `json:"failures"` // what the check wanted and saw
	Said     string            `json:"said"`     // by its test in words of its own
	Ended    string            `json:"ended"`    // how the program ended, if it did during the check
	Public   []receipt.Failure `json:"public"`   // the failures without hidden data
	Skip     string            `json:"skip"`     // what the check needs, and does not have on this machine
	Hint     string            `json:"hint"`
	Seconds  float64           `json:"seconds,omitempty"`
}

// Measured is what a run took.
type Measured struct {
	Seconds         float64 `json:"seconds"`
	PeakMemoryBytes int64   `json:"peak_memory_bytes"`
}

// Points returns the points of all exercises of a student.
func (s Student) Points() (points int) {
	for _, graded := range s.Exercises {
		points += graded.Points
	}
	return points
}

// Ungraded reports whether there is no verdict on a student's submission, for a fault of the machine.
func (s Student) Ungraded() bool {
	return slices.ContainsFunc(s.Exercises, func(g Graded) bool { return g.Status == NotGraded })
}

// Ungraded returns the names of the students without a verdict.
func (r *Results) Ungraded() (names []string) {
	for _, student := range r.Students {
		if student.Ungraded() {
			names = append(names, student.Name)
		}
	}
	return names
}

// Names returns the names of the exercises, in order.
func (r *Results) Names() (names []string) {
	for _, e := range r.Exercises {
		names = append(names, e.Name)
	}
	return names
}

// MaxPoints returns the most points there are.
func (r *Results) MaxPoints() (points int) {
	for _, e := range r.Exercises {
		points += e.Points
	}
	return points
}

// Read reads a results.json. It is an error if the document does not fit itself, such as points that its checks do not
// have.
func Read(path string) (*Results, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := new(Results)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.Schema != SchemaName {
		return nil, fmt.Errorf("%s: schema %q: want %q", path, r.Schema, SchemaName)
	}
	if err := r.fault(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Write writes the document to path, whole or not at all.
func (r *Results) Write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".results-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(append(text, '\n'))
	if err := errors.Join(err, temp.Chmod(0o644), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// Sort puts the students in the order of their names, which is that of the document.
func (r *Results) Sort() {
	slices.SortFunc(r.Students, func(a, b Student) int { return strings.Compare(a.Name, b.Name) })
}

// Merge returns the results of the shards of one cohort as one. They must be of the same exercises, seed and sandbox,
// and no student may be in two.
func Merge(parts ...*Results) (*Results, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("merge results: there are none")
	}
	first := parts[0]
	merged := &Results{
		Schema: first.Schema, Seed: first.Seed, Workbook: first.Workbook, Sandbox: first.Sandbox, Exercises: first.Exercises,
		Ignored: first.Ignored, // each shard has seen all
	}
	seen := make(map[string]bool)
	for i, part := range parts {
		if err := part.SameRun(first); err != nil {
			return nil, fmt.Errorf("merge results: part %d differs from part 1: %w: "+
				"grade all shards with one --seed, one --sandbox and one version of the workbook", i+1, err)
		}
		for _, student := range part.Students {
			if seen[student.Name] {
				return nil, fmt.Errorf("merge results: student %q is in two parts", student.Name)
			}
			seen[student.Name] = true
			merged.Students = append(merged.Students, student)
		}
	}
	merged.Sort()
	return merged, nil
}

func (e Exercise) equal(other Exercise) bool {
	return e.Name == other.Name && e.Title == other.Title && e.Points == other.Points &&
		slices.Equal(e.Checks, other.Checks)
}

// SameRun returns an error that says in what the run that r is of differs from the one that other is of, such as "seed
// 8, not 7".
func (r *Results) SameRun(other *Results) error {
	var differ []string
	for _, part := range []struct{ what, is, other string }{
		{"schema", r.Schema, other.Schema},
		{"seed", fmt.Sprint(r.Seed), fmt.Sprint(other.Seed)},
		{"sandbox", r.Sandbox, other.Sandbox},
		{"workbook", r.Workbook, other.Workbook},
	} {
		if part.is != part.other {
			differ = append(differ, fmt.Sprintf("%s %s, not %s", part.what, part.is, part.other))
		}
	}
	if len(differ) == 0 && !slices.EqualFunc(r.Exercises, other.Exercises, Exercise.equal) {
		differ = append(differ, "other exercises or checks")
	}
	if len(differ) > 0 {
		return errors.New(strings.Join(differ, ", "))
	}
	return nil
}

// WithoutTimes returns a copy without what differs from run to run: times and memory.
func (r *Results) WithoutTimes() *Results {
	timeless := *r
	timeless.Students = slices.Clone(r.Students)
	for i := range timeless.Students {
		exercises := slices.Clone(timeless.Students[i].Exercises)
		for j := range exercises {
			exercises[j].Measured = nil
			exercises[j].Checks = slices.Clone(exercises[j].Checks)
			for k := range exercises[j].Checks {
				exercises[j].Checks[k].Seconds = 0
			}
		}
		timeless.Students[i].Exercises = exercises
	}
	return &timeless
}
