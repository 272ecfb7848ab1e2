// Package runner runs the checks of an exercise, which are Go tests, and says what became of each.
//
// It believes neither the exit code nor what is printed. It knows beforehand which checks must report; they do so over
// a channel that the code under test does not know, where the test binary also leaves a receipt after the last test:
// see package receipt. A check that does not report, or reports twice, has not passed; neither has one whose process
// left no receipt, until another one passes it again and does. Every way in which code under test can go on for ever is
// stopped here, in the parent process, and named.
package runner

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/receipt"
)

// Status is what became of a check.
type Status string

const (
	Passed      Status = "passed"
	Failed      Status = "failed"
	NotRun      Status = "not run"
	TimedOut    Status = "timed out"
	Flooded     Status = "flooded"       // printed more than Limits.Output
	OutOfMemory Status = "out of memory" // used more than Limits.Memory
	NotBuilt    Status = "not built"
)

// Limits bound what the code under test may use. A zero field is unlimited.
type Limits struct {
	Check  time.Duration // for one check
	CPU    time.Duration // processor time for one check, where the job can tell
	Total  time.Duration // for all checks
	Again  time.Duration // for all that are left when a check has ended the process, and again for those to be proved
	Output int           // bytes printed by all checks, and as many reported
	Memory int64         // bytes in use by the Go runtime of the test binary
}

// StudentLimits are far above what any solution needs, and low enough not to try a student's patience.
var StudentLimits = Limits{Check: 20 * time.Second, Again: time.Minute, Output: 64 << 20, Memory: 1 << 30}

// Job is a run of the checks of one exercise.
type Job struct {
	Root    string            // the module's folder
	Dir     string            // the exercise's, in it
	Edits   []string          // the student's files, from Root; may be nil
	Checks  []string          // the tests that must report, in order, such as TestStreamUsers/is_lazy
	Only    bool              // run the checks, and no other test
	Overlay map[string]string // files to build in place of others, absolute
	Env     []string          // added to the environment
	Alone   bool              // Env is the whole environment of the tests
	Limits  Limits
	Binary  string                  // the exercise's tests, if a Build has built them already
	Program string                  // a binary that can be the exercise's program; Binary if empty
	Confine func(*exec.Cmd) error   // changes how the tests are started; may be nil
	Used    func(int) time.Duration // tells the processor time of a process and all that it started; may be nil
	Report  func(Check)             // called for each check as soon as its status is known; may be nil

	// Before are checks that ran in another binary: those that ended that are among those after which no more are tried.
	Before []Check

	// Seen is called for each thing that a test has seen of a generator, where receipt.Show asks for it; may be nil.
	Seen func(test string, seen receipt.Seen)

	// InOrder takes reports from standard output: in order with what the code under test prints, which can forge them.
	InOrder bool

	// Channel is the path of a unix socket to make, by which the tests report where they start in a way that hands over
	// no pipe.
	Channel string
}

// Check is what became of one check.
type Check struct {
	Test     string            `json:"test"`
	Status   Status            `json:"status"`
	Failures []receipt.Failure `json:"failures,omitempty"`
	Skip     string            `json:"skip,omitempty"`   // what its test needs, and does not have here
	Output   string            `json:"output,omitempty"` // what the test said in words of its own
	Ended    string            `json:"ended,omitempty"`  // how the process ended, if it did during the check
	Duration time.Duration     `json:"duration_ns"`
}

// Skipped reports whether the check's own test said that it cannot run.
func (c Check) Skipped() bool { return c.Status == NotRun && c.Skip != "" }

// Text returns all that the check said, as text.
func (c Check) Text() string {
	var parts []string
	for _, failure := range c.Failures {
		parts = append(parts, failure.String())
	}
	for _, said := range []string{c.Output, c.Ended} {
		if said != "" {
			parts = append(parts, said)
		}
	}
	return strings.Join(parts, "\n")
}

// Result is what became of all checks of a job, in their order.
type Result struct {
	Checks []Check `json:"checks"`

	// Fault is why there is no verdict on some of them: the compiler's words, or how the run ended.
	Fault string `json:"fault,omitempty"`

	Unlisted []string `json:"unlisted,omitempty"` // tests that ran, and are no checks

	Late   bool `json:"-"` // the time for all checks was over before the last
	GaveUp bool `json:"-"` // so many checks ended the process that no more were tried

	OnEmbedded bool `json:"-"` // the database server was the embedded one, as far as the tests said

	PeakMemory int64 `json:"-"` // bytes that the test binary had in use, at most; 0 if it did not come to its end
}

// Passed reports whether every check passed.
func (r Result) Passed() bool {
	return !slices.ContainsFunc(r.Checks, func(c Check) bool { return c.Status != Passed })
}

// Score returns what the result earns in e. A check counts for nothing if cannot says that nobody can run it here.
func (r Result) Score(e *exercise.Exercise, cannot func(Check) bool) exercise.Score {
	outcomes := make(map[string]exercise.Outcome)
	for _, check := range r.Checks {
		switch {
		case check.Status == Passed:
			outcomes[check.Test] = exercise.Earned
		case cannot(check) || exercise.IsRule(check.Test) && check.Status != Failed: // who did not look blames nobody
			outcomes[check.Test] = exercise.Void
		case check.unseen():
			outcomes[check.Test] = exercise.Unseen
		}
	}
	return e.Score(func(check exercise.Check) exercise.Outcome { return outcomes[check.Test] })
}

// unseen reports whether the check decided nothing: it did not run, or did not find what it judges.
func (c Check) unseen() bool {
	saw := func(f receipt.Failure) bool { return f.Unseen == "" }
	return c.Status == NotRun || c.Status == NotBuilt || len(c.Failures) > 0 && !slices.ContainsFunc(c.Failures, saw)
}

// Contradiction returns what was seen outside that contradicts a witness inside who says that all is well, by the check
// that saw it: a forger's program does so. A check counts for nothing if cannot says that nobody can run it here.
func (r Result) Contradiction(e *exercise.Exercise, cannot func(Check) bool) map[string]string {
	if !r.AllInside(e, cannot) {
		return nil
	}
	seen := make(map[string]string)
	for _, check := range r.Checks {
		for _, failure := range check.Failures {
			if exercise.IsOutside(check.Test) && failure.Gross != "" {
				seen[check.Test] = failure.Gross
			}
		}
	}
	return seen
}

// AllInside reports whether every check of results and of the lesson passed that is put inside.
func (r Result) AllInside(e *exercise.Exercise, cannot func(Check) bool) bool {
	ran := make(map[string]Check)
	for _, check := range r.Checks {
		ran[check.Test] = check
	}
	return !slices.ContainsFunc(e.Checks, func(c exercise.Check) bool {
		matters := !exercise.IsOutside(c.Test) && (c.Group == catalog.Results || c.Group == catalog.Lazy)
		check := ran[c.Test]
		check.Test = c.Test // also of one that did not run
		return matters && check.Status != Passed && !cannot(check)
	})
}

// Run builds the exercise's tests, unless that is done, and runs them. The error says that there could be no run, which
// is not the author's fault; everything else is in the result.
func Run(ctx context.Context, job Job) (Result, error) {
	r := &run{Job: job, nonce: rand.Text(), ledger: newLedger(job.Checks, job.Report)}
	if r.Binary == "" {
		dir, err := os.MkdirTemp("", "generators-check-")
		if err != nil {
			return Result{}, err
		}
		defer os.RemoveAll(dir)
		built, err := Build{Root: job.Root, Dirs: []string{job.Dir}, Overlay: job.Overlay, Env: job.Env, Into: dir}.Run(ctx)
		if err != nil {
			return Result{}, err
		}
		if fault := built[job.Dir].Fault; OfTheMachine(fault) {
			return Result{}, fmt.Errorf("build the checks: %s", fault[strings.LastIndex(fault, "\n")+1:])
		} else if fault != "" {
			r.ledger.close(NotBuilt)
			return Result{Checks: r.ledger.checks, Fault: fault}, nil
		}
		r.Binary, r.overlay = built[job.Dir].Binary, built[job.Dir].Overlay
	}
	return r.test(ctx)
}

// run is a job at work in a folder of its own.
type run struct {
	Job
	overlay string // what the tests were built with; empty for nothing that they should know of
	nonce   string // what makes a receipt this run's
	ledger  *ledger
	peak    int64 // bytes in use at most, of the processes that came to their end
	late    bool  // the time for all checks was over before the last
	gaveUp  bool  // no more checks were tried

	embedded atomic.Bool // the tests said that they run on the embedded server
}
