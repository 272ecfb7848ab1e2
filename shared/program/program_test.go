package program_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"example.com/generators/shared/program"

	"github.com/google/go-cmp/cmp"
)

// The test binary is also the program that it tests: with this variable set it runs the main function of that name.
const mainVariable = "PROGRAM_TEST_MAIN"

func TestMain(m *testing.M) {
	if main := os.Getenv(mainVariable); main != "" {
		flag.CommandLine = flag.NewFlagSet("", flag.ContinueOnError) // without the test's flags
		mains[main]()
	}
	os.Exit(m.Run())
}

// mains are programs, each with one way to end.
var mains = map[string]func(){
	"greets": func() {
		n := flag.Uint("n", 6, "how many `times`")
		batch := program.Positive("batch", 50, "how many `users` a batch has")
		program.Run("Says hello.", func(_ context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "hello", *n, *batch)
			return nil
		})
	},
	"fails": func() {
		program.Run("Fails.", func(_ context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "so far")
			return errors.New("the reason")
		})
	},
	"panics": func() {
		program.Run("Panics.", func(_ context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "so far")
			panic("the reason")
		})
	},
	"is a stub": func() {
		program.Run("Is not there yet.", func(context.Context, io.Writer) error { panic(os.Getenv("STUB")) })
	},
	"waits": func() {
		program.Run("Waits for its context.", func(ctx context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "so far")
			fmt.Fprintln(os.Stderr, "ready")
			<-ctx.Done()
			return fmt.Errorf("wait: %w", ctx.Err())
		})
	},
	"prints for ever": func() {
		program.Run("Prints for ever.", func(_ context.Context, stdout io.Writer) error {
			for {
				if _, err := fmt.Fprintln(stdout, strings.Repeat("y", 1000)); err != nil {
					return fmt.Errorf("print: %w", err)
				}
			}
		})
	},
}

func command(main string, args ...string) *exec.Cmd {
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), mainVariable+"="+main)
	return command
}

func TestRunEndsWithTheRightCodeAndWords(t *testing.T) {
	name := strings.TrimSuffix(os.Args[0][strings.LastIndexAny(os.Args[0], `/\`)+1:], ".exe")
	for _, test := range []struct {
		reason         string
		main           string
		args           []string
		exit           int
		stdout, stderr string
	}{
		{"done", "greets", nil, 0, "hello 6 50\n", ""},
		{"flags", "greets", []string{"-n", "0", "-batch=1"}, 0, "hello 0 1\n", ""},
		{
			"a flag that is not there", "greets",
			[]string{"-x"},
			2, "",
			name + ": flag provided but not defined: -x; -h shows the flags\n",
		},
		{
			"a negative count", "greets",
			[]string{"-n", "-1"},
			2, "",
			name + ": invalid value \"-1\" for flag -n: parse error; -h shows the flags\n",
		},
		{
			"a size of zero", "greets",
			[]string{"-batch", "0"},
			2, "",
			name + ": invalid value \"0\" for flag -batch: want a whole number of at least 1; -h shows the flags\n",
		},
		{
			"a size that is no number", "greets",
			[]string{"-batch", "5x"},
			2, "",
			name + ": invalid value \"5x\" for flag -batch: want a whole number of at least 1; -h shows the flags\n",
		},
		{
			"an argument too many", "greets",
			[]string{"all"},
			2, "",
			name + ": unexpected argument \"all\"; -h shows the flags\n",
		},
		{"a failure, after what was printed", "fails", nil, 1, "so far\n", name + ": the reason\n"},
	} {
		c := command(test.main, test.args...)
		var stdout, stderr strings.Builder
		c.Stdout, c.Stderr = &stdout, &stderr
		c.Run()
		if diff := cmp.Diff([]any{test.exit, test.stdout, test.stderr},
			[]any{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}); diff != "" {
			t.Errorf("%s: exit code, stdout and stderr (-want +got):\n%s", test.reason, diff)
		}
	}
}

func TestHelpIsAPageOnStdout(t *testing.T) {
	out, err := command("greets", "-h").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Says hello.", "-n times", "(default 6)", "-batch users", "(default 50)", "DB_HOST",
		"130 interrupted",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the help page lacks %q:\n%s", want, out)
		}
	}
}

func TestAStubIsNoNewsAndNeedsNoStack(t *testing.T) {
	for _, words := range []string{
		program.NotWritten,
		"exercise 1 is " + program.NotWritten + ": see 1-stream_users/README.md",
	} {
		c := command("is a stub")
		c.Env = append(c.Env, "STUB="+words)
		var stderr strings.Builder
		c.Stderr = &stderr
		c.Run()
		exit, said := c.ProcessState.ExitCode(), stderr.String()
		if exit != 1 || !strings.HasSuffix(said, ": "+words+"\n") || strings.Count(said, "\n") != 1 {
			t.Errorf("a stub exited with %d and said %q, want 1 and one line that ends with %q", exit, said, words)
		}
	}
}

func TestRunFlushesWhatWasPrintedBeforeAPanic(t *testing.T) {
	c := command("panics")
	out, err := c.Output()
	if string(out) != "so far\n" || err == nil || c.ProcessState.ExitCode() != 2 {
		t.Errorf("a panic ended with %v and %q on stdout", err, out)
	}
}

func TestRunEndsOnASignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no way to send a signal to one process")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		c := command("waits")
		var stdout strings.Builder
		c.Stdout = &stdout
		stderr, err := c.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(stderr)
		lines.Scan() // ready
		c.Process.Signal(signal)
		lines.Scan()
		c.Wait()
		if c.ProcessState.ExitCode() != 130 || stdout.String() != "so far\n" ||
			!strings.HasSuffix(lines.Text(), ": interrupted") {
			t.Errorf("after %v it exited with %d, printed %q and said %q", signal, c.ProcessState.ExitCode(), &stdout,
				lines.Text())
		}
	}
}

func TestRunEndsQuietlyWhenTheReaderGoesAway(t *testing.T) {
	c := command("prints for ever")
	var stderr strings.Builder
	c.Stderr = &stderr
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	io.ReadFull(stdout, make([]byte, 10))
	stdout.Close()
	if err := c.Wait(); err != nil || stderr.String() != "" {
		t.Errorf("it ended with %v and said %q, want a quiet end with 0", err, &stderr)
	}
}
