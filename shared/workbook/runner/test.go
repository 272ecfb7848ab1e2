package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"example.com/generators/shared/workbook/receipt"
)

// test runs the test binary and enters what it reports into the ledger.
func (r *run) test(ctx context.Context) (Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	nonce := newNonce()
	tests, convert := r.commands(ctx, nonce)

	printed, err := tests.StdoutPipe()
	if err != nil {
		return Result{}, err
	}
	tests.Stderr = tests.Stdout
	convert.Stdin = &limited{Reader: printed, most: r.Limits.Output, exceeded: func() { cancel(errFlooded) }}
	events, err := convert.StdoutPipe()
	if err != nil {
		return Result{}, err
	}
	if err := convert.Start(); err != nil {
		return Result{}, fmt.Errorf("run go tool test2json: %w", err)
	}
	if err := tests.Start(); err != nil {
		return Result{}, fmt.Errorf("run the checks: %w", err)
	}
	r.follow(events, cancel)
	_ = convert.Wait() // what it printed says more than how it ended
	_ = tests.Wait()
	return r.verdict(ctx, tests.ProcessState, nonce)
}

// commands returns the test binary's command and that of the converter of what it prints into events.
func (r *run) commands(ctx context.Context, nonce string) (tests, convert *exec.Cmd) {
	tests = exec.CommandContext(ctx, r.binary(), "-test.v=test2json", "-test.timeout=0", "-test.count=1", "-test.skip="+r.Skip)
	tests.Dir = filepath.Join(r.Root, r.Dir)
	tests.Env = append(append(os.Environ(), r.Env...),
		receipt.File+"="+r.receiptPath(),
		receipt.Nonce+"="+nonce,
		receipt.Memory+"="+strconv.FormatInt(r.Limits.Memory, 10),
		receipt.Overlay+"="+r.overlay)
	killWithChildren(tests)
	tests.WaitDelay = 5 * time.Second
	convert = exec.Command("go", "tool", "test2json", "-t")
	return tests, convert
}

var (
	errFlooded  = errors.New("printed too much")
	errTimedOut = errors.New("took too long")
)

// panicked is the exit code of a Go program after a panic. Ending in another way before the last test takes a deed.
const panicked = 2

// patience is how long the database server may take to start: the first time on a machine it is built or its image pulled.
const patience = 10 * time.Minute

// follow enters events into the ledger as they come, and cancels the run when no check ends for too long.
func (r *run) follow(events io.Reader, cancel context.CancelCauseFunc) {
	limit := r.Limits.Check
	if limit == 0 {
		limit = 24 * time.Hour
	}
	watchdog := time.AfterFunc(max(limit, patience), func() { cancel(errTimedOut) })
	defer watchdog.Stop()
	started := false
	decoder := json.NewDecoder(events)
	for {
		var e event
		if decoder.Decode(&e) != nil {
			return
		}
		ended := e.Action == "pass" || e.Action == "fail"
		ready := strings.HasPrefix(e.Output, receipt.ServerReady)
		if started = started || ended || ready; started && (ended || ready || e.Action == "run") {
			watchdog.Reset(limit)
		}
		r.ledger.add(e)
	}
}

// verdict looks at how the run ended.
func (r *run) verdict(ctx context.Context, state *os.ProcessState, nonce string) (Result, error) {
	code, received := r.exitedWith(nonce)
	switch cause := context.Cause(ctx); {
	case cause == errFlooded:
		r.ledger.stop(Flooded)
		return r.ledger.close(NotRun, fmt.Sprintf("stopped after printing more than %d KiB", r.Limits.Output>>10)), nil
	case cause == errTimedOut:
		r.ledger.stop(TimedOut)
		return r.ledger.close(NotRun, fmt.Sprintf("stopped after %v without an end", r.Limits.Check)), nil
	case cause != nil:
		return Result{}, cause
	case state.ExitCode() == receipt.OutOfMemory:
		r.ledger.stop(OutOfMemory)
		return r.ledger.close(NotRun, fmt.Sprintf("stopped after using more than %d MiB", r.Limits.Memory>>20)), nil
	case !received:
		r.ledger.stop(Failed)
		if state.ExitCode() != panicked {
			r.ledger.distrust()
		}
		fault := fmt.Sprintf("the program ended (%v) before the checks did", state)
		if said := crash(r.ledger.everything(), r.Dir); said != "" {
			fault = said
		}
		return r.ledger.close(NotRun, fault), nil
	case code != 0 && !r.ledger.anyFailed():
		r.ledger.distrust()
		return r.ledger.close(NotRun, fmt.Sprintf("the tests failed (exit code %d), though no check said so\n%s", code, r.ledger.setup.String())), nil
	}
	return r.ledger.close(NotRun, r.ledger.setup.String()), nil
}

// limited passes on what it reads until there is too much of it.
type limited struct {
	io.Reader
	most     int
	read     atomic.Int64
	exceeded func()
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.read.Add(int64(n)) > int64(l.most) && l.most > 0 {
		l.exceeded()
		return 0, io.EOF
	}
	return n, err
}
