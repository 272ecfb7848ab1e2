package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/show"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func showCommand() *cobra.Command {
	var page string
	var loops bool
	c := &cobra.Command{
		Use:   "show N [GENERATOR]",
		Short: "Shows what your generator of exercise N does, event by event",
		Long: `Shows what your generator of exercise N does, event by event: what the loop asks of
it, what it asks of the driver, and what goes to the server and back. It shows a loop
that breaks and a loop to the end. Then the same code reads tables of 1,000 to
1,000,000 rows, next to code that puts all rows into a slice.

In each line, read is how many rows the generator has read, ahead is how many of them
it has not yielded yet, wire is what the driver has read from the server, and open is
what is open: the connection (conn), the result (rows). A wide terminal shows lanes.

It works for wrong solutions too: it shows what they do up to where they stop. An
exercise with several generators shows the first; name another, as in
"show 2 BatchProcessing". It takes about 20 seconds and uses the embedded server.

Exit status: 0 if something was shown, 1 if not, 2 wrong usage, 130 interrupted.`,
		Args: exerciseAndGenerator,
		RunE: func(c *cobra.Command, args []string) error {
			exercises, err := load()
			if err != nil {
				return err
			}
			e, g, err := generator(exercises, args)
			if err != nil {
				return err
			}
			return showGenerator(c.Context(), e, g, loops, page)
		},
	}
	c.Flags().StringVarP(&page, "output", "o", "", "also write a page for a browser to this `file`")
	c.Flags().BoolVar(&loops, "loops", false, "show the two loops only, which takes a second or two")
	return c
}

// exerciseAndGenerator accepts the number or the folder of an exercise, and the name of one of its generators.
func exerciseAndGenerator(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return usageError{errors.New("the number of the exercise is missing")}
	case 1, 2:
		return nil
	}
	return usageError{fmt.Errorf("unexpected argument %q", args[2])}
}

// generator returns the exercise that args name, and which of its generators.
func generator(exercises []*exercise.Exercise, args []string) (e *exercise.Exercise, g exercise.Generator, err error) {
	if e, err = find(exercises, args[0]); err != nil {
		return nil, g, err
	}
	if len(e.Generators) == 0 {
		i := slices.IndexFunc(exercises, func(e *exercise.Exercise) bool { return len(e.Generators) > 0 })
		if i < 0 {
			return nil, g, usageError{errors.New("no exercise has a generator")}
		}
		return nil, g, usageError{fmt.Errorf("exercise %d has no generator to show; try go tool workbook show %d",
			e.Number(), exercises[i].Number())}
	}
	var names []string
	for _, g := range e.Generators {
		name := g.Function()
		if len(args) == 1 || args[1] == name {
			return e, g, nil
		}
		names = append(names, name)
	}
	return nil, g, usageError{fmt.Errorf("exercise %d has no generator %q, but %s", e.Number(), args[1],
		strings.Join(names, " and "))}
}

// writable returns an error if page cannot be a file.
func writable(page string) error {
	if there, err := os.Stat(page); err == nil && there.IsDir() {
		return usageError{fmt.Errorf("-o %s: that is a folder; name a file", page)}
	}
	if folder, err := os.Stat(filepath.Dir(page)); err != nil || !folder.IsDir() {
		return usageError{fmt.Errorf("-o %s: there is no folder %s", page, filepath.Dir(page))}
	}
	return nil
}

// The limits of what is shown: a loop takes no second, and growth ends by itself.
const (
	sceneTime  = 8 * time.Second
	growthTime = 25 * time.Second
)

// showGenerator shows a generator of e, or only loops over it, and also writes the picture to the file page, if that is
// not empty.
func showGenerator(ctx context.Context, e *exercise.Exercise, g exercise.Generator, loops bool, page string) error {
	if err := writable(page); err != nil {
		return err // said now, and not after all the rest
	}
	p, aside := terminal.New(os.Stdout), terminal.New(os.Stderr)
	picture := &show.Picture{Exercise: e.Title, Generator: g.Function(), Page: e.Page()}
	p.Title(e)
	dir, err := os.MkdirTemp("", "generators-show-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	building := sayWhatTakesSoLong(e.Root)
	defer building.Stop()
	built, err := runner.Build{Root: e.Root, Dirs: []string{e.Name}, Overlay: e.LeftOut(), Into: dir}.Run(ctx)
	if err != nil {
		return err
	}
	if fault := built[e.Name].Fault; fault != "" {
		p.NotBuilt(fault)
		return errNotPassed
	}
	job := runner.Job{
		Root: e.Root, Dir: e.Name, Edits: e.Edits, Only: true, Binary: built[e.Name].Binary, Limits: runner.StudentLimits,
		Env:  []string{receipt.Show + "=yes", receipt.OnEmbedded},
		Seen: picture.Hear,
	}
	see := func(tests []string, limit time.Duration) error {
		job.Checks, job.Limits.Check = tests, limit
		result, err := runner.Run(ctx, job)
		picture.Close(result)
		return err
	}
	if err := see(show.SceneTests(g.Test), sceneTime); err != nil {
		return err
	}
	building.Stop()
	picture.DrawScenes(p)
	if picture.Runs() && !loops {
		aside.Print("\nreading tables of up to 1,000,000 rows, for up to 20 seconds")
		if err := see(show.GrowthTests(g.Test), growthTime); err != nil {
			return err
		}
		picture.DrawGrowth(p)
	}
	if picture.Empty() {
		return errNotPassed
	}
	if page == "" {
		return nil
	}
	if err := os.WriteFile(page, picture.HTML(), 0o644); err != nil {
		return err
	}
	aside.Print("\nwrote %s: open it in a browser", page)
	return nil
}
