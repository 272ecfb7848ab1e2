// Workbook helps students to do the exercises and instructors to make them.
//
//	go tool workbook list        how far you are
//	go tool workbook check       checks the first exercise that is not done
//	go tool workbook watch       checks again at each save
//	go tool workbook show 1      shows what your generator does
//	go tool workbook reset 2     puts the empty exercise back
//
// It knows the workbook only through the numbered folders and the exercise.toml in each. An exercise that is added is
// there at once.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"example.com/generators/shared/program"
	"example.com/generators/shared/workbook/terminal"

	"github.com/spf13/cobra"
)

func main() {
	forInstructors.begin()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once

	// Without this a write to a closed pipe would kill the process, and leave behind what it started. Unlike a signal that
	// is ignored, this is not handed down to the checks.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(terminal.Gone, cancel)
	// Each binary that is built and run has a folder of its own, whatever the working folder is then.
	if temp, err := filepath.Abs(os.TempDir()); err == nil && runtime.GOOS != "windows" {
		_ = os.Setenv("TMPDIR", temp) // it has no reason to fail
	}
	os.Exit(run(ctx, os.Args[1:]))
}

// errNotPassed says that checks did not pass; the report has said the rest.
var errNotPassed = errors.New("not all checks passed")

// run runs the command and returns the exit code: 0 done, 1 failed or checks that did not pass, 2 wrong usage, 130
// interrupted, or what the error asks for.
func run(ctx context.Context, args []string) int {
	root := command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage usageError
	var other interface{ exitCode() int }
	unwritten := context.Cause(terminal.Gone)
	if at := new(fs.PathError); unwritten == nil && errors.As(err, &at) && at.Path == os.Stdout.Name() {
		unwritten = err // it was not the terminal's printer that wrote
	}
	switch {
	case program.IsBrokenPipe(unwritten), unwritten == nil && (err == nil || errors.Is(err, errAllDone)):
		return 0
	case unwritten != nil:
		fmt.Fprintf(os.Stderr, "workbook: %v\n", unwritten)
		return 1
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "workbook: interrupted")
		return 130
	case errors.Is(err, errNotPassed):
		return 1
	case errors.As(err, &other):
		fmt.Fprintf(os.Stderr, "workbook: %v\n", err)
		return other.exitCode()
	case errors.As(err, &usage):
		fmt.Fprintf(os.Stderr, "workbook: %v; --help shows how\n", err)
		return 2
	default:
		fmt.Fprintf(os.Stderr, "workbook: %v%s\n", err, temporary(err))
		return 1
	}
}

// temporary returns what to do about an error of the folder for temporary files; it is empty for other errors.
func temporary(err error) string {
	if at := new(fs.PathError); errors.As(err, &at) && !strings.HasPrefix(at.Path, os.TempDir()) {
		return ""
	}
	unusable := errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist)
	if unusable && strings.Contains(err.Error(), os.TempDir()) ||
		strings.Contains(err.Error(), syscall.ENOSPC.Error()) {
		return "; the checks are built and run in the folder for temporary files: " +
			"set TMPDIR to a folder that has space and lets programs run"
	}
	return ""
}

// usageError is an error in the command line.
type usageError struct{ error }

func command() *cobra.Command {
	root := &cobra.Command{
		Use:                        "workbook",
		SuggestionsMinimumDistance: 2,
		Annotations:                map[string]string{cobra.CommandDisplayNameAnnotation: "go tool workbook"},
		Short:                      "Helps with the exercises of the generators workbook",
		SilenceErrors:              true,
		SilenceUsage:               true,
		Args:                       aCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	help := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		out := c.OutOrStdout()
		var page bytes.Buffer
		c.SetOut(&page)
		help(c, args)
		c.SetOut(out)
		terminal.New(out).Help(page.String())
	})
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		if number := new(strconv.NumError); errors.As(err, &number) && number.Func != "ParseBool" {
			err = errors.New(strings.Replace(err.Error(), number.Error(), "want a whole number of at least 0", 1))
		}
		return usageError{err}
	})
	root.CompletionOptions.DisableDefaultCmd = true // shells complete "go", and know nothing of its tools
	root.AddCommand(listCommand(), checkCommand(), watchCommand(), showCommand(), resetCommand())
	for _, more := range forInstructors.commands {
		root.AddCommand(more())
	}
	return root
}

// forInstructors is what the command is beyond a student's. instructors.go and grade.go add to it, which are in no
// student edition.
var forInstructors = struct {
	begin    func() // what a process does that the command has started itself; it does not return from that
	commands []func() *cobra.Command
}{begin: func() {}}
