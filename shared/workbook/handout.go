package main

import (
	"fmt"
	"os"

	"example.com/generators/shared/workbook/handout"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func handoutCommand() *cobra.Command {
	var dir string
	var edition handout.Edition
	var servers []string
	c := &cobra.Command{
		Use:   "handout -o DIR",
		Short: "Makes the student edition, with stubs in place of the solutions",
		Args:  arguments(),
		Long: `Makes the student edition, with stubs in place of the solutions, and without what only
instructors need: further files, benchmarks, their commands, and the modules of these.

With --vendor it has the source of all modules, and needs no network. With --server it
has the database server for these systems, and need not build it.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError{fmt.Errorf("name a new folder with -o")}
			}
			exercises, err := load()
			if err != nil {
				return err
			}
			edition.Root, edition.Exercises = exercises[0].Root, exercises
			for _, number := range edition.Solved {
				if _, err := find(exercises, fmt.Sprint(number)); err != nil {
					return err
				}
			}
			for _, text := range servers {
				system, err := handout.ParseSystem(text)
				if err != nil {
					return usageError{err}
				}
				edition.Servers = append(edition.Servers, system)
			}
			if err := edition.Make(c.Context(), dir); err != nil {
				return err
			}
			terminal.New(os.Stdout).Print("The student edition is in %s. A student begins with: %s", dir,
				terminal.Command("check"))
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "out", "o", "", "the new folder")
	c.Flags().IntSliceVar(&edition.Solved, "solved", nil, "the numbers of exercises that keep their solution, such as 0,1")
	c.Flags().BoolVar(&edition.Vendor, "vendor", false, "with the source of all modules, so that it needs no network")
	c.Flags().StringSliceVar(&servers, "server", nil,
		"the systems it has the server for, such as linux/amd64,windows/amd64,darwin/arm64")
	return c
}
