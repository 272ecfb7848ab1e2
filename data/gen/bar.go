package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct {
	terminal *progressbar.ProgressBar // or nil
}

// newBar returns the bar for opts.rows rows. Rows that go to a terminal are progress enough: they get no bar.
func newBar(opts options, stdout, stderr io.Writer) bar {
	rowsOnTerminal := opts.output == "-" && isTerminal(stdout)
	if opts.rows == 0 || rowsOnTerminal || !isTerminal(stderr) {
		return bar{}
	}
	return bar{progressbar.NewOptions64(opts.rows,
		progressbar.OptionSetWriter(stderr),
		progressbar.OptionSetDescription("users"),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("rows"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetWidth(20), // the whole line then fits in 80 columns
	)}
}

// set shows how many rows are done.
func (b bar) set(rows int64) {
	if b.terminal != nil {
		_ = b.terminal.Set64(rows)
	}
}

// clear leaves the line of the bar empty, for whatever comes next.
func (b bar) clear() {
	if b.terminal != nil {
		_ = b.terminal.Clear()
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
