package receipt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
)

// Message is one word of a test binary to its runner.
type Message struct {
	Test    string   // whose word it is; empty for that of the binary itself
	Failure *Failure `json:",omitempty"`
	Skip    string   `json:",omitempty"` // what the test needs, and does not have here
	Receipt *Receipt `json:",omitempty"`
	Seen    *Seen    `json:",omitempty"` // of a generator, where it is shown and not judged
}

// Receipt says that all tests ran.
type Receipt struct {
	ExitCode   int   // 0 if all passed
	PeakMemory int64 // bytes that the Go runtime had in use, at most; 0 if nobody asked
}

// A message goes as JSON, which has no line's end and no ^V, in lines of so many bytes, each with the nonce and how
// many bytes of the message are left. That is one write to a pipe, which nothing that others print can come into.
const (
	maxPiece   = 4000
	maxMessage = 256 << 10 // more than all the texts of a failure, escaped
)

// listener is the runner, once Main knows of it.
var listener struct {
	sync.Mutex
	channel *os.File
	nonce   string // empty for nobody who listens
}

// say sends a message to the runner, if there is one.
func say(m Message) (sent bool, err error) {
	listener.Lock()
	defer listener.Unlock()
	if listener.nonce == "" {
		return false, nil
	}
	if m.Failure != nil {
		f := m.Failure.Map(cut)
		m.Failure = &f
	}
	m.Skip = cut(m.Skip)
	text, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	for len(text) > 0 {
		piece := text[:min(len(text), maxPiece)]
		text = text[len(piece):]
		// What is printed before may have no line's end.
		if _, err := fmt.Fprintf(listener.channel, "\n%s%d %s\n", start(listener.nonce), len(text), piece); err != nil {
			return false, err
		}
	}
	return true, nil
}

// start is how the lines of a run's messages begin.
func start(nonce string) string { return "message " + nonce + " " }

// Reader finds the messages of one run among the lines of its output.
type Reader struct {
	Nonce string
	text  []byte // of the message so far
}

// Read reports whether line is of a message, and returns the message that ends with it, if one does.
func (r *Reader) Read(line []byte) (m *Message, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(start(r.Nonce)))
	if !ok {
		return nil, false
	}
	count, piece, _ := bytes.Cut(bytes.TrimSuffix(rest, []byte("\n")), []byte(" "))
	left, err := strconv.Atoi(string(count))
	if r.text = append(r.text, piece...); err != nil || left+len(r.text) > maxMessage {
		r.text = nil
		return nil, true
	}
	if left > 0 {
		return nil, true
	}
	m = new(Message)
	if json.Unmarshal(r.text, m) != nil {
		m = nil
	}
	r.text = nil
	return m, true
}
