package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"example.com/generators/shared/workbook/handout"
	"example.com/generators/shared/workbook/pack"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func packCommand() *cobra.Command {
	var dir, only string
	platforms := strings.Join(pack.Platforms(), ", ")
	c := &cobra.Command{
		Use:   "pack PLATFORM -o DIR",
		Short: "Makes what a course platform needs to grade by itself",
		Long: `Makes what a course platform needs to grade by itself: the grader, and scripts that run it
on one submission. DIR gets a README.md, which says what to upload where, and what holds there.
The platforms are ` + platforms + `.

Packs for places that students can read (actions, classroom50) have no solutions. The
others have them, and all modules, so that they need no network to grade.`,
		Args: arguments("the platform, one of " + platforms + ","),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(pack.Platforms(), args[0]) {
				return usageError{fmt.Errorf("there is no pack for %q, but for %s", args[0], platforms)}
			}
			if dir == "" {
				return usageError{errors.New("name a new folder with -o")}
			}
			all, some, err := loadOnly(only)
			if err != nil {
				return err
			}
			edition := handout.Edition{Root: all[0].Root, Workbook: all, Exercises: some}
			if err := pack.Write(c.Context(), edition, args[0], dir); err != nil {
				return err
			}
			terminal.New(os.Stdout).Print("The pack is in %s: its README.md says what to do with it.", dir)
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "out", "o", "", "the new folder")
	c.Flags().StringVar(&only, "only", "", "only these exercises, by number or folder, such as 1,2")
	return c
}
