package show

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/terminal"

	"github.com/google/go-cmp/cmp"
)

// example returns a picture of a generator that keeps its connection, heard as a test binary tells of it.
func example() *Picture {
	p := &Picture{Exercise: "Stream users", Generator: "StreamUsers", Page: "1-stream_users/README.md"}
	test := "TestStreamUsers/" + receipt.ShowBreak
	p.Hear(test, receipt.Seen{Scene: &receipt.Scene{Rows: 20_000, Break: 1}})
	for i, e := range []receipt.Event{
		{From: receipt.Loop, To: receipt.Generator, Text: "range"},
		{From: receipt.Driver, To: receipt.Server, Text: "connect", Conns: 1, Bytes: 100},
		{From: receipt.Generator, To: receipt.Server, Text: "query <b>&", Conns: 1, Bytes: 100},
		{From: receipt.Driver, To: receipt.Generator, Text: "row 1", Read: 1, Conns: 1, Results: 1, Bytes: 4100},
		{
			From: receipt.Generator, To: receipt.Loop, Text: "yield value 1",
			Read: 1, Yielded: 1, Conns: 1, Results: 1, Bytes: 4100,
		},
		{Text: "it still holds rows", Bad: true, Read: 1, Yielded: 1, Conns: 1, Results: 1, Bytes: 4100},
	} {
		e.Number = i + 1
		p.Hear(test, receipt.Seen{Event: &receipt.Event{Number: e.Number, Text: "the same, before it went on"}})
		p.Hear(test, receipt.Seen{Event: &e})
	}
	for _, g := range []receipt.Growth{
		{Slice: true, Rows: 1000, First: 4 * time.Millisecond, Break: 80_000, Memory: 160_000, Read: 1000},
		{Rows: 1000, First: 2 * time.Millisecond, Break: 4000, Memory: 24_000, Read: 1000},
		{Slice: true, Rows: 10_000, First: 40 * time.Millisecond, Break: 800_000, Memory: 1_600_000, Read: 10_000},
		{Rows: 10_000, First: 2 * time.Millisecond, Break: 4000, Memory: 24_000, Read: 7000, Late: true},
	} {
		p.Hear("TestStreamUsers/"+receipt.ShowGrowth, receipt.Seen{Growth: &g})
	}
	return p
}

// drawn returns what is drawn on a terminal so wide; 0 is a pipe.
func drawn(width int, draw func(*terminal.Printer)) string {
	var b strings.Builder
	draw(terminal.Wide(&b, width))
	return b.String()
}

func TestAPipeGetsASentenceForEachEvent(t *testing.T) {
	const want = `
A loop that breaks at value 1, on a table of 20,000 rows
  loop → generator: range  [read 0, ahead 0, wire 0 B, open -]
  driver → server: connect  [wire 100 B, open conn]
  generator → server: query <b>&
  driver → generator: row 1  [read 1, ahead 1, wire 4.1 KB, open conn, rows]
  generator → loop: yield value 1  [ahead 0]
  it still holds rows
`
	if diff := cmp.Diff(want, drawn(0, example().DrawScenes)); diff != "" {
		t.Errorf("the scenes (-want +got):\n%s", diff)
	}
}

func TestAWideTerminalGetsLanes(t *testing.T) {
	want := []string{
		"",
		"A loop that breaks at value 1, on a table of 20,000 rows",
		"loop               generator             driver               server   read  ahead    wire  open",
		"  │─────────── range ─▶│                    │                    │        0      0     0 B  -",
		"  │                    │                    │───────── connect ─▶│        0      0   100 B  conn",
		"  │                    │─────────────────────────── query <b>& ─▶│        0      0   100 B  conn",
		"  │                    │◀─ row 1 ───────────│                    │        1      1  4.1 KB  conn, rows",
		"  │◀─ yield value 1 ───│                    │                    │        1      0  4.1 KB  conn, rows",
		"it still holds rows",
		"",
	}
	got := strings.Split(drawn(104, example().DrawScenes), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the scenes (-want +got):\n%s", diff)
	}
	for _, width := range []int{100, 104, 140, 200} {
		for line := range strings.Lines(drawn(width, example().DrawScenes)) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > width {
				t.Errorf("on %d columns, a line has %d: %s", width, n, line)
			}
		}
	}
}

func TestAnArrowIsAsWideAsItsRoom(t *testing.T) {
	for _, text := range []string{"", "go on", "a query that is longer than there is room for"} {
		for _, back := range []bool{false, true} {
			if got := arrowOf(text, 24, back); len([]rune(got)) != 24 {
				t.Errorf("arrowOf(%q, 24, %t) is %d wide: %s", text, back, len([]rune(got)), got)
			}
		}
	}
}

func TestGrowthIsABarForEachTableAndWay(t *testing.T) {
	const want = `
The same code on larger tables, next to everything in a slice
The scale is logarithmic: a step of the same length is always ten times as much.

Memory in use, at most
  StreamUsers
      1,000 rows  █████▏ 24 KB
     10,000 rows  █████▏ 24 KB
  everything into a slice
      1,000 rows  ████████████████ 160 KB
     10,000 rows  █████████████████████████████▍ 1.6 MB
`
	got := drawn(0, example().DrawGrowth)
	got = got[:min(len(got), len(want))]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the memory (-want +got):\n%s", diff)
	}
	note := "On 10,000 rows, StreamUsers came to about row 7,000 in the time there was."
	if diff := cmp.Diff([]string{note}, example().Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	p := Picture{Generator: "StreamUsers", Growth: []receipt.Growth{{Rows: 1000, First: 1, Read: 150}}}
	if diff := cmp.Diff([]string{"On 1,000 rows, StreamUsers ended by itself at about row 150."}, p.Notes()); diff != "" {
		t.Errorf("notes on one that ends too early (-want +got):\n%s", diff)
	}
}

func TestHowItStoppedIsSaid(t *testing.T) {
	for _, test := range []struct {
		check runner.Check
		want  string
	}{
		{runner.Check{Status: runner.Passed}, ""},
		{runner.Check{Status: runner.TimedOut, Ended: "stopped after 8s without an end"}, "stopped after 8s without an end"},
		{
			runner.Check{Status: runner.Failed, Failures: []receipt.Failure{{Want: "no panic", Got: "panic: \x1b[31mno\nluck"}}},
			"panic: [31mno luck",
		},
		{
			runner.Check{Status: runner.Failed, Ended: "panic: exercise 1 is not written yet: see there"},
			"StreamUsers is not written yet: the task is in 1-stream_users/README.md",
		},
		{runner.Check{Status: runner.NotRun}, "it was not seen: not run"},
	} {
		test.check.Test = "TestStreamUsers/" + receipt.ShowEnd
		p := example()
		p.Close(runner.Result{Checks: []runner.Check{test.check}})
		if p.End.Ended != test.want {
			t.Errorf("after %+v it stopped with %q, want %q", test.check, p.End.Ended, test.want)
		}
	}
}

func TestWhatATestBinaryMakesUpDoesNoHarm(t *testing.T) {
	p := example()
	test := "TestStreamUsers/" + receipt.ShowEnd
	for i := range 10_000 {
		p.Hear(test, receipt.Seen{Event: &receipt.Event{Number: i + 1, To: receipt.Generator, Text: "\x1b]0;x\arange\nmore"}})
		p.Hear(test, receipt.Seen{Growth: &receipt.Growth{Rows: -1, Memory: 5}})
	}
	if n := len(p.Growth); n != 4 {
		t.Errorf("%d measurements, want the 4 of tables that can be", n)
	}
	for range 10_000 {
		p.Hear(test, receipt.Seen{Growth: &receipt.Growth{Rows: 1, Memory: -5, Break: 7}})
	}
	p.Hear(test, receipt.Seen{Event: &receipt.Event{From: 17, To: -3}})
	p.Hear("TestOther/other", receipt.Seen{Event: &receipt.Event{}})
	p.Hear(test, receipt.Seen{})
	text := drawn(120, p.DrawScenes) + drawn(120, p.DrawGrowth)
	if lines := strings.Count(text, "\n"); lines > 300 || strings.ContainsAny(text, "\x1b\a") {
		t.Errorf("%d lines are drawn:\n%.2000q", lines, text)
	}
	if n := len(p.HTML()); n > 1<<20 {
		t.Errorf("the page has %d bytes", n)
	}
}

func TestThePageHasEveryEventAndNumber(t *testing.T) {
	page := example().HTML()
	var events []string
	in := xml.NewDecoder(bytes.NewReader(page))
	in.Strict, in.AutoClose, in.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for inEvent := false; ; {
		token, err := in.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "li" {
				inEvent, events = true, append(events, "")
			}
			for _, a := range token.Attr {
				if a.Name.Local == "src" || a.Name.Local == "href" {
					t.Errorf("the page asks for %s", a.Value)
				}
			}
		case xml.EndElement:
			inEvent = inEvent && token.Name.Local != "li"
		case xml.CharData:
			if inEvent {
				events[len(events)-1] += string(token)
			}
		}
	}
	want := []string{
		"loop to generator: range", "driver to server: connect", "generator to server: query <b>&",
		"driver to generator: row 1", "generator to loop: yield value 1", "it still holds rows",
	}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events of the page (-want +got):\n%s", diff)
	}
	for i, svg := range strings.Split(string(page), "<svg ")[1:] {
		svg = "<svg " + svg[:strings.Index(svg, "</svg>")] + "</svg>"
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("plot %d: %v", i, err)
		}
		if n := strings.Count(svg, "<circle "); n != 4 {
			t.Errorf("plot %d has %d points, want 4", i, n)
		}
	}
	for _, number := range []string{"1.6 MB", "160 KB", "24 KB", "40 ms", "came to about row 7,000"} {
		if !bytes.Contains(page, []byte(number)) {
			t.Errorf("the page lacks %s", number)
		}
	}
}
