package runner

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"

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
	if bytes.HasPrefix(line, []byte(receipt.ServerReady)) {
		dog.wake()
	}
	return bytes.HasPrefix(line, []byte("mysqltest: ")) || bytes.HasPrefix(line, []byte("building the embedded server"))
}

// listen enters the reports into the ledger as they come, and returns the receipt, if there is one.
func (r *run) listen(reports io.Reader, dog *watchdog) (left *receipt.Receipt, err error) {
	tool, err := test2json()
	if err != nil {
		return nil, err
	}
	convert := exec.Command(tool, "-t")
	into, err := convert.StdinPipe()
	if err != nil {
		return nil, err
	}
	events, err := convert.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := convert.Start(); err != nil {
		return nil, fmt.Errorf("run test2json: %w", err)
	}
	var feeding sync.WaitGroup
	feeding.Go(func() { left = r.feed(into, reports, dog) })
	decoder := json.NewDecoder(events)
	for {
		var e event
		if decoder.Decode(&e) != nil {
			break
		}
		if e.Test == receipt.FirstTest {
			continue // the runner's own: it passes before the server is up
		}
		switch e.Action {
		case "pass", "fail":
			dog.wake()
		case "run":
			dog.pat()
		}
		r.ledger.add(e)
	}
	feeding.Wait()
	return left, convert.Wait()
}

// feed passes the reports on, but for the messages, and returns the receipt if there is one.
func (r *run) feed(converter io.WriteCloser, reports io.Reader, dog *watchdog) (left *receipt.Receipt) {
	defer converter.Close()
	lines := bufio.NewReaderSize(reports, 64<<10)
	messages := receipt.Reader{Nonce: r.nonce}
	whole := true // line is the beginning of one
	for {
		line, err := lines.ReadSlice('\n') // or as much of a line as the reader holds
		if !r.InOrder && hasChannel {
			line = unmarked(line, whole)
		}
		whole = err == nil
		message, ok := messages.Read(line)
		switch {
		case message != nil && message.Receipt != nil:
			left = message.Receipt
		case message != nil:
			r.ledger.tell(*message)
		case !ok && !r.hear(line, dog):
			if _, err := converter.Write(line); err != nil {
				return left
			}
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return left
		}
	}
}

// marker is what the testing package begins a line with that is for test2json, which takes it for one anywhere in a
// line.
const marker = "\x16"

// unmarked returns a line of the channel, or more of it, without the markers in its middle. There the testing package
// writes none: they are in what a test says of its student's error, for example.
func unmarked(line []byte, whole bool) []byte {
	first := 0
	if whole && len(line) > 0 {
		first = 1
	}
	return append(line[:first:first], bytes.ReplaceAll(line[first:], []byte(marker), nil)...)
}
