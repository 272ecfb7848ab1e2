package terminal

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/runner"

	"github.com/google/go-cmp/cmp"
)

func TestLinesSuitTheTerminal(t *testing.T) {
	const law = "a generator gives its connection back when the loop breaks"
	const trace = "  at 1-stream_users/stream_users.go:17 in the 1-stream_users\n"
	e := &exercise.Exercise{Name: "1-stream_users"}
	check := exercise.Check{
		Test: "TestStreamUsers/is_lazy", Hints: []string{"Count the rows that the driver has handed over.", "Again."},
	}
	for _, test := range []struct {
		reason string
		width  int
		print  func(*Printer)
		want   string
	}{
		{
			"the name after the row", 80, func(p *Printer) { p.Item("3  done", "Load pages lazily") },
			"3  done  Load pages lazily\n",
		},
		{
			"the name below the row", 20, func(p *Printer) { p.Item("3  done  ", "Load pages lazily") },
			"3  done\n   Load pages lazily\n",
		},
		{"a row without a text", 40, func(p *Printer) { p.Item("is_lazy   ", "") }, "is_lazy\n"},
		{
			"any width", 0, func(p *Printer) { p.hanging("law:   ", law+"\n"+trace) },
			"  law:   " + law + "\n         " + trace,
		},
		{"a label hangs", 40, func(p *Printer) { p.hanging("law:   ", law) }, `
  law:   a generator gives its
         connection back when the loop
         breaks
`},
		{"an indent hangs", 40, func(p *Printer) { p.hanging("", trace) }, `
    at 1-stream_users/stream_users.go:17
    in the 1-stream_users
`},
		{
			"a deep indent is given up", 30, func(p *Printer) { p.hanging("", "\t\t\t\t\tone two three four five six") },
			"  one two three four five six\n",
		},
		{
			"no more than the terminal's own codes", 40,
			func(p *Printer) { p.hanging("", "a\x1b]0;title\a\x1b[31mb\u009b31m\tc\r\n") }, "  a]0;title[31mb31m    c\n",
		},
		{"a help page flows", 40, func(p *Printer) {
			p.Help("Makes the student edition, with\nstubs.\n\nFlags:\n      --solved ints   the numbers of exercises\n")
		}, `
Makes the student edition, with stubs.

Flags:
      --solved ints   the numbers of
                      exercises
`},
		{
			"a command goes to the next line whole", 40,
			func(p *Printer) { p.Print("5-x works already: %s, and then", Command("check %d", 5)) }, `
5-x works already:
go tool workbook check 5, and then
`,
		},
		{
			"a path is not broken", 30,
			func(p *Printer) { p.Print("waiting for 5 seconds for 1-stream_users/README.md") }, `
waiting for 5 seconds for
1-stream_users/README.md
`,
		},
		{"a command is not broken", 40, func(p *Printer) { p.Failure(e, check, runner.Check{}, "", 1) }, `

StreamUsers is lazy
  hint 1: Count the rows that the driver
          has handed over.
  more:
  go tool workbook check 1 --hint 2
  task: 1-stream_users/README.md
`},
		{"a command with its name", 80, func(p *Printer) { p.Failure(e, check, runner.Check{}, "", 1) }, `

StreamUsers is lazy
  hint 1: Count the rows that the driver has handed over.
  more: go tool workbook check 1 --hint 2
  task: 1-stream_users/README.md
`},
	} {
		var b strings.Builder
		test.print(&Printer{w: &b, width: test.width})
		if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// NO_COLOR asks for no colours; CLICOLOR_FORCE for colours in a pipe. Who says both wants none.
func TestNoColorIsPlain(t *testing.T) {
	for _, test := range []struct{ noColor, force, want string }{
		{"", "", "\n3 of 3 points\n"},
		{"", "1", "\n\x1b[1;32m3 of 3 points\x1b[m\n"},
		{"1", "1", "\n3 of 3 points\n"},
	} {
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("CLICOLOR_FORCE", test.force)
		t.Setenv("TERM", "xterm-256color")
		var b strings.Builder
		New(&b).Score(exercise.Score{Points: 3, Max: 3})
		if diff := cmp.Diff(test.want, b.String()); diff != "" {
			t.Errorf("NO_COLOR=%s CLICOLOR_FORCE=%s (-want +got):\n%s", test.noColor, test.force, diff)
		}
	}
}

func TestAReaderThatLeavesIsNoticed(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	p := New(w)
	p.Print("one")
	select {
	case <-Gone.Done():
		t.Fatal("the reader has gone, though it is there")
	default:
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	p.Print("two")
	p.Print("three") // it leaves but once
	select {
	case <-Gone.Done():
	default:
		t.Error("nobody noticed that the reader has gone")
	}
	if why := context.Cause(Gone); !errors.Is(why, syscall.EPIPE) {
		t.Errorf("the cause is %v, want %v", why, syscall.EPIPE)
	}
}
