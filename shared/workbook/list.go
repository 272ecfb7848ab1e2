package main

import (
	"fmt"
	"os"

	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Lists the exercises, how far each is, and what to do next",
		Args:  arguments(),
		RunE: func(c *cobra.Command, _ []string) error {
			exercises, err := load()
			if err != nil {
				return err
			}
			p := terminal.New(os.Stdout)
			done, next := 0, ""
			for _, e := range exercises {
				o, err := recall(c.Context(), e)
				if err != nil {
					return err
				}
				state := "in progress"
				switch {
				case o.done():
					state = "done"
					done++
				case o.notBuilt():
					state = "not built"
				case o.untouched:
					state = "not started"
				}
				if !o.done() && next == "" {
					next = fmt.Sprintf("next: read %s, edit %s, then %s", e.Page(), e.Edits[0],
						terminal.Command("check %d", e.Number()))
				}
				p.Item(fmt.Sprintf("%d  %-11s  %3d of %3d points", e.Number(), state, o.score().Points, o.score().Max), e.Title)
			}
			p.Print("\n%d of %d done", done, len(exercises))
			if next != "" {
				p.Print("%s", next)
			}
			return nil
		},
	}
}
