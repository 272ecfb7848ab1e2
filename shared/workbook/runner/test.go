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
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/generators/shared/program"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/group"
)

// hasChannel says that a test binary can be given a channel beside the three standard files.
const hasChannel = runtime.GOOS != "windows"

// test runs the test binary and enters what it reports into the ledger. When a check ends the process, a new one runs
// those that are left: a fault costs its own check, and no other.
func (r *run) test(ctx context.Context) (Result, error) {
	limited, cancel := within(ctx, r.Limits.Total, errTotal)
	defer cancel()
	var fault string
	for again := false; ; again = true {
		var err error
		if fault, err = r.process(limited, again); err != nil {
			return Result{}, err
		}
		if why := r.ledger.hopeless(r.Before); why != "" && fault != "" {
			fault, r.ledger.final, r.gaveUp = why+"\n"+fault, true, true
		}
		if fault == "" || !r.ledger.goOn() {
			break
		}
		if !again {
			limited, cancel = within(limited, r.Limits.Again, errAgain)
			defer cancel()
		}
	}
	if r.ledger.count("") == 0 {
		fault = ""
	}
	r.late = r.outOfTime(limited)
	r.ledger.close(NotRun)
	unproved, err := r.prove(ctx)
	if err != nil {
		return Result{}, err
	}
	return Result{
		Checks: r.ledger.checks, Fault: cmp.Or(fault, unproved), Unlisted: r.ledger.unlisted(), Late: r.late,
		GaveUp:     r.gaveUp,
		OnEmbedded: r.embedded.Load(),
		PeakMemory: r.peak,
	}, nil
}

// prove runs once more what passed in processes that left no receipt: who ends one may have forged what it reported.
// What ended them is left out now, so that as a rule one process proves it all. It returns how the last one ended, if
// something is unproved.
func (r *run) prove(ctx context.Context) (fault string, err error) {
	ctx, cancel := within(ctx, r.Limits.Again, errAgain)
	defer cancel()
	left := r.ledger.doubt()
	for ends := 0; left > 0 && ends < mostEnds; ends++ {
		if fault, err = r.process(ctx, true); err != nil {
			return "", err
		}
		r.late = r.late || r.outOfTime(ctx)
		before := left
		if left = r.ledger.doubt(); left == before {
			break // it is no check that ends them
		}
	}
	r.ledger.close(NotRun)
	if left == 0 {
		fault = ""
	}
	return fault, nil
}

// within returns a context with a limit, of which 0 is none.
func within(ctx context.Context, limit time.Duration, cause error) (context.Context, context.CancelFunc) {
	if limit == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, limit, cause)
}

// outOfTime reports whether time was the reason why no more checks ran.
func (r *run) outOfTime(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return cause == errTotal || cause == errAgain || r.ledger.final && r.ledger.count(TimedOut) > 0
}

// process runs one process of the test binary for the checks that have not reported. It returns how that ended, if not
// with the tests.
func (r *run) process(ctx context.Context, again bool) (fault string, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tests := r.command(ctx)
	streams, err := r.connect(tests)
	if err != nil {
		return "", err
	}
	defer func() { _ = streams.close() }()
	dog := newWatchdog(r.Limits.Check, func() { cancel(errTimedOut) })
	defer dog.stop()
	if again {
		dog.wake() // the server is there
	}
	if r.Confine != nil {
		if err := r.Confine(tests); err != nil {
			return "", err
		}
	}
	if err := group.Start(tests); err != nil {
		if ctx.Err() != nil { // between two processes, and that is no fault of this machine
			return r.ended(ctx, nil, nil)
		}
		return "", fmt.Errorf("run the checks: %w", err)
	}
	streams.started()
	if r.Used != nil && r.Limits.CPU > 0 {
		go dog.meter(ctx, r.Limits.CPU, func() time.Duration { return r.Used(tests.Process.Pid) },
			func() { cancel(errBusy) })
	}

	var left *receipt.Receipt
	var readers sync.WaitGroup
	bounded := func(stream io.Reader) io.Reader {
		return &limited{Reader: stream, most: r.Limits.Output, exceeded: func() { cancel(errFlooded) }}
	}
	if streams.reports == nil {
		readers.Go(func() { left = r.listen(bounded(streams.printed), dog) })
	} else {
		readers.Go(func() { left = r.listen(bounded(streams.reports), dog) })
		readers.Go(func() { r.overhear(bounded(streams.printed), dog) })
	}
	_ = tests.Wait() // how it ended is in its state
	streams.ended()
	readers.Wait()
	r.ledger.processEnded(left != nil)
	if left != nil {
		r.peak = max(r.peak, left.PeakMemory)
	}
	return r.ended(ctx, tests.ProcessState, left)
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
		"GOMAXPROCS=1", // what a machine has is no part of a verdict; and a course takes a tenth less time
		receipt.Nonce+"="+r.nonce,
		receipt.Memory+"="+strconv.FormatInt(r.Limits.Memory, 10),
		receipt.Overlay+"="+r.overlay,
		receipt.Program+"="+cmp.Or(r.Program, r.Binary))
	group.Lead(tests)
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

// skip returns the regular expression of the tests to leave out, which are those that have reported.
func (r *run) skip() string {
	var patterns []string
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
	if r.among() {
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
	errBusy     = errors.New("took too much of a processor")
	errTotal    = errors.New("took too long altogether")
	errAgain    = errors.New("took too long after a check that ended the process")
)

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
	case cause == errBusy:
		return stop(TimedOut, "stopped after %v without an end", r.Limits.CPU), nil
	case cause == errTotal:
		r.ledger.final = true
		return stop(TimedOut, "stopped after %v: all checks together cannot take longer", r.Limits.Total), nil
	case cause == errAgain:
		r.ledger.final = true
		const format = "stopped %v after the first check that ended the program: the rest cannot take longer"
		return stop(NotRun, format, r.Limits.Again), nil
	case cause != nil:
		return "", cause
	case state.ExitCode() == receipt.OutOfMemory:
		return stop(OutOfMemory, "stopped after using more than %d MiB", r.Limits.Memory>>20), nil
	case left == nil && state.ExitCode() == receipt.NoBox:
		return "", fmt.Errorf("start the checks: %s", strings.TrimSpace(string(r.ledger.last)))
	case left == nil:
		fault := crash(string(r.ledger.last), r.Root, r.Dir, r.Edits)
		if fault == "" {
			fault = fmt.Sprintf("the program ended (%v) before the checks did", state)
			if state.ExitCode() == 1 {
				fault += ": after log.Fatal nobody learns of the error"
			}
		}
		// Who has written nothing yet would be told so by each check.
		r.ledger.final = strings.Contains(fault, program.NotWritten)
		stop(Failed, "%s", fault)
		return fault, nil
	case left.ExitCode != 0 && r.ledger.count(Failed) == 0:
		r.ledger.distrust()
		return fmt.Sprintf(
			"the tests failed (exit code %d), although no check said so\n%s",
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
