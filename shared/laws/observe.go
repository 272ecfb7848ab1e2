package laws

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Law is what a failure says: the law in one sentence, how to keep it, and the page where the hints are.
type Law struct {
	Sentence string
	Advice   string
	Page     string
}

// Observation is code under test at work: what it is given, and what the test sees of it.
type Observation struct {
	Law
	Ctx   context.Context
	DB    *sql.DB
	Spy   *Spy
	Meter *Meter
	t     *testing.T
	order string // what an ORDER BY names

	waiting atomic.Int32 // for the end of Ctx
}

// most is how many statements code under observation sends at most. No check needs more; a generator that queries for
// ever does.
const most = 5000

// Observe runs body on connections of its own to table, with a spy on them that causes fault. Body runs in a synctest
// bubble. A panic in it is a failure, and so is a wait that can never end.
func Observe(t *testing.T, law Law, table Table, fault Fault, body func(o *Observation)) {
	t.Helper()
	meter := NewMeter(t)
	o := &Observation{Law: law, Spy: NewSpy(table.Connector(meter.On)), Meter: meter, t: t, order: table.order}
	o.Spy.Fail(fault)
	o.Spy.kind, o.Spy.renamed = mysqltest.ServerKind(t), prodev(table.Name)
	o.Spy.times, o.Spy.once, o.Spy.spoil, o.Spy.most = table.times, table.once, table.spoil, most

	finished := false
	defer func() {
		// The bubble panics when nobody in it can ever go on. After body that is a goroutine left over, which is for the laws
		// of release to judge: see goroutines.
		if p := recover(); p != nil && !finished {
			o.Fail("an end", "blocked forever")
		}
	}()
	synctest.Test(t, func(*testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		o.Ctx, o.DB = caller{ctx, &o.waiting}, sql.OpenDB(o.Spy)
		defer func() {
			if p := recover(); p != nil {
				o.failPanic(p)
			}
			finished = true
			cancel()
			o.DB.Close()
		}()
		body(o)
	})
}

// failPanic fails the test with a panic and its line, while its frames are still there. What the law advises is no help
// against it; a runner knows what is.
func (o *Observation) failPanic(p any) {
	o.t.Helper()
	callers := make([]uintptr, 100)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	hidden := "panic: " + receipt.Hide(p) // and the line is no secret
	if at := lineIn(path.Dir(o.Page), frames.Next); at != "" {
		hidden += ", at " + at
	}
	o.Advice = ""
	_, bug := p.(runtime.Error)
	if _, ok := p.(error); ok && !bug {
		o.Advice = "yield or return an error, and panic with none"
	}
	o.Fail("no panic", hidden)
}

// lineIn returns the deepest line that is in an exercise's folder, or else in another that is neither of the laws nor
// of tests. The first frame is of this package.
func lineIn(folder string, next func() (frame runtime.Frame, more bool)) (line string) {
	frame, more := next()
	laws := packageOf(frame)
	module := strings.TrimSuffix(laws, "shared/laws")
	for ; more; frame, more = next() {
		in, ours := strings.CutPrefix(packageOf(frame), module)
		file := path.Base(filepath.ToSlash(frame.File))
		if !ours || packageOf(frame) == laws || strings.HasSuffix(file, "_test.go") {
			continue
		}
		at := fmt.Sprintf("%s/%s:%d", in, file, frame.Line)
		if in == folder {
			return at
		}
		line = cmp.Or(line, at)
	}
	return line
}

// packageOf returns the path of a frame's package. In a test binary, package main has the path of its tests.
func packageOf(frame runtime.Frame) string {
	dir, name := path.Split(frame.Function)
	name, _, _ = strings.Cut(name, ".")
	return dir + strings.TrimSuffix(name, "_test")
}

// Hide marks what a grader does not show to students, for want or got of [Observation.Fail]: what code under test has
// written or returned, such as an error, and hidden data themselves. A count of the test's own is harmless.
func Hide(hidden any) string { return receipt.Hide(hidden) }

// Fail fails the test with what was wanted and seen.
func (o *Observation) Fail(want, got string) {
	o.t.Helper()
	o.fail(receipt.Failure{Want: want, Got: got})
}

// fail fails the test with a failure, to which it adds the law, the trace, what to do, and where to read on.
func (o *Observation) fail(f receipt.Failure) {
	o.t.Helper()
	f.Law, f.Trace, f.Advice, f.Page = o.Sentence, o.Spy.Trace(), o.Advice, o.Page
	unknown := o.Spy.Unknown()
	f.Unseen, f.Unknown = cmp.Or(unknown, f.Unseen), unknown != ""
	receipt.Fail(o.t, f)
}

// differ fails the test if two values differ, and reports whether they do. Signs says what - and + stand for.
func (o *Observation) differ(f receipt.Failure, signs, difference string) bool {
	o.t.Helper()
	if difference != "" {
		f.Diff = signs + ":\n" + difference
		o.fail(f)
	}
	return difference != ""
}

// Settle waits until every goroutine that the code under test started has come to rest.
func (o *Observation) Settle() { synctest.Wait() }

// EndsWith fails the test if the time is more than half a second after the deadline of ctx.
func (o *Observation) EndsWith(ctx context.Context) {
	o.t.Helper()
	if end, _ := ctx.Deadline(); time.Since(end) > 500*time.Millisecond {
		o.Advice = "wait for nothing once the context has ended: look at it before you sleep or ask again"
		o.Fail("an end within half a second of the context's", "a later one")
	}
}

// CloseByDefer is the advice for [Observation.Released] where the law itself is about something else.
const CloseByDefer = "close by defer what you open, and end a transaction in the same way: defer tx.Rollback()"

// Released fails the test if, now that the code under test is done, it still holds anything: a result set, a prepared
// statement, a connection, a goroutine. It closes the handle.
func (o *Observation) Released() {
	o.t.Helper()
	if left := o.left(); len(left) > 0 {
		o.Fail("nothing left behind", strings.Join(left, ", "))
	}
}

// left returns what the code under test still holds. It closes the handle.
func (o *Observation) left() (left []string) {
	o.Settle()
	if n := o.Spy.OpenRows(); n > 0 {
		left = append(left, fmt.Sprintf("%d open result set(s)", n))
	}
	if n := o.Spy.OpenStatements(); n > 0 {
		left = append(left, fmt.Sprintf("%d prepared statement(s)", n))
	}
	if n := o.DB.Stats().InUse; n > 0 {
		left = append(left, fmt.Sprintf("%d connection(s) in use", n))
	}
	o.DB.Close() // ends the goroutines of the handle and of its idle connections
	o.Settle()
	return append(left, leftRunning(goroutines())...)
}

// leftRunning returns what a failure says of goroutines by their origins. Where the data are hidden, the line of the
// first is all that a student sees: a list of lines, chosen by what was read, would spell it.
func leftRunning(origins []string) (goroutines []string) {
	for i, origin := range origins {
		text := "a goroutine " + origin
		if i > 0 {
			text = receipt.Hide(text)
		}
		goroutines = append(goroutines, text)
	}
	return goroutines
}

// goroutines returns where the goroutines of this bubble were created, but for the test's own.
func goroutines() []string {
	stacks := strings.Split(allStacks(), "\n\n")
	_, bubble, _ := strings.Cut(header(stacks[0]), "synctest bubble ")
	var origins []string
	for _, stack := range stacks[1:] {
		_, of, found := strings.Cut(header(stack), "synctest bubble ")
		if !found || of != bubble || strings.Contains(stack, "testing/synctest.") {
			continue
		}
		origin := stack[strings.LastIndex(stack, "created by ")+len("created by "):]
		if strings.HasPrefix(origin, "database/sql.") || strings.HasPrefix(origin, "github.com/go-sql-driver/") {
			continue // they belong to the result set or connection that is reported
		}
		function, _, _ := strings.Cut(origin, " in goroutine")
		_, place, _ := strings.Cut(origin, "\t")
		file, _, _ := strings.Cut(place[strings.LastIndexByte(place, '/')+1:], " ")
		origins = append(origins, fmt.Sprintf("created by %s (%s)", function[strings.LastIndexByte(function, '/')+1:], file))
	}
	return origins
}

// allStacks returns the stacks of all goroutines, up to a MiB of them. The buffer is small at first: laws ask often,
// and large ones would make the garbage collector run for every few.
func allStacks() string {
	for size := 32 << 10; ; size *= 2 {
		buffer := make([]byte, size)
		if n := runtime.Stack(buffer, true); n < size || size >= 1<<20 {
			return string(buffer[:n])
		}
	}
}

// header returns the first line of a stack, such as "goroutine 7 [select, synctest bubble 3]:".
func header(stack string) string {
	line, _, _ := strings.Cut(stack, "\n")
	return line
}
