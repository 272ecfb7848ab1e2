package laws

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Program describes the program of an exercise, which prints what it makes of the rows of a table. Its laws are
// observed from outside: by what it prints, what goes over the wire, how much memory the kernel says it has, and how it
// ends. No code of the student's is in the process that observes, so that none can forge what it sees.
type Program struct {
	// Args make it take the whole table.
	Args []string

	// Size is how many rows it takes at a time then.
	Size int

	// Far is how many rows its longest table has; as many as is usual if it is 0. For OFFSET a server passes over what was
	// read before, so where that is right it has fewer.
	Far int

	// Prints is its form: lines, or total.
	Prints catalog.Form

	// From is where its rows come from, and what it prints of them: see [Printed].
	From Printing

	// Without are the names of laws that it is not held to. The exercise.toml of its exercise says why.
	Without []string

	// Page is where its hints are.
	Page string
}

// Check runs a subtest for each law of programs.
func (p Program) Check(t *testing.T) {
	t.Helper()
	observe := p.functions()
	for _, name := range p.Without {
		if observe[name] == nil {
			t.Errorf("Without: %q is no law of a program", name)
		}
	}
	for _, law := range catalog.ProgramLaws {
		if len(law.Hints.For(p.Prints, "", "")) == 0 || slices.Contains(p.Without, law.Name) {
			continue
		}
		t.Run(law.Name, func(t *testing.T) {
			observe[law.Name](&watch{Program: p, t: t, law: Law{law.Sentence, law.Advice, p.Page}})
		})
	}
}

// functions returns the function that decides each law, by the law's name in the catalog.
func (p Program) functions() map[string]func(*watch) {
	return map[string]func(*watch){
		"prints_all_of_every_table":        (*watch).printsAll,
		"stays_small_on_a_large_table":     (*watch).staysSmall,
		"leaves_the_rest_to_the_server":    (*watch).leavesTheRest,
		"reports_a_connection_that_breaks": (*watch).reportsABreak,
		"ends_when_interrupted":            (*watch).endsWhenInterrupted,
	}
}

// watch is one law, judged on one program.
type watch struct {
	Program
	t       *testing.T
	law     Law
	program *mysqltest.Program
}

// Whether the rows of a table have much text.
const narrow, wide = false, true

// few is how many wide rows are enough to see what the program needs for any table.
func (w *watch) few() int { return max(w.From.sizes().few, 3*w.Size) }

// many is how many wide rows tell who keeps them.
func (w *watch) many() int {
	many := w.From.sizes().many
	if receipt.IsBrief(receipt.BriefProgram) {
		many = min(many, 3*w.few())
	}
	return many
}

func (w *watch) fail(want, got string) {
	w.t.Helper()
	w.say(receipt.Failure{Want: want, Got: got})
}

func (w *watch) say(f receipt.Failure) {
	w.t.Helper()
	f.Law, f.Advice, f.Page = w.law.Sentence, w.law.Advice, w.law.Page
	receipt.Fail(w.t, f)
}

// hidden returns what a program printed, which a grader does not show to students.
func hidden(printed any) string { return receipt.Hide(fmt.Sprintf("%.200q", fmt.Sprint(printed))) }

// table gives the program a table, and returns what it is to print.
func (w *watch) table(rows int, wide bool) printout {
	w.t.Helper()
	if w.program == nil {
		w.program = mysqltest.NewEmbeddedProgram(w.t)
	}
	return w.From.table(w.program, rows, wide)
}

func (w *watch) printsAll() {
	far := cmp.Or(w.Far, w.From.sizes().far)
	if receipt.IsBrief(receipt.BriefProgram) {
		far = min(far, 20_000)
	}
	var first receipt.Failure // to be seen, which is on the smallest table
	for _, rows := range []int{0, 1, mysqltest.Pick(w.t, 37, 30, 300), far} {
		f, came := w.prints(rows)
		if first.Want == "" {
			first = f
		}
		if rows == far && came < 0.5 {
			first.Gross = fmt.Sprintf("%.0f %% of the lines for %d rows came out", 100*came, rows)
		}
	}
	if first.Want != "" {
		w.say(first)
	}
}

// prints returns what is wrong with what the program prints for a table of narrow rows, if anything is; and which part
// of the lines came, whatever else did.
func (w *watch) prints(rows int) (f receipt.Failure, part float64) {
	w.t.Helper()
	print := w.table(rows, narrow)
	r := w.start()
	matched := match(r.stdout)
	print(matched, rows)
	lines, came := matched.lines, matched.lines // if nothing differs
	rest, exit := r.rest(matched.printed, matched.wanted)
	on := fmt.Sprintf(" for a table of %d rows", rows)
	wantExit := 0
	if lines == 0 && w.Prints == catalog.Total {
		wantExit = 1 // of nothing there is no total
	}
	switch stderr := r.stderr.String(); {
	case matched.differs || rest != "":
		want := print.of(rows)
		got := want[:matched.came] + rest
		came = common(want, got)
		f.Want = fmt.Sprintf("%d lines%s", lines, on)
		f.Got = fmt.Sprintf("%d of them and %d others%s", came, strings.Count(got, "\n")-came,
			outOfOrder(came == lines && len(got) == len(want)))
	case exit != wantExit:
		f.Want, f.Got = fmt.Sprintf("exit status %d%s", wantExit, on), fmt.Sprintf("exit status %d: %s", exit, hidden(stderr))
	case mysqltest.Complaints(stderr) != "" && exit == 0:
		f.Want, f.Got = "no word on stderr"+on, hidden(stderr)
	}
	return f, float64(came) / float64(max(lines, 1))
}

func outOfOrder(is bool) string {
	if is {
		return ", in another order"
	}
	return ""
}

// common returns how many of the wanted lines came, whatever else did.
func common(want, got string) (came int) {
	wanted := make(map[string]int)
	for line := range strings.Lines(want) {
		wanted[line]++
	}
	for line := range strings.Lines(got) {
		if wanted[line] > 0 {
			came++
			wanted[line]--
		}
	}
	return came
}

func (w *watch) staysSmall() {
	w.wantDirect() // the process that can be seen is Docker's command
	w.wantText("what is kept of numbers does not show in the memory of a program")

	const (
		most = 500     // bytes of a row that count
		pace = 4 << 20 // bytes that the collector may be late by: three quarters were seen
	)
	width := min(w.From.width(), most)
	many := w.many()
	small, large := w.peak(w.few()), w.peak(many)
	if small == 0 || large == 0 {
		return
	}
	more := int64(many-w.few()) * width // bytes
	allowed := max(more*2/5, pace)      // who keeps the rows has all of them, and what is not collected yet
	if large-small > allowed {          // once more, since on a busy machine the collector can be later than that
		if large = min(large, w.peak(many)); large == 0 {
			return
		}
	}
	if grew := large - small; grew > allowed {
		f := receipt.Failure{
			Want: fmt.Sprintf("about as much memory for %d rows as for %d", many, w.few()),
			Got:  fmt.Sprintf("more than %d MiB more, for %d MiB more of rows", allowed>>20, more>>20),
		}
		if grew > more/2 {
			f.Gross = "the memory grew with the table"
		}
		w.say(f)
	}
}

// peak returns the most memory that the program has had when a twentieth of a table is still to come, in bytes; or a
// good half, if it leaves some rows out. It is 0 where that was not to be seen.
func (w *watch) peak(rows int) int64 {
	w.t.Helper()
	peak, said := w.peakAt(rows-rows/20, rows)
	if said != nil {
		peak, said = w.peakAt(rows*11/20, rows)
	}
	if said != nil {
		w.say(receipt.Failure{
			Want:   fmt.Sprintf("at least %d of %d rows read", rows*11/20, rows),
			Got:    "fewer, and an end: " + hidden(said),
			Unseen: "how much memory a large table takes",
		})
	}
	return peak
}

// peakAt returns the most memory that the program has had when it has read so many rows, or what it said when it ended
// before.
func (w *watch) peakAt(at, rows int) (peak int64, said fmt.Stringer) {
	w.t.Helper()
	w.table(rows, wide)
	relay := w.program.Relay(w.t)
	stalled := relay.StallAfter(at)
	r := w.start()
	defer r.kill()
	read := r.drain()
	select {
	case <-stalled:
	case <-read:
		return 0, r.stderr
	}
	peak, err := peakMemory(r.Process.Pid)
	// What ends now may have been gone when it was looked at: nothing is known of it, and that is not the system's fault.
	select {
	case <-read:
		w.fail("a program that waits for a silent server", "an end: "+hidden(r.stderr))
		return 0, nil
	case <-time.After(100 * time.Millisecond):
	}
	if err != nil {
		receipt.Skip(w.t, fmt.Sprintf("needs a system that says how much memory a program has: %v", err))
	}
	return peak, nil
}

// wantDirect skips the test where somebody stands between the program and us.
func (w *watch) wantDirect() {
	w.t.Helper()
	if mysqltest.Relayed() {
		receipt.Skip(w.t, "needs a program whose memory, output and signals are seen directly, and not through Docker")
	}
}

// wantText skips the test where rows are short, for a reason.
func (w *watch) wantText(why string) {
	w.t.Helper()
	const least = 200 // bytes of a row
	if w.From.width() < least {
		receipt.Skip(w.t, "needs a table with text in it: "+why)
	}
}

func (w *watch) leavesTheRest() {
	w.wantDirect()
	w.wantText("thousands of short rows are in pipes and buffers before anybody reads")

	const lines = 5
	many := w.From.sizes().many
	prints := w.table(many, wide)
	relay := w.program.Relay(w.t)
	r := w.start()
	reader, got := bufio.NewReader(r.stdout), ""
	for range lines {
		line, _ := reader.ReadString('\n')
		got += line
	}
	_ = r.stdout.Close()
	exit, ended := r.within(5 * time.Second)
	want := prints.of(10 * lines) // not each row has a line
	switch {
	case !strings.HasPrefix(want, got) || strings.Count(got, "\n") != lines:
		w.say(receipt.Failure{
			Want: fmt.Sprintf("the first %d lines", lines), Got: hidden(got),
			Unseen: "what it does when its reader goes away",
		})
	case !ended:
		w.fail("an end when the reader goes away", "none after 5 s")
	case exit != 0 || mysqltest.Complaints(r.stderr.String()) != "":
		w.fail("a quiet end, with 0", fmt.Sprintf("exit status %d: %s", exit, hidden(r.stderr)))
	case relay.Packets() > many/4:
		w.fail(fmt.Sprintf("a small part of %d rows read for %d lines", many, lines),
			fmt.Sprintf("more than %d", many/4))
	}
}

func (w *watch) reportsABreak() {
	w.wantDirect()
	rows := w.few()
	prints := w.table(rows, wide)
	cut := w.program.Relay(w.t).CutAfter(rows * 5 / 6)
	all, least := prints.of(rows), prints.of(rows/12) // not every packet is a row: who queries for each page has more
	r := w.start()
	got, exit := r.rest(r.stdout, len(all))
	stderr := r.stderr.String()
	if w.Prints == catalog.Total {
		all, least = "", ""
	}
	select {
	case <-cut:
	default:
		w.say(receipt.Failure{
			Want:   fmt.Sprintf("at least %d of %d rows read", rows*5/6, rows),
			Got:    fmt.Sprintf("an end before that, with exit status %d: %s", exit, hidden(stderr)),
			Unseen: "what it says of a broken connection",
		})
		return
	}
	switch {
	case exit != 1 || strings.Count(mysqltest.Complaints(stderr), "\n") != 1:
		w.fail("exit status 1 and one line on stderr", fmt.Sprintf("exit status %d and %s", exit, hidden(stderr)))
	case !strings.HasPrefix(all, got) || got != "" && !strings.HasSuffix(got, "\n"):
		w.fail("what comes before, and no more",
			fmt.Sprintf("%d lines, not all of which are right", strings.Count(got, "\n")))
	case len(got) < len(least):
		w.fail(fmt.Sprintf("at least %d lines, which came before", strings.Count(least, "\n")), "fewer")
	}
}

func (w *watch) endsWhenInterrupted() {
	w.wantDirect()
	if runtime.GOOS == "windows" {
		receipt.Skip(w.t, "needs a system on which one program can interrupt another")
	}
	w.table(w.few(), wide)
	stalled := w.program.Relay(w.t).StallAfter(w.few() / 2)
	r := w.start()
	read := r.drain()
	select {
	case <-stalled:
	case <-read:
		w.say(receipt.Failure{
			Want: "a program that waits for a silent server", Got: "an end: " + hidden(r.stderr),
			Unseen: "what it does when it is interrupted",
		})
		return
	}
	// By then it has taken all that came, and waits. Between two rows an interrupt ends it by another error.
	time.Sleep(250 * time.Millisecond)
	if err := r.Process.Signal(os.Interrupt); err != nil {
		w.t.Fatal(err)
	}
	switch exit, ended := r.within(5 * time.Second); {
	case !ended:
		w.fail("an end at once", "none after 5 s")
	case exit != 130 || strings.Count(mysqltest.Complaints(r.stderr.String()), "\n") != 1:
		w.fail("exit status 130 and one line on stderr", fmt.Sprintf("exit status %d and %s", exit, hidden(r.stderr)))
	}
}
