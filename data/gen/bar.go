package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// newBar returns a progress bar for opts.rows rows on a terminal, which shows nothing elsewhere. Rows that go to a
// terminal are progress enough.
func newBar(opts options, stdout, stderr io.Writer) *progressbar.ProgressBar {
	rowsOnTerminal := opts.output == "-" && isTerminal(stdout)
	return progressbar.NewOptions64(opts.rows,
		progressbar.OptionSetVisibility(opts.rows > 0 && !rowsOnTerminal && isTerminal(stderr)),
		progressbar.OptionSetWriter(stderr),
		progressbar.OptionSetDescription("users"),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("rows"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetWidth(20), // the whole line then fits in 80 columns
	)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
