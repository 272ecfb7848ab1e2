package laws

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

// ranged is a generator of ids.
type ranged = func(context.Context, *sql.DB) iter.Seq2[string, error]

// streaming returns one that calls release at its end.
func streaming(release func(rows *sql.Rows, cancel func())) ranged {
	return func(ctx context.Context, db *sql.DB) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			ctx, cancel := context.WithCancel(ctx)
			rows, err := db.QueryContext(ctx, "SELECT user_id FROM user_data ORDER BY user_id")
			if err != nil {
				cancel()
				yield("", err)
				return
			}
			defer release(rows, cancel)
			for rows.Next() {
				var id string
				if err := rows.Scan(&id); err != nil {
					yield("", err)
					return
				}
				if !yield(id, nil) {
					return
				}
			}
		}
	}
}

// drop drops the connection, and so does not read the rest.
func drop(rows *sql.Rows, cancel func()) {
	cancel()
	rows.Close()
}

var ids = Generator[string]{
	Size:    1,
	From:    Rows(Users, Map(func(user seed.User) string { return user.ID })),
	Columns: []string{"user_id"},
}

// seenOf returns the events of a scene, a line each: from, to, text, the rows ahead, and what is open.
func seenOf(t *testing.T, g Generator[string], scene receipt.Scene) string {
	t.Helper()
	var events []receipt.Event
	g.showLoop(t, scene, func(seen receipt.Seen) {
		if e := seen.Event; e != nil {
			events = append(events[:min(len(events), e.Number-1)], *e)
		}
	})
	lanes := []string{"loop", "generator", "driver", "server"}
	var b strings.Builder
	for _, e := range events {
		if text := e.Text; e.From == receipt.Server { // which is more or less, as the reads of a socket are
			if e.Text = "some bytes"; strings.HasSuffix(text, "MB") {
				e.Text = "much"
			}
		}
		fmt.Fprintf(&b, "%s>%s %s, %d ahead, %d open\n", lanes[e.From], lanes[e.To], e.Text, e.Ahead(), e.Conns+e.Results)
	}
	return b.String()
}

const begin = `loop>generator range, 0 ahead, 0 open
driver>server connect, 0 ahead, 1 open
generator>server query "SELECT user_id FROM user_data ORDER BY user_id", 0 ahead, 1 open
server>driver some bytes, 0 ahead, 1 open
`

const oneRow = `driver>generator row 1, 1 ahead, 2 open
generator>loop yield value 1, 0 ahead, 2 open
`

func TestShowTellsALoopThatBreaks(t *testing.T) {
	for _, test := range []struct {
		name  string
		seq   ranged
		after string
	}{
		{
			"drops its connection",
			streaming(drop),
			begin + oneRow + `loop>generator break, 0 ahead, 2 open
generator>driver rows closed, 0 ahead, 1 open
driver>server connection closed, 0 ahead, 0 open
generator>loop return, 0 ahead, 0 open
loop>loop after the loop nothing is held, 0 ahead, 0 open
`,
		},
		{
			"reads the rest",
			streaming(func(rows *sql.Rows, _ func()) { rows.Close() }),
			begin + oneRow + `loop>generator break, 0 ahead, 2 open
server>driver much, 0 ahead, 2 open
generator>driver rows closed, 0 ahead, 1 open
generator>loop return, 0 ahead, 1 open
loop>loop after the loop nothing is held; its connection is back in the pool, 0 ahead, 1 open
`,
		},
		{
			"keeps its connection",
			streaming(func(*sql.Rows, func()) {}),
			begin + oneRow + `loop>generator break, 0 ahead, 2 open
generator>loop return, 0 ahead, 2 open
loop>loop after the loop it still holds 1 open result set(s), 1 connection(s) in use, 0 ahead, 2 open
`,
		},
		{
			"loads all first",
			ids.everything,
			begin + `driver>generator rows 1 to 40000, 40000 ahead, 2 open
driver>generator no more rows, 40000 ahead, 2 open
generator>driver rows closed, 40000 ahead, 1 open
generator>loop yield value 1, 39999 ahead, 1 open
loop>generator break, 39999 ahead, 1 open
generator>loop return, 39999 ahead, 1 open
loop>loop after the loop nothing is held; its connection is back in the pool, 39999 ahead, 1 open
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := ids
			g.Range = test.seq
			got := seenOf(t, g, receipt.Scene{Rows: 40_000, Break: 1})
			if diff := cmp.Diff(test.after, got); diff != "" {
				t.Errorf("what is told (-want +got):\n%s", diff)
			}
		})
	}
}

func TestShowTellsALoopToTheEnd(t *testing.T) {
	g := ids
	g.Range = streaming(drop)
	want := strings.Replace(begin, "server>driver some bytes, 0 ahead, 1 open\n", "", 1) + oneRow +
		`loop>generator go on, 0 ahead, 2 open
driver>generator no more rows, 0 ahead, 2 open
generator>driver rows closed, 0 ahead, 1 open
generator>loop return, 0 ahead, 1 open
loop>loop after the loop nothing is held; its connection is back in the pool, 0 ahead, 1 open
`
	if diff := cmp.Diff(want, seenOf(t, g, receipt.Scene{Rows: 1})); diff != "" {
		t.Errorf("what is told (-want +got):\n%s", diff)
	}
}

func TestShowTellsAnErrorAndALoopWithoutAnEnd(t *testing.T) {
	g := ids
	g.Range = func(context.Context, *sql.DB) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			for yield("", fmt.Errorf("no luck")) {
			}
		}
	}
	got := seenOf(t, g, receipt.Scene{Rows: 1})
	if n := strings.Count(got, "\n"); n > 500 {
		t.Errorf("%d events of a loop over one row", n)
	}
	for _, want := range []string{
		`generator>loop yield the error "no luck", 0 ahead, 0 open`,
		`loop>generator break: more values than the table has rows, 0 ahead, 0 open`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("what is told lacks %q:\n%s", want, got)
		}
	}
}

func TestGrowthIsFlatForAGeneratorAndNotForASlice(t *testing.T) {
	grown := func(way growing[string], rows int) (m receipt.Growth) {
		db := ids.From.shown(t, rows).Database
		way.on(t, db, rows, time.Minute, func(seen receipt.Seen) { m = *seen.Growth })
		return m
	}
	generator := growing[string]{
		seq:      streaming(drop),
		thousand: 1000,
	}
	slice := growing[string]{seq: ids.everything, slice: true}
	few, many := grown(generator, 1000), grown(generator, 100_000)
	if many.Memory > few.Memory+100_000 || many.Break > few.Break+100_000 || many.Read != 100_000 {
		t.Errorf("a generator grew from %+v to %+v", few, many)
	}
	few, many = grown(slice, 1000), grown(slice, 100_000)
	if few.Memory == 0 || many.Memory < 20*few.Memory || many.Break < 50*few.Break || many.First <= few.First {
		t.Errorf("a slice grew from %+v only to %+v", few, many)
	}
}

func TestValuesThatAreYieldedTogetherShareTheirRows(t *testing.T) {
	steps := []step[string]{{rows: 4}, {rows: 4}, {rows: 8}, {rows: 8}, {rows: 10}}
	if diff := cmp.Diff([]int{0, 2, 4, 6, 8, 10}, shares(slices.Values(steps))); diff != "" {
		t.Errorf("shares (-want +got):\n%s", diff)
	}
}
