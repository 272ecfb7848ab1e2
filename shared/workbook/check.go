package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func checkCommand() *cobra.Command {
	var hints int
	c := &cobra.Command{
		Use:   "check [N]",
		Short: "Checks exercise N, or the first that is not done",
		Long: `Checks exercise N, or that in whose folder you are, or the first that is not done.

Each check is a line: ✓ passed, ✗ failed, - not run, and why. After them is what the failed
check that tells most wanted and saw, with a hint. A solution that never ends, floods
the screen or eats memory is stopped.

Exit status: 0 if all checks passed, 1 if not, 2 wrong usage, 130 interrupted.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if hints < 0 {
				return usageError{fmt.Errorf("--hint %d: want 0 or more", hints)}
			}
			_, e, err := toCheck(c.Context(), args)
			if err != nil {
				return err
			}
			o, err := check(c.Context(), e, hints)
			if err == nil && !o.done() {
				err = errNotPassed
			}
			return err
		},
	}
	c.Flags().IntVar(&hints, "hint", 1, "how many hints to show for the first failed check")
	return c
}

// check runs the checks of e and reports them.
func check(ctx context.Context, e *exercise.Exercise, hints int) (outcome, error) {
	p := terminal.New(os.Stdout)
	p.Title(e)
	notRun := 0 // without a reason of their own
	o, err := try(ctx, e, func(c exercise.Check, result runner.Check) {
		switch {
		case result.Status == runner.NotBuilt:
		case result.Status == runner.NotRun && result.Text() == "" && !result.Skipped():
			notRun++
		default:
			p.Check(c, result)
		}
	})
	if err != nil {
		return o, err
	}
	if notRun > 0 {
		p.Print("  - %d more not run", notRun)
	}
	switch i, failed := o.toShow(); {
	case o.untouched:
		p.Print("not started: read %s, and edit %s", e.Page(), strings.Join(e.Edits, ", "))
		return o, nil
	case o.notBuilt():
		p.NotBuilt(o.Fault)
	case failed:
		p.Failure(e, e.Checks[i], o.Result.Checks[i], o.fault(), hints)
	case o.fault() != "" && !o.done():
		p.Print("\n%s", o.fault())
	}
	score := o.score()
	if o.notBuilt() {
		score.Groups, score.Rejected = nil, "" // nothing ran that they could be about
	}
	p.Score(score)
	return o, nil
}
