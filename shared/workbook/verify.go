package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/terminal"
	"example.com/generators/shared/workbook/verify"

	"github.com/spf13/cobra"
)

func verifyCommand() *cobra.Command {
	var options verifyOptions
	c := &cobra.Command{
		Use:   "verify [N]",
		Short: "Tests the parts and checks of exercise N, or of all",
		Long: `Tests exercise N, several such as 1,2, or all exercises. An exercise must have all its
parts: files, points and hints for each check, the sections of its page with code that
compiles, no text that is still to be written, and no other files. The reference must
pass every check, on the data of three other seeds too, which graders draw; a stub must
pass none, each mutant in testdata/mutants.txtar must be caught by the check that it
names, each solution in testdata/right must pass every check, and the solutions in
testdata/idle.txtar must earn almost nothing. All faults are listed, not only the first.
The tests run on the embedded server, unless WORKBOOK_TEST_SERVER asks for another.

With --matrix, each mutant is put to all checks of its functions, and to those of the
program, or of the rules, if it names one of them. It prints which check caught which
mutant, and for each check the mutants that only it catches.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			_, exercises, err := loadOnly(strings.Join(args, ""))
			if err != nil {
				return err
			}
			return options.verify(c.Context(), exercises)
		},
	}
	c.Flags().BoolVar(&options.matrix, "matrix", false,
		"put each mutant to more than the check that it names, and show which catch it")
	c.Flags().StringVar(&options.only, "only", "", "only the mutant or the right solution with this `name`")
	return c
}

type verifyOptions struct {
	matrix bool
	only   string
}

// verify puts exercises to the test.
func (o verifyOptions) verify(ctx context.Context, exercises []*exercise.Exercise) error {
	dir, err := os.MkdirTemp("", "generators-verify-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server := filepath.Join(dir, "server")
	if err := embedded.Build(ctx, server); err != nil {
		return err
	}
	found := 0
	var faults []string
	for _, e := range exercises {
		run := &verify.Run{Exercise: e, Matrix: o.matrix, Server: server}
		of, err := o.one(ctx, run)
		if err != nil {
			return err
		}
		found += len(run.Subjects)
		for _, fault := range of {
			faults = append(faults, e.Name+": "+fault)
		}
	}
	if found == 0 && len(faults) == 0 {
		return usageError{fmt.Errorf("--only %s: there is no such mutant, and no such right solution", o.only)}
	}
	if len(faults) > 0 { // again, since a screen of tables may be between
		return errors.New(number(len(faults), "fault") + ":\n" + strings.Join(faults, "\n"))
	}
	return nil
}

// one puts one exercise to the test and returns the faults.
func (o verifyOptions) one(ctx context.Context, run *verify.Run) (faults []string, err error) {
	run.Subjects, err = verify.Subjects(run.Exercise, o.only)
	if len(run.Subjects) == 0 && err == nil {
		return nil, nil // another exercise has the one that is wanted
	}
	p := terminal.New(os.Stdout)
	p.Title(run.Exercise)
	wrong := func(fault string) {
		faults = append(faults, fault)
		p.Print("✗ %s", fault)
	}
	if o.only == "" {
		parts := verify.Parts(run.Exercise)
		if ctx.Err() != nil {
			return nil, ctx.Err() // the go command was interrupted too, and what it said is no fault
		}
		for _, fault := range parts {
			wrong(fault)
		}
	}
	if err != nil {
		wrong(err.Error()) // the other exercises are still to come
		return faults, nil
	}
	count := make(map[verify.Kind]int)
	run.Done = func(s *verify.Subject) {
		count[s.Kind]++
		fault := s.Fault()
		if s.First != "" && fault == "" {
			p.Print("~ %s %s did as it must only in a second run, alone; in the first it %s", s.Kind, s.Name,
				strings.TrimSpace(s.First))
		}
		if fault != "" {
			wrong(fmt.Sprintf("%s %s %s", s.Kind, s.Name, strings.TrimSpace(fault)))
		}
	}
	if err := run.All(ctx); err != nil {
		return nil, err
	}
	if o.matrix {
		showMatrix(p, run.Exercise, run.Subjects)
		if o.only == "" { // of one mutant it would say that nothing catches the others
			showOnlyBy(p, run.Exercise, run.Subjects)
		}
	}
	p.Print("%s, %s, %d idle, %s\n", number(count[verify.Mutant], "mutant"), number(count[verify.Right], "right solution"),
		count[verify.Idle], number(len(faults), "fault"))
	return faults, nil
}

// showMatrix writes which check caught which mutant, in a matrix if there is room for one.
func showMatrix(p *terminal.Printer, e *exercise.Exercise, subjects []*verify.Subject) {
	rows := verify.Matrix(e, subjects)
	width := 0
	for _, row := range rows {
		width = max(width, len(row.Name))
	}
	if !p.Fits(width + 2 + len(rows[0].Text)) {
		rows, width = verify.Lists(e, subjects), 0
	}
	showRows(p, rows, width)
	for i, check := range e.Checks {
		name := check.Test
		if !p.Fits(len("99  " + name)) {
			name = check.Sentence() // which can be wrapped
		}
		p.Item(fmt.Sprintf("%2d", i+1), name)
	}
	p.Print("\nmutants that cost more than their check's group:")
	showRows(p, verify.Dear(e, subjects), 35)
	p.Print("\nwhat took longest:")
	showRows(p, verify.Slow(subjects, 10), 35)
}

// showOnlyBy writes the mutants that only one law catches.
func showOnlyBy(p *terminal.Printer, e *exercise.Exercise, subjects []*verify.Subject) {
	p.Print("\nmutants that only one law catches (programs and rules aside), so that they would survive without it:")
	showRows(p, verify.OnlyBy(e, subjects), 35)
}

// showRows writes rows, each with the name in a column so wide.
func showRows(p *terminal.Printer, rows []verify.Row, width int) {
	for _, row := range rows {
		p.Item(fmt.Sprintf("%-*s", width, row.Name), row.Text)
	}
}
