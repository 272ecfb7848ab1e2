package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets a test run the whole program, main and all, as a process of its own: see process.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_GEN") != "" {
		main()
	}
	os.Exit(m.Run())
}

func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "RUN_GEN=1")
	return cmd
}

// output returns what the program writes to stdout.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), args, &stdout, &stderr); err != nil {
		t.Fatalf("run(%q) = %v", args, err)
	}
	if stderr.Len() > 0 {
		t.Errorf("run(%q) wrote %q to stderr, which is no terminal; want nothing", args, stderr.String())
	}
	return stdout.String()
}

func TestMemoryIsFlat(t *testing.T) {
	heapAt := map[int64]uint64{}
	err := writeUsers(t.Context(), io.Discard, options{rows: 200_001, seed: 1}, func(rows int64) {
		if rows == 10_000 || rows == 200_000 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			heapAt[rows] = stats.HeapAlloc
		}
	})
	if err != nil || len(heapAt) != 2 {
		t.Fatalf("measured at %v, error %v", heapAt, err)
	}
	if grown := int64(heapAt[200_000]) - int64(heapAt[10_000]); grown > 128<<10 {
		t.Errorf("the live heap grew by %d bytes from row 10,000 to row 200,000", grown)
	}
}

func TestContextEndsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	rows := int64(0)
	err := writeUsers(ctx, io.Discard, options{rows: 10 * stride}, func(n int64) {
		rows = n
		if n == 5*stride {
			cancel()
		}
	})
	if err != context.Canceled || rows != 5*stride {
		t.Errorf("stopped after row %d with %v, want %v after row %d", rows, err, context.Canceled, 5*stride)
	}
}

func TestInterruptedProgramLeavesTheOldFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send")
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			path := folder(t, "old")
			var stderr bytes.Buffer
			cmd := process(t, "-rows", "5000000", "-o", path)
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			waitForPart(t, path)
			cmd.Process.Signal(signal)
			cmd.Wait()

			if code := cmd.ProcessState.ExitCode(); code != 130 || stderr.String() != "gen: interrupted\n" {
				t.Errorf("exit code %d, stderr %q; want 130, gen: interrupted", code, stderr.String())
			}
			wantOnly(t, path, "old")
		})
	}
}

// waitForPart waits until rows have been written beside path.
func waitForPart(t *testing.T, path string) {
	t.Helper()
	for range 1000 {
		parts, _ := filepath.Glob(path + ".*")
		if len(parts) == 1 {
			if info, err := os.Stat(parts[0]); err == nil && info.Size() > 0 {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("no part of a new file after 5 s")
}

func TestReaderThatGoesAwayIsNotAnError(t *testing.T) {
	var stderr bytes.Buffer
	cmd := process(t, "-rows", "5000000")
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()

	line, _ := bufio.NewReader(stdout).ReadString('\n')
	stdout.Close()
	if err := cmd.Wait(); err != nil || stderr.Len() > 0 || line != "user_id,name,email,age\n" {
		t.Errorf("after reading %q: %v, stderr %q; want exit code 0 and nothing on stderr", line, err, stderr.String())
	}
}

func TestWrongUsageAndFailuresAreToldInOneLine(t *testing.T) {
	const hint = "gen: hint: -h shows the flags\n"
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		args string
		code int
		want string // a regular expression for stderr
	}{
		{"-rows -1", 2, "gen: -rows -1: want 0 or more\n" + hint},
		{"-rows many", 2, `gen: invalid value "many" for flag -rows: want a whole number of at least 0` + "\n" + hint},
		{"-seed -1", 2, `gen: invalid value "-1" for flag -seed: want a whole number of at least 0` + "\n" + hint},
		{"-size 3", 2, "gen: flag provided but not defined: -size\n" + hint},
		{"-o=", 2, `gen: -o "": want a file, or - for standard output` + "\n" + hint},
		{"1000", 2, `gen: unexpected argument "1000"` + "\n" + hint},
		{"-o .", 1, `gen: \. is a folder: want a file` + "\n"},
		{"-o missing/users.csv", 1, `gen: open missing.users\.csv\.\d+\.part: .+` + "\n"},
	} {
		var stdout, stderr bytes.Buffer
		cmd := process(t, strings.Fields(test.args)...)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		cmd.Run()
		code := cmd.ProcessState.ExitCode()
		if want := regexp.MustCompile(`^` + test.want + `$`); code != test.code || !want.MatchString(stderr.String()) {
			t.Errorf("gen %s: exit code %d, stderr %q; want %d, %v", test.args, code, stderr.String(), test.code, want)
		}
		if stdout.Len() > 0 {
			t.Errorf("gen %s wrote %q to stdout, want nothing", test.args, stdout.String())
		}
	}
}

func TestHelpGoesToStdout(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code := report(run(t.Context(), []string{"-h"}, &stdout, &stderr), &stderr)
	if code != 0 || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %q; want 0 and nothing", code, stderr.String())
	}
	for _, want := range []string{"Usage: ", "-rows N", "(default 1000)", "-seed N", "-o FILE", "Exit status: "} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the help page lacks %q:\n%s", want, stdout.String())
		}
	}
}
