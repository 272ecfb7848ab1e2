// Gen makes users for the exercises: as many as you like, made up, as CSV.
//
//	go run ./data/gen -rows 1000000 -seed 7 -o users.csv
//	go run ./0-seed -csv users.csv
//
// The columns are user_id, name, email and age. Ids and emails are unique. Names repeat, as names do; some have an
// apostrophe, some have letters beyond ASCII. Ages are 1 to 120, each as likely as the others. Emails are in domains
// that are reserved for examples, so that no mail ever reaches a person.
//
// The same seed makes the same users, byte for byte, on every machine. More rows of a seed begin with the fewer.
//
// It needs no more memory for ten million users than for ten, because it is itself built of a generator: see users.go.
//
// Without -o the rows go to standard output. A file is replaced only when the new one is whole: an interrupted run
// leaves the old one as it was. A progress bar shows on a terminal.
//
// Exit status: 0 done (also when the reader of a pipe goes away), 1 failed, 2 wrong usage, 130 interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"example.com/generators/shared/program"
)

func main() {
	// Without this a write to a closed pipe would kill the process, and go run would report it. Now the write returns an
	// error.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once, also where a write hangs

	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	os.Exit(report(err, os.Stderr))
}

// run is the program: it parses args and writes the users they ask for.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	opts, err := parseFlags(args, stdout)
	if err != nil {
		return err
	}

	bar := newBar(opts, stdout, stderr)
	defer func() { _ = bar.Clear() }() // the line is for whatever comes next
	return writeOutput(opts.output, stdout, func(w io.Writer) error {
		return writeUsers(ctx, w, opts, func(rows int64) { _ = bar.Set64(rows) })
	})
}

// report tells a person about err and returns the exit code.
func report(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil || err == flag.ErrHelp || program.IsBrokenPipe(err):
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "gen: interrupted")
		return 130
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "gen: %v\ngen: hint: -h shows the flags\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "gen: %v\n", err)
		return 1
	}
}
