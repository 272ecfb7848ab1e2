package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/generators/shared/workbook/handout"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func handoutCommand() *cobra.Command {
	var dir string
	var edition handout.Edition
	var servers []string
	var only string
	c := &cobra.Command{
		Use:   "handout -o DIR|FILE.zip",
		Short: "Makes the student edition, with stubs in place of the solutions",
		Args:  arguments(),
		Long: `Makes the student edition, with stubs in place of the solutions, and without what only
instructors need: further files, benchmarks, their commands, and the modules of these.

With --only 1,2 it has these exercises alone. What others of them build on is given to the
students as it is: without exercise 0, shared/seed has its solution.

What your course adds goes along: LICENSE and files like it, docs, .github, .vscode and
.devcontainer, but nothing with "solution" in its name. Where there is no .vscode or
.devcontainer, it gets one. What stays behind is said.

With --vendor it has the source of all modules, and needs no network. With --server it
has the database server for these systems, and need not build it.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError{fmt.Errorf("name a new folder, or an archive that ends in .zip, with -o")}
			}
			all, some, err := loadOnly(only)
			if err != nil {
				return err
			}
			edition.Root, edition.Workbook, edition.Exercises = all[0].Root, all, some
			for _, number := range edition.Solved {
				if _, err := find(edition.Exercises, fmt.Sprint(number)); err != nil {
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
			behind, err := edition.Behind()
			if len(behind) > 0 {
				terminal.New(os.Stderr).Print("stays behind: %s", strings.Join(behind, ", "))
			}
			if err != nil {
				return err
			}
			terminal.New(os.Stdout).Print("The student edition is in %s. A student begins with: %s", dir,
				terminal.Command("check"))
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "out", "o", "", "the new folder, or an archive of it")
	c.Flags().StringVar(&only, "only", "", "only these exercises, by number or folder, such as 1,2")
	c.Flags().IntSliceVar(&edition.Solved, "solved", nil, "the numbers of exercises that keep their solution, such as 0,1")
	c.Flags().BoolVar(&edition.Vendor, "vendor", false, "with the source of all modules, so that it needs no network")
	c.Flags().StringSliceVar(&servers, "server", nil,
		"the systems it has the server for, such as linux/amd64,windows/amd64,darwin/arm64")
	return c
}
