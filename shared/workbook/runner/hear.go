package runner

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"example.com/generators/shared/receipt"
)

// What a test binary prints and reports, and how it comes into the ledger.

// overhear enters what is printed into the ledger.
func (r *run) overhear(printed io.Reader, dog *watchdog) {
	lines := bufio.NewReaderSize(printed, 64<<10)
	for {
		line, err := lines.ReadSlice('\n')
		r.hear(line, dog)
		r.ledger.print(string(line))
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// hear reports whether a line is of the database server. It wakes the watchdog when that runs.
func (r *run) hear(line []byte, dog *watchdog) bool {
	if name, ready := bytes.CutPrefix(line, []byte(receipt.ServerReady)); ready {
		r.embedded.Store(string(bytes.TrimSpace(name)) == receipt.EmbeddedServer)
		dog.wake()
	}
	return bytes.HasPrefix(line, []byte("mysqltest: ")) || bytes.HasPrefix(line, []byte("building the embedded server"))
}

// listen enters the reports into the ledger as they come, and returns the receipt, if there is one.
func (r *run) listen(reports io.Reader, dog *watchdog) (left *receipt.Receipt) {
	lines := bufio.NewReaderSize(reports, 64<<10)
	messages := receipt.Reader{Nonce: r.nonce}
	test := ""     // whose words these are
	begins := true // line is the beginning of one
	for {
		line, err := lines.ReadSlice('\n') // or as much of a line as the reader holds
		text, e, isEvent := r.event(line, begins)
		begins = err == nil
		message, isMessage := messages.Read(text)
		switch {
		case message != nil && message.Receipt != nil:
			left = message.Receipt
		case message != nil && message.Seen != nil:
			if r.Seen != nil {
				r.Seen(message.Test, *message.Seen)
			}
		case message != nil:
			r.ledger.tell(*message)
		case !isMessage && !r.hear(text, dog):
			r.ledger.say(test, string(text))
		}
		if isEvent {
			test = e.test
			r.enter(e, dog)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return left
		}
	}
}

// enter enters what happened to a test.
func (r *run) enter(e event, dog *watchdog) {
	if e.test == receipt.FirstTest {
		return // the runner's own: it passes before the server is up
	}
	switch e.what {
	case "PASS", "FAIL":
		dog.wake()
	case "RUN":
		dog.pat()
	}
	r.ledger.add(e)
}

// event is what the testing package says of a test.
type event struct {
	what    string // RUN, PAUSE, CONT, NAME, or at its end PASS, FAIL or SKIP
	test    string
	seconds float64 // that it took
}

// marker is what the testing package begins a line with that says what happens to a test, where -test.v=test2json asks
// for it. It indents all that a test says, so that whatever a student's error has in it, no line of it begins so.
const marker = 0x16

var marked = regexp.MustCompile(
	`^\x16(?:=== (RUN|PAUSE|CONT|NAME) +|--- (PASS|FAIL|SKIP): )(\S+)(?: \((\d+\.\d+)s\))?\r?\n$`)

// event returns what a line of the reports says, without the event in it, and the event if there is one. A line may
// also be more of one that did not begin here. Where reports are among what is printed, that may have no line's end
// before an event; else there are events at the beginning of a line alone.
func (r *run) event(line []byte, begins bool) (text []byte, e event, ok bool) {
	at := bytes.LastIndexByte(line, marker)
	if at < 0 || !r.among() && (at > 0 || !begins) {
		return line, event{}, false
	}
	found := marked.FindSubmatch(line[at:])
	if found == nil {
		return line, event{}, false
	}
	seconds, _ := strconv.ParseFloat(string(found[4]), 64)
	return line[:at], event{string(found[1]) + string(found[2]), string(found[3]), seconds}, true
}

// among reports whether reports come among what is printed.
func (r *run) among() bool { return r.InOrder || !hasChannel }
