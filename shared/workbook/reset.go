package main

import (
	"bufio"
	"bytes"
	"context"
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
		Args:  arguments("the number of the exercise"),
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
			if !yes {
				yes, err = agreed(c.Context(), os.Stdin, fmt.Sprintf("Put the empty %s back?", strings.Join(e.Edits, ", ")))
			}
			if err != nil {
				return err
			}
			if !yes {
				p.Print("Nothing changed.")
				return nil
			}
			return reset(e, p)
		},
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

// agreed asks and returns whether the answer is yes. No answer is no, and the end of ctx is an error at once.
func agreed(ctx context.Context, stdin io.Reader, question string) (bool, error) {
	fmt.Printf("%s [y/N] ", question)
	answers := make(chan string, 1)
	go func() { // it reads on, until the process ends
		answer, _ := bufio.NewReader(stdin).ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes", nil
	case <-ctx.Done():
		fmt.Println()
		return false, ctx.Err()
	}
}

// reset replaces the student's files by stubs and keeps each beside it, as FILE.TIME.bak, unless it is a stub already.
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
		if bytes.Equal(source, empty) { // a second reset in the same second would overwrite the first one's backup
			p.Print("%s is empty already", edit)
			continue
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
