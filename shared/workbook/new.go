package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"example.com/generators/shared/workbook/new"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func newCommand() *cobra.Command {
	var csv, name string
	command := &cobra.Command{
		Use:   "new NAME",
		Short: "Makes a new exercise that already works, such as 5-stream_emails",
		Long: `Makes a new exercise that already works: a generator of emails with its page, checks,
program and two mutants. Change it into the exercise you want, and then run verify.
With --csv it is about the rows of that file, such as orders.csv: their types, where
NULL is possible, and the key are proposed, and a table is made of them. With --table
it is about a table of the server that DB_HOST and the other variables name, in
ALX_prodev or such as shop.orders; its first 1,000 rows go along, in a CSV.
Nothing is overwritten. shared/workbook/README.md shows each step.`,
		Args: arguments("the name of the exercise, such as 5-stream_emails,"),
		RunE: func(c *cobra.Command, args []string) error {
			exercises, err := load()
			if err != nil {
				return err
			}
			table, err := proposed(c.Context(), exercises[0].Root, csv, name)
			if err != nil {
				return err
			}
			if err := new.Exercise(exercises[0].Root, args[0], table); err != nil {
				return ofUsage(err)
			}
			p := terminal.New(os.Stdout)
			if csv != "" {
				p.Print("%v. If a type is wrong, mend the CSV, with 2024-02-29 for a day and 12.50 for a number, "+
					"and make the exercise again.", table)
			}
			number, _, _ := strings.Cut(args[0], "-")
			p.Print("%s works already: %s, and then verify. Now make it yours; "+
				"shared/workbook/README.md says how.", args[0], terminal.Command("check %s", number))
			return nil
		},
	}
	command.Flags().StringVar(&csv, "csv", "", "make it about the rows of this `FILE`")
	command.Flags().StringVar(&name, "table", "", "make it about this `TABLE` of the server")
	command.MarkFlagsMutuallyExclusive("csv", "table")
	return command
}

// ofUsage returns err as one of how the command was called, unless it is nil or of a file.
func ofUsage(err error) error {
	if path := (*fs.PathError)(nil); err == nil || errors.As(err, &path) {
		return err
	}
	return usageError{err}
}

// proposed returns the table that the flags name, or nil if they name none.
func proposed(ctx context.Context, root, csv, name string) (*new.Table, error) {
	switch {
	case csv != "":
		table, err := new.FromCSV(csv)
		return table, ofUsage(err)
	case name == "":
		return nil, nil
	}
	describe := exec.CommandContext(ctx, "go", "run", "./shared/workbook/new/describe", name)
	describe.Dir = root
	out, err := describe.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		said, _, _ := strings.Cut(string(exit.Stderr), "\nexit status ")
		return nil, fmt.Errorf("--table %s: %s", name, strings.TrimSpace(said))
	}
	var described new.Described
	if err == nil {
		err = json.Unmarshal(out, &described)
	}
	if err != nil {
		return nil, fmt.Errorf("--table %s: %w", name, err)
	}
	table, err := new.FromServer(described)
	return table, ofUsage(err)
}
