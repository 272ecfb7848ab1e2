package grade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/workbook/runner"
)

// doubtful returns the checks that may have failed through this machine, and were not put again: that ran out of time,
// or had none left, unless that went where no machine is at fault, to one check after another that ended the program;
// and those that speak of a machine without space, memory or files, or of a process that was killed.
func doubtful(result runner.Result, putAgain []string) (checks []string) {
	const few = 5
	ended := 0
	for _, check := range result.Checks {
		if check.Ended != "" {
			ended++
		}
	}
	for _, check := range result.Checks {
		if check.Status == runner.TimedOut ||
			result.Late && ended <= few && check.Status == runner.NotRun && check.Skip == "" ||
			check.Status == runner.Failed && runner.OfTheMachine(check.Text()) {
			checks = append(checks, check.Test)
		}
	}
	return slices.DeleteFunc(checks, func(check string) bool { return slices.Contains(putAgain, check) })
}

// again puts a work once more to checks that are doubtful, since a machine that is busy is no fault of its author's:
// with nothing beside it, on a server that is new, and with far more time than the workbook's own solution takes right
// then. Where that does not pass, the machine is at fault, and the error says so. Of a work that was given up since
// one check after another did not end, the first of these speaks for all.
func (g *Grader) again(ctx context.Context, a *attempt, w *work, checks []string, result *runner.Result) error {
	g.alone.Lock()
	defer g.alone.Unlock()
	if slow := timedOut(*result); result.GaveUp && len(slow) > 1 {
		fault := result.Fault
		if err := g.putAgain(ctx, a, w, slow[:1], result); err != nil {
			return err
		}
		if len(timedOut(*result)) == len(slow) {
			result.Fault = fault
			return nil
		}
	}
	return g.putAgain(ctx, a, w, checks, result)
}

// timedOut returns the checks that took too long.
func timedOut(result runner.Result) (checks []string) {
	for _, check := range result.Checks {
		if check.Status == runner.TimedOut {
			checks = append(checks, check.Test)
		}
	}
	return checks
}

// putAgain puts a work to checks once more, after the workbook's own solution.
func (g *Grader) putAgain(ctx context.Context, a *attempt, w *work, checks []string, result *runner.Result) error {
	limits := g.limits
	limits.CPU = 0 // the clock decides: a right solution may cost ten times what the workbook's own does
	began := time.Now()
	own, err := g.ownPasses(ctx, w, checks)
	if err != nil {
		return err
	}
	if len(own.Checks) > 0 {
		limits = ample(limits, own, time.Since(began))
	}
	second, err := g.fresh(ctx, w, checks, limits)
	if over := (gone{}); errors.As(err, &over) {
		second.Fault, err = withServer(second.Fault, over), g.blameForServer(ctx, a, w, over)
	}
	if err != nil {
		return err
	}
	for _, check := range second.Checks {
		i := slices.IndexFunc(result.Checks, func(c runner.Check) bool { return c.Test == check.Test })
		result.Checks[i] = check
	}
	result.Fault, result.PeakMemory = second.Fault, max(result.PeakMemory, second.PeakMemory)
	return nil
}

// ample returns limits for checks that are put again, of which the workbook's own solution took so long right now.
func ample(limits runner.Limits, own runner.Result, took time.Duration) runner.Limits {
	const (
		margin = 40              // times what that takes, since four rows a query are right as well
		most   = 2 * time.Minute // of that
		enough = 3               // times what that takes, at least, where it is slow
	)
	hangs := runner.StudentLimits.Check // the most for a check, which may never end, where nothing is slow
	limits.Check = Limits.Check / 2
	for _, check := range own.Checks {
		limits.Check = max(limits.Check, min(margin*check.Duration, max(hangs, margin/2*check.Duration)))
	}
	// Of those that hang it is the number that decides, since time would stop a busy machine at another check.
	limits.Total = max(Limits.Total, min(margin*took, most), enough*took) + runner.MostAlike*limits.Check
	limits.Again = limits.Total
	return limits
}

// gone says how a server ended that was new, and still needed.
type gone struct{ error }

func (g gone) Unwrap() error { return g.error }

// fresh puts a work to checks on a server that is new. The error is gone if that does not live to the end.
func (g *Grader) fresh(ctx context.Context, w *work, checks []string, limits runner.Limits) (runner.Result, error) {
	s, err := g.serve(ctx)
	if err != nil {
		return runner.Result{}, err
	}
	result, err := g.both(ctx, w, checks, limits, s)
	if ended := s.Close(); err == nil && ended != nil {
		err = gone{ended}
	}
	return result, err
}

// blameForServer returns nil if it is the fault of a work that the database server ended with it, and not this
// machine's.
func (g *Grader) blameForServer(ctx context.Context, a *attempt, w *work, ended error) error {
	return g.refute(ctx, a, w, ended, func(context.Context, *attempt, []*work) error {
		_, err := g.ownPasses(ctx, w, dynamic(w.Exercise))
		return err
	})
}

// withServer adds to a fault how the database server ended, if it does not say so.
func withServer(fault string, ended error) string {
	said := fmt.Sprintf("the database server with its tables: %v", ended)
	if strings.Contains(fault, said) {
		return fault
	}
	return lines(fault, said)
}

// lines returns texts that are not empty, each in lines of its own.
func lines(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n")
}
