package main

import (
	"errors"
	"io/fs"
	"os"

	"example.com/generators/shared/workbook/new"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func newCommand() *cobra.Command {
	var csv string
	command := &cobra.Command{
		Use:   "new NAME",
		Short: "Makes a new exercise that already works, such as 5-stream_emails",
		Long: `Makes a new exercise that already works: a generator of emails with its page, checks,
program and two mutants. Change it into the exercise you want, and then run verify.
With --csv it is about the rows of that file, such as orders.csv: their types, where
NULL is possible, and the key are proposed, and a table is made of them.
Nothing is overwritten. shared/workbook/README.md shows each step.`,
		Args: arguments("the name of the exercise, such as 5-stream_emails,"),
		RunE: func(_ *cobra.Command, args []string) error {
			exercises, err := load()
			if err != nil {
				return err
			}
			if err := new.Exercise(exercises[0].Root, args[0], csv); err != nil {
				if path := (*fs.PathError)(nil); errors.As(err, &path) {
					return err
				}
				return usageError{err}
			}
			terminal.New(os.Stdout).Print("%s works already: %s, and then verify. Now make it yours; "+
				"shared/workbook/README.md says how.", args[0], terminal.Command("check"))
			return nil
		},
	}
	command.Flags().StringVar(&csv, "csv", "", "make it about the rows of this `FILE`")
	return command
}
