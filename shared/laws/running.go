package laws

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// running is the program at work.
type running struct {
	*exec.Cmd
	t      *testing.T
	stdout io.ReadCloser
	stderr *tail
}

// start starts the program with the arguments that make it take the whole table. It ends with the test at the latest.
func (w *watch) start() *running {
	w.t.Helper()
	r := &running{Cmd: w.program.Command(w.Args...), t: w.t, stderr: new(tail)}
	r.Stderr = r.stderr
	r.WaitDelay = time.Second
	var err error
	if r.stdout, err = r.StdoutPipe(); err != nil {
		w.t.Fatal(err)
	}
	if err := r.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(r.kill)
	return r
}

// drain reads what the program prints, and throws it away. The channel is closed at the end of it, or when it is far
// more than any table has: then the program is ended.
func (r *running) drain() (read <-chan struct{}) {
	const most = 64 << 20 // bytes
	done := make(chan struct{})
	go func() {
		defer close(done)
		if n, _ := io.Copy(io.Discard, io.LimitReader(r.stdout, most)); n == most {
			_ = r.Cancel()
		}
	}()
	return done
}

// rest reads what the program prints from now on, to its end, or until that is far more than was expected of it. Then
// the program is ended.
func (r *running) rest(printed io.Reader, expected int) (text string, exit int) {
	r.t.Helper()
	most := 2*expected + 1<<20
	read, err := io.ReadAll(io.LimitReader(printed, int64(most)))
	if err != nil {
		r.t.Fatal(err)
	}
	if len(read) == most {
		r.kill()
	}
	exit = r.wait() // before it, not all of stderr may have come
	return string(read), exit
}

// kill ends the program, if it has not ended.
func (r *running) kill() {
	if r.ProcessState == nil {
		_ = r.Cancel()
		r.wait()
	}
}

// wait waits for the program's end and returns its exit status.
func (r *running) wait() int {
	if r.ProcessState == nil {
		_ = r.Wait() // how it ended is in its state
	}
	return r.ProcessState.ExitCode()
}

// within waits for the program's end for a while.
func (r *running) within(limit time.Duration) (exit int, ended bool) {
	timer := time.AfterFunc(limit, func() { _ = r.Cancel() })
	exit = r.wait()
	return exit, timer.Stop()
}

// tail keeps the end of what is written to it. It is not a bytes.Buffer, which would read on past Write.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 16 << 10
	t.text = append(t.text, p...)
	if len(t.text) > 2*most {
		t.text = append(t.text[:0], t.text[len(t.text)-most:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return string(t.text) }

// peakMemory returns the most memory that a process has had in RAM, in bytes: that of the last process that it has
// started, if it only stands around it.
func peakMemory(pid int) (int64, error) {
	for {
		lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
		if err != nil || lists == nil {
			return 0, errors.New("no list of children in /proc")
		}
		var children []string
		for _, list := range lists {
			text, err := os.ReadFile(list)
			if err != nil {
				return 0, err
			}
			children = append(children, strings.Fields(string(text))...)
		}
		if len(children) == 0 {
			break
		}
		if _, err := fmt.Sscan(children[len(children)-1], &pid); err != nil {
			return 0, err
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, peak, found := strings.Cut(string(status), "VmHWM:")
	if !found {
		return 0, errors.New("no VmHWM in /proc")
	}
	var kilobytes int64
	if _, err := fmt.Sscan(peak, &kilobytes); err != nil {
		return 0, err
	}
	return kilobytes << 10, nil
}
