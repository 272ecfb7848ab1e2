package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"example.com/generators/shared/program"
)

// options is what the flags say.
type options struct {
	rows   int64
	seed   uint64
	output string // a path, or - for standard output
}

// usageError is an error in the command line.
type usageError struct{ error }

// parseFlags returns what args ask for. For -h it writes the help page to stdout; the error is then flag.ErrHelp.
func parseFlags(args []string, stdout io.Writer) (options, error) {
	var opts options
	flags := newFlags(&opts)
	err := flags.Parse(args)
	switch {
	case err == flag.ErrHelp:
		help(stdout, flags)
		return options{}, err
	case err != nil:
		return options{}, usageError{errors.New(program.FlagError(err))}
	case flags.NArg() > 0:
		return options{}, usageError{fmt.Errorf("unexpected argument %q", flags.Arg(0))}
	case opts.rows < 0:
		return options{}, usageError{fmt.Errorf("-rows %d: want 0 or more", opts.rows)}
	case opts.output == "":
		return options{}, usageError{fmt.Errorf(`-o "": want a file, or - for standard output`)}
	}
	return opts, nil
}

func newFlags(opts *options) *flag.FlagSet {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main writes the error, once and in one line
	flags.Usage = func() {}
	flags.Int64Var(&opts.rows, "rows", 1000, "make `N` users")
	flags.Uint64Var(&opts.seed, "seed", 1, "start from `N`: the same number makes the same users, on every machine")
	flags.StringVar(&opts.output, "o", "-",
		"write to `FILE`, replaced only when the new one is whole; - is standard output")
	return flags
}

// help writes the help page.
func help(w io.Writer, flags *flag.FlagSet) {
	fmt.Fprint(w, `Usage: go run ./data/gen [flags]

Makes users for the exercises: as many as you like, made up, as CSV with the
columns user_id, name, email and age.

Flags:
`)
	flags.SetOutput(w)
	flags.PrintDefaults()
	fmt.Fprint(w, `
Example:
  go run ./data/gen -rows 1000000 -seed 7 -o users.csv
  go run ./0-seed -csv users.csv

Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
`)
}
