package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
)

// test runs the test binary and enters what it reports into the ledger. When a check ends the process, a new one runs
// those that are left: a fault costs its own check, and no other.
func (r *run) test(ctx context.Context) (Result, error) {
	// Found before the tests begin: on a busy machine they would be over first, and unheard.
	if _, err := test2json(); err != nil {
		return Result{}, err
	}
	if r.Limits.Total > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, r.Limits.Total, errTotal)
		defer cancel()
		ctx = limited
	}
	var peak int64
	for ends := 0; ; ends++ {
		fault, memory, err := r.process(ctx, ends > 0)
		if err != nil {
			return Result{}, err
		}
		peak = max(peak, memory)
		if why := r.ledger.hopeless(); why != "" && fault != "" {
			fault, r.ledger.final = why+"\n"+fault, true
		}
		if fault == "" || !r.ledger.goOn() {
			if r.ledger.count("") == 0 {
				fault = ""
			}
			late := context.Cause(ctx) == errTotal || context.Cause(ctx) == errAgain ||
				r.ledger.final && r.ledger.count(TimedOut) > 0
			result := r.ledger.close(NotRun, fault)
			result.PeakMemory, result.Late = peak, late
			return result, nil
		}
		if ends == 0 && r.Limits.Again > 0 {
			limited, cancel := context.WithTimeoutCause(ctx, r.Limits.Again, errAgain)
			defer cancel()
			ctx = limited
		}
	}
}

// process runs one process of the test binary for the checks that have not reported. It returns how that ended, if not
// with the tests, and the most memory that was in use, if that is known.
func (r *run) process(ctx context.Context, again bool) (fault string, memory int64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tests := r.command(ctx)
	streams, err := r.connect(tests)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = streams.close() }()
	dog := newWatchdog(r.Limits.Check, func() { cancel(errTimedOut) })
	defer dog.stop()
	if again {
		dog.wake() // the server is there
	}
	if r.Confine != nil {
		if err := r.Confine(tests); err != nil {
			return "", 0, err
		}
	}
	if err := tests.Start(); err != nil {
		return "", 0, fmt.Errorf("run the checks: %w", err)
	}
	streams.started()

	var left *receipt.Receipt
	var unheard error
	var readers sync.WaitGroup
	printed := &limited{Reader: streams.printed, most: r.Limits.Output, exceeded: func() { cancel(errFlooded) }}
	if streams.reports == nil {
		readers.Go(func() { left, unheard = r.listen(printed, dog) })
	} else {
		readers.Go(func() { left, unheard = r.listen(streams.reports, dog) })
		readers.Go(func() { r.overhear(printed, dog) })
	}
	_ = tests.Wait() // how it ended is in its state
	streams.ended()
	readers.Wait()
	if unheard != nil {
		return "", 0, unheard
	}
	if left != nil {
		memory = left.PeakMemory
	}
	fault, err = r.ended(ctx, tests.ProcessState, left)
	return fault, memory, err
}

// command returns the test binary's command.
func (r *run) command(ctx context.Context) *exec.Cmd {
	tests := exec.CommandContext(ctx, r.Binary, "-test.v=test2json", "-test.timeout=0", "-test.count=1",
		"-test.skip="+r.skip(), "-test.run="+r.pattern())
	tests.Dir = filepath.Join(r.Root, r.Dir)
	if !r.Alone {
		tests.Env = os.Environ()
	}
	tests.Env = append(append(tests.Env, r.Env...),
		receipt.Nonce+"="+r.nonce,
		receipt.Memory+"="+strconv.FormatInt(r.Limits.Memory, 10),
		receipt.Overlay+"="+r.overlay,
		receipt.Program+"="+r.Binary)
	killWithChildren(tests)
	return tests
}

// pattern returns the regular expression of the tests to run.
func (r *run) pattern() string {
	if !r.Only {
		return ""
	}
	patterns := []string{"^" + receipt.FirstTest + "$"}
	for _, check := range r.Checks {
		patterns = append(patterns, exactly(check))
	}
	return strings.Join(patterns, "|")
}

// exactly returns the regular expression of one test.
func exactly(test string) string {
	return "^" + strings.Join(strings.Split(regexp.QuoteMeta(test), "/"), "$/^") + "$"
}

// skip returns the regular expression of the tests to leave out: those of the job, and those that have reported.
func (r *run) skip() string {
	var patterns []string
	if r.Skip != "" {
		patterns = append(patterns, r.Skip)
	}
	for _, check := range r.ledger.checks {
		if check.Status != "" {
			patterns = append(patterns, exactly(check.Test))
		}
	}
	return strings.Join(patterns, "|")
}

// streams are what comes from a test binary.
type streams struct {
	printed *os.File // standard output and standard error
	reports *os.File // the channel; nil where there is none: the reports are among what is printed
	theirs  []*os.File
	socket  *net.UnixListener // where the channel begins, if it is not theirs from the start
}

// connect gives a test binary its standard output, its standard error and, where the system allows, its channel.
func (r *run) connect(tests *exec.Cmd) (*streams, error) {
	printed, stdout, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	tests.Stdout, tests.Stderr = stdout, stdout
	s := &streams{printed: printed, theirs: []*os.File{stdout}}
	if r.InOrder || !hasChannel {
		return s, nil
	}
	reports, channel, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.reports = reports
	if r.Channel == "" {
		s.theirs = append(s.theirs, channel)
		tests.ExtraFiles = []*os.File{channel}
		tests.Env = append(tests.Env, receipt.Channel+"=3") // the first after the three standard files
		return s, nil
	}
	if s.socket, err = listen(r.Channel); err != nil {
		return nil, errors.Join(err, channel.Close(), s.close())
	}
	go accept(s.socket, channel)
	tests.Env = append(tests.Env, receipt.Channel+"="+r.Channel)
	return s, nil
}

// listen makes a socket that the tests may use although they run as another user.
func listen(path string) (*net.UnixListener, error) {
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		return nil, fmt.Errorf("make a channel for the tests: %w", err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	return socket, nil
}

// accept passes on what the first to connect says: the test binary does so before the first test.
func accept(socket *net.UnixListener, channel *os.File) {
	defer func() { _ = channel.Close() }()
	tests, err := socket.Accept()
	if err != nil {
		return // it ended without
	}
	defer func() { _ = tests.Close() }()
	_ = socket.Close() // nobody comes second
	_, _ = io.Copy(channel, tests)
}

// started closes the test binary's ends, which it has now.
func (s *streams) started() {
	for _, file := range s.theirs {
		_ = file.Close()
	}
	s.theirs = nil
}

// ended sees to it that reading ends although a process that got away may hold the other ends.
func (s *streams) ended() {
	const grace = 2 * time.Second // for what is still in the pipes
	if s.socket != nil {
		_ = s.socket.Close()
	}
	deadline := time.Now().Add(grace)
	_, _ = s.printed.SetReadDeadline(deadline), s.reports.SetReadDeadline(deadline)
}

func (s *streams) close() error {
	s.started()
	if s.socket != nil {
		_ = s.socket.Close()
	}
	return errors.Join(s.printed.Close(), s.reports.Close())
}

var (
	errFlooded  = errors.New("printed too much")
	errTimedOut = errors.New("took too long")
	errTotal    = errors.New("took too long altogether")
	errAgain    = errors.New("took too long after a check that ended the process")
)

// panicked is the exit code of a Go program after a panic. Ending in another way before the last test takes a deed, and
// who is capable of it may have forged reports, where there is no channel for them.
const panicked = 2

// patience is how long the database server may take to start: the first time on a machine it is built or its image
// pulled.
const patience = 10 * time.Minute

// watchdog calls bark when no check ends for too long. Until the first sign of life it is patient.
type watchdog struct {
	timer *time.Timer
	limit time.Duration
	awake atomic.Bool
}

func newWatchdog(limit time.Duration, bark func()) *watchdog {
	limit = cmp.Or(limit, 24*time.Hour)
	return &watchdog{timer: time.AfterFunc(max(limit, patience), bark), limit: limit}
}

// wake ends the patience.
func (w *watchdog) wake() {
	w.awake.Store(true)
	w.pat()
}

// pat says that all is well.
func (w *watchdog) pat() {
	if w.awake.Load() {
		w.timer.Reset(w.limit)
	}
}

func (w *watchdog) stop() { w.timer.Stop() }

// test2json is the go command's converter of what a test binary says into events.
var test2json = sync.OnceValues(func() (string, error) {
	path, err := exec.Command("go", "tool", "-n", "test2json").Output()
	if err != nil {
		return "", fmt.Errorf("find go tool test2json: %w", err)
	}
	return strings.TrimSpace(string(path)), nil
})

// ended looks at how a process ended, and says so of the check that was running if it did not end well.
func (r *run) ended(ctx context.Context, state *os.ProcessState, left *receipt.Receipt) (fault string, err error) {
	stop := func(status Status, format string, args ...any) string {
		fault := fmt.Sprintf(format, args...)
		r.ledger.stop(status, fault)
		return fault
	}
	switch cause := context.Cause(ctx); {
	case cause == errFlooded:
		return stop(Flooded, "stopped after printing more than %d KiB", r.Limits.Output>>10), nil
	case cause == errTimedOut:
		return stop(TimedOut, "stopped after %v without an end", r.Limits.Check), nil
	case cause == errTotal:
		r.ledger.final = true
		return stop(TimedOut, "stopped after %v: all checks together may take no longer", r.Limits.Total), nil
	case cause == errAgain:
		r.ledger.final = true
		const format = "stopped %v after the first check that ended the program: the rest may take no longer"
		return stop(NotRun, format, r.Limits.Again), nil
	case cause != nil:
		return "", cause
	case state.ExitCode() == receipt.OutOfMemory:
		return stop(OutOfMemory, "stopped after using more than %d MiB", r.Limits.Memory>>20), nil
	case left == nil:
		fault := crash(string(r.ledger.last), r.Dir)
		if fault == "" {
			fault = fmt.Sprintf("the program ended (%v) before the checks did", state)
		}
		// Who has written nothing yet would be told so by each check.
		r.ledger.final = strings.Contains(fault, program.NotWritten)
		stop(Failed, "%s", fault)
		if state.ExitCode() != panicked && (r.InOrder || !hasChannel) {
			r.ledger.distrust()
		}
		return fault, nil
	case left.ExitCode != 0 && r.ledger.count(Failed) == 0:
		r.ledger.distrust()
		return fmt.Sprintf(
			"the tests failed (exit code %d), though no check said so\n%s",
			left.ExitCode,
			r.ledger.aside(),
		), nil
	case r.ledger.count("") == 0:
		return "", nil
	}
	r.ledger.final = true
	return r.ledger.aside(), nil
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
