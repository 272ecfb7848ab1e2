package grade

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/stub"
)

// Two look at a submission, and neither trusts the other. Inside, the student's code shares a process with the tests:
// they see every call, but it can write over all that they remember. Outside, tests of the exercise's program run in a
// binary that has stubs in place of the student's files, as the grader, and watch the student's binary in its sandbox:
// they see what comes out, and nothing of the student's can reach them.

// buildOutside builds the tests of all programs, with no code of anybody's in them.
func (g *Grader) buildOutside(ctx context.Context) error {
	into := filepath.Join(g.dir, "outside")
	if err := os.Mkdir(into, 0o755); err != nil {
		return err
	}
	b := runner.Build{
		Root: g.exercises[0].Root, Overlay: make(map[string]string), Into: into, Env: []string{"CGO_ENABLED=0"},
	}
	for _, e := range g.exercises {
		b.Dirs = append(b.Dirs, e.Name)
		maps.Copy(b.Overlay, linked(e))
		for _, file := range e.Edits {
			path := filepath.Join(e.Root, filepath.FromSlash(file))
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			empty, err := stub.Of(e, file, source)
			if err != nil {
				return err
			}
			b.Overlay[path] = filepath.Join(into, strings.ReplaceAll(file, "/", "-"))
			if err := os.WriteFile(b.Overlay[path], empty, 0o600); err != nil {
				return err
			}
		}
	}
	var err error
	g.outside, err = b.Run(ctx)
	return err
}

// both puts a work to some of its checks, first inside and then outside.
func (g *Grader) both(ctx context.Context, w *work, checks []string, limits runner.Limits, s *server) (
	runner.Result, error,
) {
	inside := slices.DeleteFunc(slices.Clone(checks), exercise.IsOutside)
	outside := slices.DeleteFunc(slices.Clone(checks), func(c string) bool { return !exercise.IsOutside(c) })
	var result runner.Result
	if len(inside) > 0 {
		job := g.job(w, inside, limits, s)
		job.Binary = w.built.Binary
		if err := g.sandbox.confine(&job, w.scratch, s.Socket()); err != nil {
			return result, err
		}
		var err error
		if result, err = runner.Run(ctx, job); err != nil {
			return result, err
		}
	}
	if len(outside) == 0 {
		return result, nil
	}
	if result.GaveUp || strings.Contains(result.Fault, program.NotWritten) { // there is nothing to watch
		for _, check := range outside {
			result.Checks = append(result.Checks, runner.Check{Test: check, Status: runner.NotRun})
		}
		return result, nil
	}
	seen, err := g.watch(ctx, w, outside, result.Checks, limits, s)
	if err != nil {
		return result, err
	}
	result.Checks = append(result.Checks, seen.Checks...)
	if result.Fault == "" {
		result.Fault = seen.Fault
	}
	result.Late, result.GaveUp = result.Late || seen.Late, seen.GaveUp
	return result, nil
}

// watch runs the tests of the program, outside, after checks that ran inside.
func (g *Grader) watch(
	ctx context.Context, w *work, checks []string, inside []runner.Check, limits runner.Limits, s *server,
) (runner.Result, error) {
	temp, err := os.MkdirTemp(filepath.Dir(w.scratch), "w") // a short name, since a socket's path must be short
	if err != nil {
		return runner.Result{}, err
	}
	defer os.RemoveAll(temp)
	job := g.job(w, checks, limits, s)
	job.Before = inside
	job.Binary, job.Program = g.outside[w.Name].Binary, w.built.Binary
	job.Env = append(job.Env, "HOME="+temp, "TMPDIR="+temp)
	if g.sandbox.kind != "" {
		launcher, err := g.sandbox.kind.Launcher(g.sandbox.box(w.built.Binary, w.scratch))
		if err != nil {
			return runner.Result{}, err
		}
		text, err := json.Marshal(launcher)
		if err != nil {
			return runner.Result{}, err
		}
		job.Env = append(job.Env, receipt.Start+"="+string(text))
	}
	return runner.Run(ctx, job)
}

// confront holds a work for a person if the two witnesses contradict each other grossly: inside every check of results
// and of the lesson passed, and outside hardly a row came out, or all were kept. One run may be the machine's fault, so
// the checks that say so run again, alone. Everything else that is seen outside costs its own points only: a line too
// many, or a limit of its own, is nothing that a forger alone would do.
func (g *Grader) confront(ctx context.Context, a *attempt, w *work, result runner.Result) error {
	first := result.Contradiction(w.Exercise, g.unable(w))
	if len(first) == 0 {
		return nil
	}
	g.alone.Lock()
	defer g.alone.Unlock()
	second, err := g.fresh(ctx, w, slices.Sorted(maps.Keys(first)), g.limits)
	over := gone{}
	if errors.As(err, &over) {
		err = g.blameForServer(ctx, a, w, over)
	}
	if err != nil {
		return err
	}
	isOutside := func(c runner.Check) bool { return exercise.IsOutside(c.Test) }
	inside := slices.DeleteFunc(slices.Clone(result.Checks), isOutside)
	stopped := slices.ContainsFunc(second.Checks, func(c runner.Check) bool {
		return c.Status != runner.Passed && c.Status != runner.Failed
	})
	second.Checks = append(second.Checks, inside...)
	seen := second.Contradiction(w.Exercise, g.unable(w))
	if over.error != nil || stopped {
		seen = first // who ends the server of the second run, or does not end in time, has nothing refuted in it
	}
	if len(seen) > 0 {
		w.graded.Status = results.Held
		w.graded.Fault = "the two witnesses contradict each other: in the tests all was well, but of the program by itself " +
			strings.Join(slices.Sorted(maps.Values(seen)), ", and ")
	}
	return nil
}
