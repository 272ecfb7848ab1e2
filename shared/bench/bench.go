// Package bench measures what a generator costs, beside other ways to get the same rows: the loop over sql.Rows that
// everybody could write, a slice of everything, and what students choose instead. It needs a real server:
//
//	go test -run '^$' -bench . ./1-stream_users
//
// WORKBOOK_BENCH_ROWS is the size of the largest table, by default 100,000; the smaller ones are the powers of ten from
// 1,000. WORKBOOK_BENCH_ROUNDS is how often each way has its turn, by default 3. README.md says what is measured.
package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"

	"example.com/generators/shared/mysqltest"
)

// Suite is what is measured of one exercise.
type Suite struct {
	Methods  []Method  // ways to get the same rows, the exercise's own first
	Pages    []Page    // ways to get one page, or none
	Programs []Program // runs of the exercise's program
}

// mostCompared is the size of the largest table on which methods are compared: more rows are more of the same, and
// loading them all would take gigabytes. Programs, whose memory may not grow, have larger ones too.
const mostCompared = 1_000_000

// Run runs the benchmarks of the suite, on a table of each size. All that share a table and a round run one after the
// other, so that a slow moment of the machine hits all alike and their ratio can be trusted.
func (s Suite) Run(b *testing.B) {
	describe(b)
	sizes := sizes(b)
	for _, size := range sizes {
		b.Run(fmt.Sprintf("rows=%d", size), func(b *testing.B) {
			t := newTable(b, size)
			if size <= mostCompared {
				t.compare(b, "speed", s.Methods, t.speed)
				t.compare(b, "break", s.Methods, t.breakOff)
				t.compare(b, "memory", s.Methods, t.memory)
			}
			if size == min(sizes[len(sizes)-1], mostCompared) {
				t.pages(b, s.Pages)
			}
			t.programs(b, s.Programs)
		})
	}
}

// describe says what the machine's own lines leave out, as lines of the benchmark format. It skips the benchmark on the
// embedded server.
func describe(b *testing.B) {
	b.Helper()
	mysqltest.Require(b, "the embedded one is for small data, and not for measurements")
	var version string
	if err := mysqltest.New(b).QueryRowContext(b.Context(), "SELECT VERSION()").Scan(&version); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("toolchain: %s\nserver: %s\n", runtime.Version(), version)
}

// compare runs measure for each method, in rounds.
func (t *table) compare(b *testing.B, name string, methods []Method, measure func(*testing.B, Method)) {
	b.Run("measure="+name, func(b *testing.B) {
		inRounds(b, t.rows, len(methods), func(b *testing.B, i int) {
			m := methods[i]
			if m.Most > 0 && t.rows > m.Most {
				return
			}
			b.Run("method="+m.Name, func(b *testing.B) { measure(b, m) })
		})
	})
}

// inRounds calls run for each number below n, in as many rounds as are asked for; on a table that is larger than
// methods are compared on in one, which takes minutes. Each round begins with another one, so that nobody always comes
// after the same neighbour.
func inRounds(b *testing.B, rows, n int, run func(b *testing.B, i int)) {
	rounds := setting(b, "WORKBOOK_BENCH_ROUNDS", 3)
	if rows > mostCompared {
		rounds = 1
	}
	for round := range rounds {
		b.Run(fmt.Sprintf("round=%d", round+1), func(b *testing.B) {
			for i := range n {
				run(b, (i+round)%n)
			}
		})
	}
}

// sizes returns how many rows the tables have, from small to large.
func sizes(b *testing.B) []int {
	b.Helper()
	largest := setting(b, "WORKBOOK_BENCH_ROWS", 100_000)
	var sizes []int
	for size := 1000; size <= largest; size *= 10 {
		sizes = append(sizes, size)
	}
	if len(sizes) == 0 {
		b.Fatalf("WORKBOOK_BENCH_ROWS=%d: want at least 1000", largest)
	}
	return sizes
}

// setting returns the whole number above 0 that a variable is set to.
func setting(b *testing.B, name string, otherwise int) int {
	b.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 {
		b.Fatalf("%s=%q: want a whole number above 0", name, text)
	}
	return number
}
