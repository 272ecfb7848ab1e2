package runner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/generators/shared/receipt"
)

// maxOutput is how much of what one check says is kept, in bytes.
const maxOutput = 16 << 10

// ledger keeps what the checks report. It knows which must, and believes each only once.
type ledger struct {
	mu      sync.Mutex // held by add and print, which run side by side
	checks  []Check
	report  func(Check)
	running string // the check that began last and has not ended
	ended   string // the check that ended last
	began   time.Time
	others  []string        // tests that ran and are no checks
	setup   strings.Builder // what tests said that are no checks, such as the parent of some
	last    []byte          // what was said last, by whomever
	final   bool            // no check that is left could tell more
	before  int             // how many checks had reported when the last process began
	passed  []string        // the checks that passed in the process that runs
	claimed map[string]bool // checks that passed in a process that left no receipt
}

func newLedger(tests []string, report func(Check)) *ledger {
	l := &ledger{report: report, claimed: make(map[string]bool)}
	for _, test := range tests {
		l.checks = append(l.checks, Check{Test: test})
	}
	return l
}

// add enters what happened to a test.
func (l *ledger) add(e event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	check := l.find(e.test)
	switch {
	case check == nil && e.what == "RUN":
		l.others = append(l.others, e.test)
	case check == nil && e.what == "SKIP":
		for _, below := range l.leftBelow(e.test) {
			below.Skip = cmp.Or(below.Skip, "skipped")
			l.end(below, NotRun, 0)
		}
	case check == nil:
	case e.what == "RUN":
		l.running, l.began = e.test, time.Now()
	case e.what == "PASS":
		l.end(check, Passed, e.seconds)
	case e.what == "FAIL":
		l.end(check, Failed, e.seconds)
	case e.what == "SKIP":
		check.Skip = cmp.Or(check.Skip, said(check.Output), "skipped")
		check.Output = ""
		l.end(check, NotRun, e.seconds)
	}
}

// say enters what a test said in words of its own.
func (l *ledger) say(test, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remember(text)
	if check := l.find(test); check != nil {
		check.say(text)
	} else if l.setup.Len() < maxOutput {
		l.setup.WriteString(text[:min(len(text), maxOutput)])
	}
}

// tell enters what a test said as a value. It comes before the event of the test's end.
func (l *ledger) tell(m receipt.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	check := l.find(m.Test)
	switch {
	case check != nil && m.Skip != "":
		check.Skip = m.Skip
	case m.Skip != "":
		for _, below := range l.leftBelow(m.Test) {
			below.Skip = m.Skip
		}
	case check != nil && m.Failure != nil && len(check.Text())+len(m.Failure.String()) <= maxOutput:
		check.Failures = append(check.Failures, *m.Failure)
	case check == nil && m.Failure != nil && l.setup.Len() < maxOutput:
		fmt.Fprintln(&l.setup, m.Failure)
	}
}

// print enters what was printed beside the channel. No check gets it: which one ran then nobody knows for certain.
func (l *ledger) print(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remember(text)
}

// remember keeps the end of all that was said, which is where a panic is.
func (l *ledger) remember(text string) {
	l.last = append(l.last, text...)
	if len(l.last) > 8*maxOutput {
		l.last = append(l.last[:0], l.last[len(l.last)-4*maxOutput:]...)
	}
}

// say keeps text, as long as there is room.
func (c *Check) say(text string) {
	if room := maxOutput - len(c.Output); room > 0 {
		c.Output += text[:min(len(text), room)]
	}
}

// end records the status of a check. One that has a status already has been forged, or forges.
func (l *ledger) end(check *Check, status Status, seconds float64) {
	l.ended = check.Test
	if l.running == check.Test {
		l.running = ""
	}
	if check.Status != "" {
		check.Status = Failed
		check.Output += "\nthis check reported twice, which no test does"
		return
	}
	check.Status, check.Output = status, said(check.Output)
	check.Duration = time.Duration(seconds * float64(time.Second))
	if status == Passed {
		l.passed = append(l.passed, check.Test)
	}
	if l.report != nil && (status != Passed || !l.claimed[check.Test]) { // which was told when it was claimed
		l.report(*check)
	}
}

// processEnded settles what passed in a process: with its receipt that is proved, without one it is claimed.
func (l *ledger) processEnded(left bool) {
	for _, test := range l.passed {
		l.claimed[test] = !left
	}
	l.passed = nil
}

// doubt takes back what is only claimed, so that a new process runs it again, and returns how many checks that are.
func (l *ledger) doubt() (left int) {
	for i, check := range l.checks {
		if l.claimed[check.Test] && check.Status == Passed {
			l.checks[i] = Check{Test: check.Test}
		}
	}
	l.final, l.last = false, nil
	return l.count("")
}

// leftBelow returns the checks of a test that have not reported.
func (l *ledger) leftBelow(test string) (left []*Check) {
	for i, check := range l.checks {
		if check.Status == "" && strings.HasPrefix(check.Test, test+"/") {
			left = append(left, &l.checks[i])
		}
	}
	return left
}

// stop gives the check that is running the status that ended the process, and says why.
func (l *ledger) stop(status Status, why string) {
	if check := l.find(l.running); check != nil && check.Status == "" {
		check.Ended = why
		l.end(check, status, time.Since(l.began).Seconds())
	} else if check := l.find(l.ended); check != nil && check.Status == Failed {
		check.Ended = why // of a panic the testing package first reports the failure
	}
}

// goOn reports whether a process for the checks that are left is of use, after one that ended with fault.
func (l *ledger) goOn() bool {
	reported := len(l.checks) - l.count("")
	more := reported > l.before && reported < len(l.checks) && !l.final
	l.before, l.last = reported, nil
	return more
}

// The most checks that may end the process before the rest is given up. One fault seldom ends more, and by counting
// them, and not the time, a busy machine gives up where a quiet one does.
const (
	mostEnds  = 12
	MostAlike = 4 // of those that go on until a limit stops them
)

// hopeless says why no more checks are tried, if it is so, after those that ran in another binary before.
func (l *ledger) hopeless(before []Check) string {
	ends, alike := 0, make(map[Status]int)
	for _, check := range slices.Concat(before, l.checks) {
		alike[check.Status]++
		if check.Ended != "" {
			ends++
		}
	}
	for _, status := range []Status{TimedOut, Flooded, OutOfMemory} {
		if n := alike[status]; n >= MostAlike {
			return fmt.Sprintf("%d checks %s: no more were tried", n, status)
		}
	}
	if ends >= mostEnds {
		return fmt.Sprintf("%d checks ended the program: no more were tried", ends)
	}
	return ""
}

// count returns how many checks have a status; those that have not reported have none.
func (l *ledger) count(status Status) (n int) {
	for _, check := range l.checks {
		if check.Status == status {
			n++
		}
	}
	return n
}

// distrust takes back what passed, since the way in which the run ended makes it a claim only.
func (l *ledger) distrust() {
	l.final = true
	for i := range l.checks {
		if l.checks[i].Status == Passed {
			l.checks[i].Status = Failed
		}
	}
}

// close gives checks without a status this one.
func (l *ledger) close(status Status) {
	for i := range l.checks {
		if l.checks[i].Status == "" {
			l.checks[i].Status = status
			if l.report != nil {
				l.report(l.checks[i])
			}
		}
	}
}

// unlisted returns the tests that ran, decide nothing and are no parents of tests that do.
func (l *ledger) unlisted() (tests []string) {
	for _, test := range l.others {
		isParent := func(other string) bool { return strings.HasPrefix(other, test+"/") }
		listed := slices.ContainsFunc(l.checks, func(c Check) bool { return isParent(c.Test) })
		if !listed && !slices.ContainsFunc(l.others, isParent) {
			tests = append(tests, test)
		}
	}
	return tests
}

// aside returns what tests said that are no checks.
func (l *ledger) aside() string { return said(l.setup.String()) }

func (l *ledger) find(test string) *Check {
	for i := range l.checks {
		if l.checks[i].Test == test {
			return &l.checks[i]
		}
	}
	return nil
}
