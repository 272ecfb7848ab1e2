package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/stub"
	"example.com/generators/shared/workbook/terminal"
)

// load reads the exercises of the module around the working folder.
func load() ([]*exercise.Exercise, error) { return exercise.All(".") }

// find returns the exercise that text names, by its number or its folder.
func find(exercises []*exercise.Exercise, text string) (*exercise.Exercise, error) {
	digits, _, isFolder := strings.Cut(text, "-")
	number, err := strconv.Atoi(digits)
	if err != nil {
		return nil, usageError{fmt.Errorf("%q is not the number of an exercise: want %s", text, numbers(exercises))}
	}
	i := slices.IndexFunc(exercises, func(e *exercise.Exercise) bool { return e.Number() == number })
	if i < 0 {
		if dirs, _ := filepath.Glob(filepath.Join(exercises[0].Root, fmt.Sprintf("%d-*", number))); len(dirs) > 0 {
			return nil, fmt.Errorf("there is no exercise %d: %s has no %s", number, filepath.Base(dirs[0]), exercise.File)
		}
		return nil, usageError{fmt.Errorf("there is no exercise %d: want %s", number, numbers(exercises))}
	}
	if e := exercises[i]; isFolder && e.Name != strings.TrimSuffix(text, "/") {
		return nil, usageError{fmt.Errorf("there is no exercise %s, but %s", text, e.Name)}
	}
	return exercises[i], nil
}

// numbers returns those that exercises have, as text.
func numbers(exercises []*exercise.Exercise) string {
	var all []string
	for _, e := range exercises {
		all = append(all, strconv.Itoa(e.Number()))
	}
	return strings.Join(all, ", ")
}

// loadOnly returns all exercises, and those of them that a list such as "1,2-batch_processing" names, in their own
// order; all if the list is empty.
func loadOnly(list string) (all, only []*exercise.Exercise, err error) {
	if all, err = load(); err != nil || list == "" {
		return all, all, err
	}
	named := make(map[*exercise.Exercise]bool)
	for text := range strings.SplitSeq(list, ",") {
		e, err := find(all, text)
		if err != nil {
			return nil, nil, err
		}
		named[e] = true
	}
	only = slices.DeleteFunc(slices.Clone(all), func(e *exercise.Exercise) bool { return !named[e] })
	return all, only, nil
}

// outcome is what became of an exercise's checks.
type outcome struct {
	*exercise.Exercise
	runner.Result
	untouched bool // nothing is written yet, and no check ran
}

// patience is how long a person is left without a word.
const patience = 5 * time.Second

var saidWhatTakesSoLong sync.Once

// sayWhatTakesSoLong says once, unless the timer is stopped before, what a check is waiting for.
func sayWhatTakesSoLong(root string) *time.Timer {
	return time.AfterFunc(patience, func() {
		saidWhatTakesSoLong.Do(func() { terminal.New(os.Stderr).Print("%s", whatTakesSoLong(root)) })
	})
}

// whatTakesSoLong says what a first check builds in the workbook in root.
func whatTakesSoLong(root string) string {
	server, _ := embedded.Built(root, runtime.GOOS, runtime.GOARCH)
	if _, err := os.Stat(server); err == nil {
		return "building the checks; the first time takes longest"
	}
	return "building the checks and their database server; the first time takes a minute or two"
}

// try runs the checks of e, unless it is untouched: each would say so. Show, if it is not nil, gets each check as soon
// as its status is known.
func try(ctx context.Context, e *exercise.Exercise, show func(exercise.Check, runner.Check)) (outcome, error) {
	if stub.Untouched(e) {
		return outcome{Exercise: e, untouched: true}, nil
	}
	if fault := missing(e); fault != "" {
		checks := []runner.Check{{Status: runner.NotBuilt}}
		return outcome{Exercise: e, Result: runner.Result{Checks: checks, Fault: fault}}, nil
	}
	job := runner.Job{
		Root: e.Root, Dir: e.Name, Edits: e.Edits, Checks: e.Tests(), Only: true, Overlay: e.LeftOut(),
		Limits: runner.StudentLimits, InOrder: true,
	}
	building := sayWhatTakesSoLong(e.Root)
	defer building.Stop()
	job.Report = func(result runner.Check) {
		building.Stop()
		if show != nil && !strings.Contains(result.Output, receipt.NoServer) {
			i := slices.IndexFunc(e.Checks, func(c exercise.Check) bool { return c.Test == result.Test })
			show(e.Checks[i], result)
		}
	}
	before, unread := hashOf(e)
	result, err := runner.Run(ctx, job)
	for _, check := range result.Checks {
		if _, why, none := strings.Cut(check.Output, receipt.NoServer); none {
			why, _, _ = strings.Cut(why, "\n")
			return outcome{}, errors.New(receipt.NoServer + why)
		}
	}
	if err == nil && unread == nil {
		remember(e, before, result)
	}
	return outcome{Exercise: e, Result: result}, err
}

// missing says which of the student's files is not there. The tests alone would blame the code for it, if another file
// of the folder declares the same.
func missing(e *exercise.Exercise) string {
	for _, edit := range e.Edits {
		if _, err := os.Stat(filepath.Join(e.Root, edit)); errors.Is(err, fs.ErrNotExist) {
			return fmt.Sprintf("%s is not there: give your file that name, or copy the prototype from %s", edit, e.Page())
		}
	}
	return ""
}

// score returns what the checks came to.
func (o outcome) score() exercise.Score {
	if o.untouched {
		return o.Exercise.Score(func(exercise.Check) exercise.Outcome { return exercise.Unseen })
	}
	return o.Result.Score(o.Exercise, runner.Check.Skipped)
}

// done reports whether nothing failed. A check that cannot run on this server does not stand in the way, if others ran.
func (o outcome) done() bool {
	return !o.untouched && (o.Passed() || o.onlySkipped())
}

// onlySkipped reports whether all checks passed but for some that their tests skipped, with the reason.
func (o outcome) onlySkipped() bool {
	passed := 0
	for _, check := range o.Result.Checks {
		switch {
		case check.Status == runner.Passed:
			passed++
		case !check.Skipped():
			return false
		}
	}
	return passed > 0
}

// notBuilt reports whether the code does not compile.
func (o outcome) notBuilt() bool {
	return slices.ContainsFunc(o.Result.Checks, func(c runner.Check) bool { return c.Status == runner.NotBuilt })
}

// toShow returns the failed check that tells most: the rule for which a grader runs nothing, one that is why others
// fail, if it saw what it looks for and no panic, or else the first. Ok is false if none failed.
func (o outcome) toShow() (i int, ok bool) {
	failed := func(check runner.Check) bool { return check.Status != runner.Passed && check.Status != runner.NotRun }
	if rejected := o.score().Rejected; rejected != "" {
		of := func(check runner.Check) bool { return check.Test == rejected && failed(check) }
		if i := slices.IndexFunc(o.Result.Checks, of); i >= 0 {
			return i, true
		}
	}
	for i, check := range o.Result.Checks {
		saw := slices.ContainsFunc(check.Failures, func(f receipt.Failure) bool { return f.Diff != "" })
		if failed(check) && saw && o.Exercise.Checks[i].Telling {
			return i, true
		}
	}
	i = slices.IndexFunc(o.Result.Checks, failed)
	return i, i >= 0
}

// fault returns why there is no verdict on some checks, but for what one of them says itself: how it ended the run.
func (o outcome) fault() string {
	fault := o.Fault
	for _, check := range o.Result.Checks {
		if check.Ended != "" {
			fault = strings.TrimSuffix(fault, check.Ended)
		}
	}
	return strings.TrimSpace(fault)
}

// toCheck returns all exercises, and the one that args name, or else the one whose folder this is, or else the first
// that is not done.
func toCheck(ctx context.Context, args []string) (all []*exercise.Exercise, e *exercise.Exercise, err error) {
	if all, err = load(); err != nil {
		return nil, nil, err
	}
	if len(args) == 1 {
		e, err = find(all, args[0])
		return all, e, err
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, nil, err
	}
	for _, e := range all {
		if filepath.Base(here) == e.Name {
			return all, e, nil
		}
	}
	e, err = firstNotDone(ctx, all)
	return all, e, err
}

// firstNotDone runs exercise after exercise until one is not done. The error is errAllDone if all are.
func firstNotDone(ctx context.Context, exercises []*exercise.Exercise) (*exercise.Exercise, error) {
	for _, e := range exercises {
		o, err := recall(ctx, e)
		if err != nil {
			return nil, err
		}
		if !o.done() {
			return e, nil
		}
		terminal.New(os.Stdout).Print("Exercise %d is done.", e.Number())
	}
	terminal.New(os.Stdout).Print("All exercises are done.")
	return nil, errAllDone
}

var errAllDone = errors.New("all exercises are done")

// number returns how many there are of something.
func number(n int, of string) string {
	if n != 1 {
		of += "s"
	}
	return fmt.Sprintf("%d %s", n, of)
}
