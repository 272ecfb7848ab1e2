package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/program"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/terminal"
)

// load reads the exercises of the module around the working folder.
func load() ([]*exercise.Exercise, error) { return exercise.All(".") }

// find returns the exercise with the number in text.
func find(exercises []*exercise.Exercise, text string) (*exercise.Exercise, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return nil, usageError{err}
	}
	i := slices.IndexFunc(exercises, func(e *exercise.Exercise) bool { return e.Number() == number })
	if i < 0 {
		if dirs, _ := filepath.Glob(filepath.Join(exercises[0].Root, fmt.Sprintf("%d-*", number))); len(dirs) > 0 {
			return nil, fmt.Errorf("there is no exercise %d: %s has no %s", number, filepath.Base(dirs[0]), exercise.File)
		}
		return nil, usageError{fmt.Errorf("there is no exercise %d", number)}
	}
	return exercises[i], nil
}

// outcome is what became of an exercise's checks.
type outcome struct {
	*exercise.Exercise
	runner.Result
}

// patience is how long a person is left without a word.
const patience = 5 * time.Second

var sayWhatTakesSoLong = sync.OnceFunc(func() {
	terminal.New(os.Stderr).Print("building the checks and their database server; the first time takes a minute or two")
})

// try runs the checks of e. Show, if it is not nil, gets each check as soon as its status is known.
func try(ctx context.Context, e *exercise.Exercise, show func(exercise.Check, runner.Check)) (outcome, error) {
	job := runner.Job{
		Root: e.Root, Dir: e.Name, Checks: e.Tests(), Overlay: e.LeftOut(), Limits: runner.StudentLimits,
		InOrder: true,
	}
	building := time.AfterFunc(patience, sayWhatTakesSoLong)
	defer building.Stop()
	job.Report = func(result runner.Check) {
		building.Stop()
		if show != nil {
			i := slices.IndexFunc(e.Checks, func(c exercise.Check) bool { return c.Test == result.Test })
			show(e.Checks[i], result)
		}
	}
	result, err := runner.Run(ctx, job)
	return outcome{e, result}, err
}

// score returns what the checks came to.
func (o outcome) score() exercise.Score { return o.Result.Score(o.Exercise, runner.Check.Skipped) }

// done reports whether nothing failed. A check that cannot run on this server does not stand in the way, if others ran.
func (o outcome) done() bool {
	return o.Passed() || o.onlySkipped()
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

// untouched reports whether the exercise is still as it was handed out: a stub panicked, and nothing passed.
func (o outcome) untouched() bool {
	said := func(c runner.Check) bool { return strings.Contains(c.Text(), program.NotWritten) }
	return o.score().Points == 0 &&
		(slices.ContainsFunc(o.Result.Checks, said) || strings.Contains(o.Fault, program.NotWritten))
}

// firstFailed returns the first check that failed; ok is false if none did.
func (o outcome) firstFailed() (i int, ok bool) {
	for i, check := range o.Result.Checks {
		if check.Status != runner.Passed && check.Status != runner.NotRun {
			return i, true
		}
	}
	return 0, false
}

// firstNotDone runs exercise after exercise until one is not done. The error is errAllDone if all are.
func firstNotDone(ctx context.Context, exercises []*exercise.Exercise) (*exercise.Exercise, error) {
	for _, e := range exercises {
		o, err := try(ctx, e, nil)
		if err != nil {
			return nil, err
		}
		if !o.done() {
			return e, nil
		}
		terminal.New(os.Stdout).Print("Exercise %d is done.", e.Number())
	}
	return nil, errAllDone
}

var errAllDone = errors.New("all exercises are done")
