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
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/generators/shared/program"

	"github.com/google/go-cmp/cmp"
)

// The test binary is also the program that it tests: with this variable set it runs the main function of that name.
const mainVariable = "PROGRAM_TEST_MAIN"

var _, _, above, _ = runtime.Caller(0)

func yieldsOn(yield func(int) bool) {
	yield(1)
	yield(2) // four lines below above
}

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
		flag.Bool("loud", false, "say it loud")
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
	"yields on": func() {
		program.Run("Yields after a break.", func(context.Context, io.Writer) error {
			for range yieldsOn {
				break
			}
			return nil
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
	"is deaf": func() {
		program.Run("Waits where no context reaches.", func(_ context.Context, stdout io.Writer) error {
			fmt.Fprintln(stdout, "so far")
			fmt.Fprintln(os.Stderr, "ready")
			time.Sleep(time.Hour)
			return nil
		})
	},
	"counts its writes": func() {
		program.Run("Prints lines, and says what the kernel knows of it.", func(_ context.Context, stdout io.Writer) error {
			for range linesToWrite {
				fmt.Fprintln(stdout, "a line")
			}
			counts, err := os.ReadFile("/proc/self/io")
			os.Stderr.Write(counts)
			return err
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
		reason, main, args string
		exit               int
		stdout, says       string
	}{
		{"done", "greets", "", 0, "hello 6 50\n", ""},
		{"flags", "greets", "-n 0 -batch=1", 0, "hello 0 1\n", ""},
		{"a flag that is not there", "greets", "-x", 2, "", "flag provided but not defined: -x; -h shows the flags"},
		{
			"a negative count", "greets", "-n -1",
			2, "", `invalid value "-1" for flag -n: want a whole number of at least 0; -h shows the flags`,
		},
		{
			"a switch that is neither", "greets", "-loud=x",
			2, "", `invalid boolean value "x" for -loud: parse error; -h shows the flags`,
		},
		{
			"a size of zero", "greets", "-batch 0",
			2, "", `invalid value "0" for flag -batch: want a whole number of at least 1; -h shows the flags`,
		},
		{
			"a size that is no number", "greets", "-batch 5x",
			2, "", `invalid value "5x" for flag -batch: want a whole number of at least 1; -h shows the flags`,
		},
		{"an argument too many", "greets", "all", 2, "", `unexpected argument "all"; -h shows the flags`},
		{"a failure, after what was printed", "fails", "", 1, "so far\n", "the reason"},
		{
			"a generator that goes on after the loop", "yields on", "",
			1, "", fmt.Sprintf("program_test.go:%d: %s", above+4, program.GoesOn),
		},
	} {
		c := command(test.main, strings.Fields(test.args)...)
		var stdout, stderr strings.Builder
		c.Stdout, c.Stderr = &stdout, &stderr
		c.Run()
		if test.says != "" {
			test.says = name + ": " + test.says + "\n"
		}
		if diff := cmp.Diff([]any{test.exit, test.stdout, test.says},
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

// linesToWrite fit into the buffer several times over.
const linesToWrite = 10_000

func TestOnlyATerminalGetsEachLineAtOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a system that counts writes")
	}
	for name, open := range map[string]func() (*os.File, error){
		"a file":          func() (*os.File, error) { return os.Create(filepath.Join(t.TempDir(), "out")) },
		"the null device": func() (*os.File, error) { return os.OpenFile(os.DevNull, os.O_WRONLY, 0) },
	} {
		file, err := open()
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		counts := command("counts its writes")
		var said strings.Builder
		counts.Stdout, counts.Stderr = file, &said
		if err := counts.Run(); err != nil {
			t.Fatalf("%v\n%s", err, &said)
		}
		_, rest, _ := strings.Cut(said.String(), "syscw: ")
		var writes int
		if _, err := fmt.Sscan(rest, &writes); err != nil || writes > linesToWrite/10 {
			t.Errorf("to %s, %d lines took %d writes (error %v), want few", name, linesToWrite, writes, err)
		}
	}
}

func TestRunEndsOnASignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no way to send a signal to one process")
	}
	for _, test := range []struct {
		main   string
		signal os.Signal
		stdout string
	}{
		{"waits", os.Interrupt, "so far\n"},
		{"waits", syscall.SIGTERM, "so far\n"},
		{"waits", syscall.SIGHUP, "so far\n"},
		{"is deaf", os.Interrupt, ""}, // nobody flushes what it printed
		{"is deaf", syscall.SIGTERM, ""},
	} {
		if signal.Ignored(test.signal) {
			continue // these tests run under nohup, and so do the programs
		}
		c := command(test.main)
		stdout, lines := ready(t, c)
		c.Process.Signal(test.signal)
		began := time.Now()
		said := <-lines
		c.Wait()
		if diff := cmp.Diff([]any{130, test.stdout, true},
			[]any{c.ProcessState.ExitCode(), stdout.String(), strings.HasSuffix(said, ": interrupted")}); diff != "" {
			t.Errorf("%s, %v: exit code, stdout, and whether it says so (-want +got):\n%s", test.main, test.signal, diff)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s ended %v after %v", test.main, took, test.signal)
		}
	}
}

func TestRunIgnoresAClosedTerminalUnderNohup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no nohup")
	}
	c := command("waits")
	c.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$0"`}, c.Args...)
	c.Path = "/bin/sh"
	_, lines := ready(t, c)
	c.Process.Signal(syscall.SIGHUP)
	select {
	case said := <-lines:
		t.Errorf("it ended: %q", said)
	case <-time.After(100 * time.Millisecond):
	}
	c.Process.Signal(os.Interrupt)
	<-lines
	c.Wait()
}

// ready starts a program and returns when it is ready, with what it prints until it ends, and the next line that it
// says.
func ready(t *testing.T, c *exec.Cmd) (stdout *strings.Builder, lines <-chan string) {
	t.Helper()
	stdout = new(strings.Builder)
	c.Stdout = stdout
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(stderr)
	said.Scan() // ready
	next := make(chan string)
	go func() {
		said.Scan()
		next <- said.Text()
	}()
	return stdout, next
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
