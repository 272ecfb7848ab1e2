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
	var solved []int
	c := &cobra.Command{
		Use:   "handout -o DIR",
		Short: "Makes the student edition, with stubs in place of the solutions",
		Args:  arguments(),
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError{fmt.Errorf("name a new folder with -o")}
			}
			exercises, err := load()
			if err != nil {
				return err
			}
			for _, number := range solved {
				if _, err := find(exercises, fmt.Sprint(number)); err != nil {
					return err
				}
			}
			if err := handout.Make(exercises[0].Root, dir, exercises, solved); err != nil {
				return err
			}
			terminal.New(os.Stdout).Print("The student edition is in %s. A student begins with: %s", dir,
				terminal.Command("check"))
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "out", "o", "", "the new folder")
	c.Flags().IntSliceVar(&solved, "solved", nil, "the numbers of exercises that keep their solution, such as 0,1")
	return c
}
