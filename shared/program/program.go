// Package program has what the main functions of all exercises have in common: flags with a help page, a context that
// ends on Ctrl-C, buffered output that is flushed on every way out, a quiet end when the reader of a pipe goes away,
// and exit codes.
//
// Exit codes: 0 done (also when the reader closed the pipe), 1 failed, 2 wrong usage, 130 interrupted.
package program

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Run is the body of a main function. It parses the flags, calls run and exits. About is what the help page says the
// program does. Run's context is cancelled by SIGINT and SIGTERM; what it writes to stdout is buffered, line by line on
// a terminal, and flushed however it ends. Its error goes to stderr in one line.
func Run(about string, run func(ctx context.Context, stdout io.Writer) error) {
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	parseFlags(name, about)
	os.Exit(execute(name, run))
}

// Positive defines a flag for a whole number of at least 1.
func Positive(name string, value int, usage string) *int {
	number := positive(value)
	flag.Var(&number, name, usage)
	return (*int)(&number)
}

type positive int

func (p *positive) String() string { return fmt.Sprint(int(*p)) }

func (p *positive) Set(text string) error {
	var number int
	if _, err := fmt.Sscanf(text+"\n", "%d\n", &number); err != nil || number < 1 {
		return errors.New("want a whole number of at least 1")
	}
	*p = positive(number)
	return nil
}

// parseFlags parses the command line. It exits with 0 after -h, and with 2 where a flag is wrong.
func parseFlags(name, about string) {
	flags := flag.CommandLine
	flags.Init(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	err := flags.Parse(os.Args[1:])
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(os.Stdout, flags, about)
		os.Exit(0)
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %s; -h shows the flags\n", name, FlagError(err))
		os.Exit(2)
	}
}

// FlagError returns what an error of package flag says, in other words where a number is none: of a bool that is none
// it says "invalid boolean value".
func FlagError(err error) string {
	text := err.Error()
	if number, ok := strings.CutSuffix(text, "parse error"); ok && strings.HasPrefix(text, "invalid value") {
		return number + "want a whole number of at least 0"
	}
	return text
}

// help writes the help page.
func help(w io.Writer, flags *flag.FlagSet, about string) {
	fmt.Fprintf(w, "Usage: %s [flags]\n\n%s\n\nFlags:\n  -h\n    \tshow this page\n", flags.Name(), about)
	flags.SetOutput(w)
	flags.PrintDefaults()
	fmt.Fprint(w, `
The database is the MySQL server that DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and
DB_TLS name, in the environment or in a file .env. If none is set, it is an
embedded server, which starts from data/user_data.csv and ends with the program.
With EMBEDDED_USERS=10000000 it has that many made-up users, to read only.

Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
`)
}

// patience is how long a program that was interrupted may take to end in its own way.
const patience = 500 * time.Millisecond

// execute calls run and returns the exit code.
func execute(name string, run func(ctx context.Context, stdout io.Writer) error) int {
	// Without this a write to a closed pipe would kill the process, and go run would report it. Now the write returns an
	// error.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	defer stop()
	interrupted := sync.OnceValue(func() int {
		fmt.Fprintf(os.Stderr, "%s: interrupted\n", name)
		return 130
	})
	ended := context.AfterFunc(ctx, func() {
		stop() // a second Ctrl-C ends the program at once
		// No context reaches a write to a pager, a read of a FIFO, or the lookup of a name.
		time.Sleep(patience)
		os.Exit(interrupted())
	})
	defer ended() // before stop, which ends ctx too

	stdout := newOutput(os.Stdout)
	err := runAndFlush(ctx, stdout, run)
	switch {
	case err == nil || IsBrokenPipe(err):
		return 0
	case ctx.Err() != nil:
		return interrupted()
	default:
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		return 1
	}
}

// endings returns the signals that end a program: Ctrl-C (on Windows Ctrl-Break too), what timeout and kill send, and a
// terminal that closes. One that is ignored from the start, as nohup has it, stays ignored.
func endings() []os.Signal {
	return slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
}

// NotWritten is in what a prototype panics with until its exercise is done.
const NotWritten = "not written yet"

// GoesOn is what a generator is told that goes on after the loop over it has ended.
const GoesOn = "yield returned false, since the loop had ended, and was called again: " +
	"return as soon as yield returns false"

// runAndFlush flushes stdout also when run fails or panics. A stub's panic, which says that an exercise is not written
// yet, becomes an error: it is no news to its author, and needs no stack. So does that of a generator that goes on
// after its loop, of whose stack one line matters.
func runAndFlush(ctx context.Context, stdout *output, run func(context.Context, io.Writer) error) (err error) {
	defer func() {
		flushed := stdout.buffer.Flush()
		p := recover()
		message, isText := p.(string)
		switch {
		case p == nil && err == nil:
			err = flushed
		case isText && strings.Contains(message, NotWritten):
			err = errors.New(message)
		case goesOn(p):
			err = fmt.Errorf("%s: %s", yielded(), GoesOn)
		case p != nil:
			panic(p)
		}
	}()
	return run(ctx, stdout)
}

// goesOn reports whether a panic says that a generator called yield after the loop over it had ended.
func goesOn(p any) bool {
	err, ok := p.(runtime.Error)
	return ok && strings.Contains(err.Error(), "range function continued iteration")
}

// yielded returns the file and line of a call of yield that panicked, where it is called while that panic is recovered.
// To the runtime, yield is a part of the function with the loop.
func yielded() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for body := false; ; {
		frame, more := frames.Next()
		if body || !more {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		body = strings.Contains(frame.Function, "-range")
	}
}

// output is a buffered standard output.
type output struct {
	buffer *bufio.Writer
	byLine bool // for a person at a terminal: each write goes out at once
}

func newOutput(file *os.File) *output {
	return &output{buffer: bufio.NewWriterSize(file, 64<<10), byLine: isTerminal(file)}
}

// isTerminal reports whether a file is a terminal. The null device is of the same kind, and nobody looks at it.
func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.buffer.Write(p)
	if err == nil && o.byLine {
		err = o.buffer.Flush()
	}
	return n, err
}

// IsBrokenPipe reports whether err says that the reader of a pipe has gone.
func IsBrokenPipe(err error) bool {
	const (
		errorBrokenPipe = syscall.Errno(109) // Windows has its own numbers
		errorNoData     = syscall.Errno(232)
		errorNoPipe     = syscall.Errno(233)
	)
	if runtime.GOOS == "windows" &&
		(errors.Is(err, errorBrokenPipe) || errors.Is(err, errorNoData) || errors.Is(err, errorNoPipe)) {
		return true
	}
	return errors.Is(err, syscall.EPIPE)
}
