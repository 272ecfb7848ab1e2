package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/stub"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func resetCommand() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "reset N",
		Short: "Puts the empty exercise N back, and keeps what you wrote in a file next to it",
		Args:  cobra.MatchAll(oneExercise, arguments("the number of the exercise")),
		RunE: func(c *cobra.Command, args []string) error {
			exercises, err := load()
			if err != nil {
				return err
			}
			e, err := find(exercises, args[0])
			if err != nil {
				return err
			}
			p := terminal.New(os.Stdout)
			if !yes && !agreed(os.Stdin, fmt.Sprintf("Put the empty %s back?", strings.Join(e.Edits, ", "))) {
				p.Print("Nothing changed.")
				return nil
			}
			return reset(e, p)
		},
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

// agreed asks and returns whether the answer is yes. No answer is no.
func agreed(stdin io.Reader, question string) bool {
	fmt.Printf("%s [y/N] ", question)
	answer, _ := bufio.NewReader(stdin).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// reset replaces the student's files by stubs and keeps each beside it, as FILE.TIME.bak.
func reset(e *exercise.Exercise, p *terminal.Printer) error {
	for _, edit := range e.Edits {
		path := filepath.Join(e.Root, filepath.FromSlash(edit))
		unknown := func(err error) error {
			return fmt.Errorf("cannot tell the prototypes from the rest: %w; copy them from %s", err, e.Page())
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return unknown(err)
		}
		empty, err := stub.Of(e, edit, source)
		if err != nil {
			return unknown(err)
		}
		backup := path + time.Now().Format(".20060102-150405.bak")
		if err := os.Rename(path, backup); err != nil {
			return err
		}
		if err := os.WriteFile(path, empty, 0o644); err != nil {
			return err
		}
		p.Print("%s is empty again; what you wrote is in %s", edit, filepath.Base(backup))
	}
	return nil
}
