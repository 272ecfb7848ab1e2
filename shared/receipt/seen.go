package receipt

import (
	"math"
	"strconv"
	"time"
)

// Show is a variable of a runner, too: set, the laws do not judge a generator, but tell what they see of it.
const Show = "WORKBOOK_SHOW"

// The tests of a generator, below its own, that tell what they see.
const (
	ShowBreak  = "shows_a_break"    // how a loop over it begins, and breaks
	ShowEnd    = "shows_the_end"    // a loop to the end of a small table
	ShowGrowth = "shows_its_growth" // the same code on larger and larger tables
)

// Seen is what was seen of a generator at work: one of these.
type Seen struct {
	Scene  *Scene  `json:",omitempty"`
	Event  *Event  `json:",omitempty"`
	Growth *Growth `json:",omitempty"`
}

// Scene is what events are seen in. It comes before them.
type Scene struct {
	Rows  int // of the table
	Break int // the value at which the loop breaks; 0 for never
}

// Lane is one of those between whom things happen: each asks the next, and answers the one before.
type Lane int

// The lanes, from left to right.
const (
	Loop Lane = iota
	Generator
	Driver
	Server
)

// Event is one thing that happened, and how matters were after it.
type Event struct {
	Number   int // from 1; one with the number of the last replaces it: the same went on
	From, To Lane
	Text     string
	Bad      bool // an error, or something left open

	Read    int   // rows that the generator has read
	Yielded int   // rows of which it has yielded what there is to yield
	Results int   // result sets that are open
	Conns   int   // connections that are open
	Bytes   int64 // read off the wire
}

// Ahead is how many rows are read and not yet yielded.
func (e Event) Ahead() int { return max(0, e.Read-e.Yielded) }

// Growth is what one way of reading a table took.
type Growth struct {
	Slice  bool          // everything into a slice; else the generator
	Rows   int           // of the table
	First  time.Duration // from the range to the first value
	Break  int64         // bytes read off the wire by a break at row 6
	Memory int64         // bytes in use at most; 0 if that was not measured
	Read   int           // about how many rows it came to
	Late   bool          // for lack of time, and not by itself
	Err    string        // what it yielded in place of a value
}

// showing is what Show said.
var showing bool

// Showing reports whether a runner wants to see a generator, and not to have it judged.
func Showing() bool { return showing }

// Tell tells the runner what was seen in a test.
func Tell(test string, seen Seen) error {
	_, err := say(Message{Test: test, Seen: &seen})
	return err
}

// Size returns a number of bytes for a person, such as "12 KB", which is 12,000 of them.
func Size(bytes int64) string {
	size, unit := float64(bytes), "B"
	for _, next := range []string{"KB", "MB", "GB"} {
		if size < 1000 {
			break
		}
		size, unit = size/1000, next
	}
	digits := 0
	if size < 9.95 && size != math.Trunc(size) {
		digits = 1
	}
	return strconv.FormatFloat(size, 'f', digits, 64) + " " + unit
}
