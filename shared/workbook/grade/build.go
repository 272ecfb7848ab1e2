package grade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
)

// processorTime is what all reading and compiling of one submission may cost.
const processorTime = 2 * time.Minute

// What each child may use for it. A solution's are read in a tenth of a second, and built in ten seconds.
var (
	readLimits  = sandbox.Together{CPU: 10 * time.Second, Memory: 1 << 30}
	buildLimits = sandbox.Together{CPU: 40 * time.Second, Memory: 2 << 30}
)

// mostFile is the size of the largest file that a build may write, such as a test binary, in bytes.
const mostFile = 256 << 20

// newWork returns the work on an exercise, whose files may not be there.
func newWork(e *exercise.Exercise, files map[string]string) *work {
	w := &work{Exercise: e, overlay: linked(e), graded: results.Graded{Exercise: e.Name, Checks: []results.Check{}}}
	for _, file := range w.Edits {
		if files[file] == "" {
			w.graded.Status, w.graded.Fault = results.NotFound, file+" is not there"
			return w
		}
		w.overlay[filepath.Join(w.Root, filepath.FromSlash(file))] = files[file]
	}
	return w
}

// linked returns the overlay of a build of the checks for this grader: without the static rules, which it puts to the
// source itself, and without containers, since it has a server. A binary then takes two thirds of the time to link.
func linked(e *exercise.Exercise) map[string]string {
	out := e.LeftOut()
	for _, file := range []string{e.Name + "/rules_test.go", "shared/mysqltest/container.go", "shared/mysqltest/own.go"} {
		out[filepath.Join(e.Root, filepath.FromSlash(file))] = ""
	}
	return out
}

// admit looks whether the files keep to the rules that must hold before they are compiled.
func (g *Grader) admit(ctx context.Context, a *attempt, all []*work) error {
	return g.try(ctx, a, all, g.read, results.Rejected, "too complicated to be judged: ")
}

// build builds what was admitted. An exercise whose files are in a folder that others import is built by itself, so
// that its faults are not theirs.
func (g *Grader) build(ctx context.Context, a *attempt, all []*work) error {
	var together []*work
	for _, w := range all {
		if path.Dir(w.Edits[0]) == w.Name {
			together = append(together, w)
		} else if err := g.try(ctx, a, []*work{w}, g.compile, results.NotBuilt, ""); err != nil {
			return err
		}
	}
	return g.try(ctx, a, together, g.compile, results.NotBuilt, "")
}

// step is a part of the work on exercises that a child does.
type step func(context.Context, *attempt, []*work) error

// try does a step of the work on those exercises that nothing is known against, all at once, which costs least, and
// where that fails one after the other. One that fails by itself gets the status, and its fault begins with words. The
// error says that this machine is at fault, or may be.
func (g *Grader) try(ctx context.Context, a *attempt, all []*work, do step, status results.Status, words string) error {
	all = slices.DeleteFunc(slices.Clone(all), func(w *work) bool { return w.graded.Status != "" })
	if len(all) == 0 || len(all) > 1 && do(ctx, a, all) == nil {
		return nil
	}
	for _, w := range all {
		err := do(ctx, a, []*work{w})
		if err == nil {
			continue
		}
		if fault := g.refute(ctx, a, w, err, do); fault != nil {
			return fault
		}
		w.graded.Status, w.graded.Fault = status, words+err.Error()
	}
	return nil
}

// refute returns nil if a step failed with err through the submission's own fault: a limit was exceeded, or the
// workbook's own files, in the last attempt, come through the step.
func (g *Grader) refute(ctx context.Context, a *attempt, w *work, err error, do step) error {
	if exceeded := (*sandbox.Exceeded)(nil); errors.As(err, &exceeded) {
		return nil
	}
	if !a.last || ctx.Err() != nil {
		return fmt.Errorf("%s: %w", w.Name, err)
	}
	own, fault := g.likeNew(a.dir, w.Exercise)
	if fault == nil {
		fault = do(ctx, &attempt{dir: a.dir, left: processorTime}, []*work{own})
	}
	if fault != nil {
		return fmt.Errorf("%s: %w; and with the workbook's own files: %w", w.Name, err, fault)
	}
	return nil
}

// read puts the rules to exercises.
func (g *Grader) read(ctx context.Context, a *attempt, some []*work) error {
	o := order{Checker: g.checker}
	for _, w := range some {
		o.Read = append(o.Read, reading{filepath.Join(w.Root, w.Name), w.overlay})
	}
	answer, err := a.child(ctx, o, readLimits)
	if err != nil {
		return fmt.Errorf("reading it was %w", err)
	}
	for i, w := range some {
		w.findings = answer.Findings[i]
		w.weigh()
	}
	return nil
}

// weigh gives a work the status that its findings make necessary.
func (w *work) weigh() {
	var rejected, notCompiled []string
	for _, finding := range w.findings {
		switch {
		case rules.Dangerous(finding.Rule):
			rejected = append(rejected, finding.String())
		case rules.NotCompiled(finding.Rule):
			notCompiled = append(notCompiled, fmt.Sprintf("%s: %s", finding.Pos, finding.Message))
		}
	}
	switch {
	case len(rejected) > 0:
		w.graded.Status, w.graded.Fault = results.Rejected, strings.Join(rejected, "\n")
	case len(notCompiled) > 0:
		w.graded.Status, w.graded.Fault = results.NotBuilt, strings.Join(notCompiled, "\n")
	}
}

// compile builds the tests of exercises. They have passed the type checker, so the compiler seldom fails.
func (g *Grader) compile(ctx context.Context, a *attempt, some []*work) error {
	into, err := os.MkdirTemp(a.dir, "build-")
	if err != nil {
		return err
	}
	// Without cgo a binary needs no library of this machine.
	b := runner.Build{
		Root: some[0].Root, Overlay: make(map[string]string), Into: into, Env: []string{"CGO_ENABLED=0"}, Jobs: 1,
	}
	for _, w := range some {
		b.Dirs = append(b.Dirs, w.Name)
		maps.Copy(b.Overlay, w.overlay)
	}
	o := order{Build: &b, Limits: sandbox.Limits{FileSize: mostFile}}
	answer, err := a.child(ctx, o, buildLimits)
	if err != nil {
		return fmt.Errorf("the compiler was %w", err)
	}
	for _, w := range some {
		w.built = answer.Built[w.Name]
		if strings.Contains(w.built.Fault, syscall.EFBIG.Error()) { // no disk says so of files of this size
			err := &sandbox.Exceeded{What: fmt.Sprintf("%d MiB for a file", mostFile>>20)}
			return fmt.Errorf("the compiler was %w", err)
		}
		if w.built.Binary == "" {
			return errors.New(cmp.Or(strings.TrimSpace(scrub(w.built.Fault)), "the compiler said nothing, and built nothing"))
		}
	}
	return nil
}
