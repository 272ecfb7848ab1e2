package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot/vg"
)

const lines = `toolchain: go1.25.0
server: 11.4
goos: linux
cpu: a slow one
mysqltest: the tests run on a container
BenchmarkStreamUsers/rows=1000/measure=speed/round=1/method=generator-4  10  1000 ns/op  90 rows/s
BenchmarkStreamUsers/rows=1000/measure=speed/round=1/method=plain_loop-4  10  1000 ns/op  100 rows/s
BenchmarkStreamUsers/rows=1000/measure=speed/round=2/method=plain_loop-4  10  1000 ns/op  10 rows/s
BenchmarkStreamUsers/rows=1000/measure=speed/round=2/method=generator-4  10  3000 ns/op  8 rows/s
BenchmarkStreamUsers/rows=1000/measure=speed/round=3/method=generator-4  10  2000 ns/op  7 rows/s
BenchmarkStreamUsers/rows=1000/measure=speed/round=3/method=plain_loop-4  10  1000 ns/op  10 rows/s
BenchmarkStreamUsers/rows=10000/measure=memory/round=1/method=generator-4  10  1000 ns/op  64 peak-heap-B
BenchmarkInsertData/rows=1000/measure=program/method=all-4  10  1000 ns/op  5000 peak-rss-B
BenchmarkStreamUsers/rows=1000000/measure=program/round=1/method=all-4  1  1000 ns/op  11200000 peak-rss-B
BenchmarkStreamUsers/rows=10000000/measure=program/round=1/method=all-4  1  1000 ns/op  13400000 peak-rss-B
BenchmarkStreamUserAges/rows=1000000/measure=program/round=1/method=all-4  1  1000 ns/op  9500000 peak-rss-B
BenchmarkLazyPaginate/rows=1000/measure=page/depth=500/round=1/method=key-4  1  10 ns/op  1.5 page-ms
BenchmarkOfSomebodyElse/rows=7-4  1  10 ns/op
PASS
`

func TestResults(t *testing.T) {
	all, err := read(strings.NewReader(lines), "lines")
	if err != nil {
		t.Fatal(err)
	}
	if all.rounds != 3 || all.cpus != 4 || all.machine["toolchain"] != "go1.25.0" || all.machine["cpu"] != "a slow one" {
		t.Errorf("%d rounds on %d cores of %v", all.rounds, all.cpus, all.machine)
	}
	speed := key{benchmark: "StreamUsers", measure: "speed", method: "generator", rows: 1000}
	loop := speed
	loop.method = "plain_loop"
	is := func(what string, got float64, ok bool, want float64) {
		t.Helper()
		if !ok || math.Abs(got-want) > want/1e9 {
			t.Errorf("%s = %v, %t, want %v", what, got, ok, want)
		}
	}
	got, ok := all.at(speed, "rows/s")
	is("the median of three rounds", got, ok, 8)
	got, ok = all.at(speed, "sec/op")
	is("the median time", got, ok, 2e-6)
	got, ok = median(all.ratios(speed, loop, "rows/s"))
	is("the median of the ratios in each round", got, ok, 0.8)
	got, ok = all.at(key{benchmark: "InsertData", measure: "program", method: "all", rows: 1000}, "peak-rss-B")
	is("a number without rounds", got, ok, 5000)
	got, ok = all.at(key{benchmark: "LazyPaginate", measure: "page", method: "key", rows: 1000, depth: 500}, "page-ms")
	is("the time of a page", got, ok, 1.5)
	if _, ok := all.at(speed, "peak-heap-B"); ok {
		t.Error("there is a number that nobody measured")
	}
	if diff := cmp.Diff([]string{"generator", "plain_loop"}, all.methods("StreamUsers")); diff != "" {
		t.Errorf("methods (-want +got):\n%s", diff)
	}
	memory := key{benchmark: "StreamUsers", measure: "memory", method: "generator"}
	if diff := cmp.Diff([]int{10000}, all.rows(memory)); diff != "" {
		t.Errorf("sizes (-want +got):\n%s", diff)
	}
}

func TestReadRejects(t *testing.T) {
	for text, want := range map[string]string{
		"PASS\n": "lines has no benchmarks in it",
		"BenchmarkX/rows=many/measure=speed/method=m  1  10 ns/op\n":  `lines:1: strconv.Atoi: parsing "many"`,
		"BenchmarkX/rows=1000/measure=speed/method=m  1  ten ns/op\n": "lines:1: ",
	} {
		if _, err := read(strings.NewReader(text), "lines"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("read(%q): error %v, want %q", text, err, want)
		}
	}
}

func TestTables(t *testing.T) {
	all, err := read(strings.NewReader(lines), "lines")
	if err != nil {
		t.Fatal(err)
	}
	got := tables(all)
	for _, want := range []string{
		"a slow one, 4 cores, linux/; go1.25.0, 11.4; 3 rounds. Medians.\n",
		"| ratio | goal | 1,000 |\n| --- | ---: | ---: |\n" +
			"| speed: `StreamUsers` to a plain loop | at least 0.97 | 0.80 (0.70 to 0.90) |\n",
		"Most resident memory:\n\n| program | goal | 1,000,000 | 10,000,000 | more |\n| --- | ---: | ---: | ---: | ---: |\n" +
			"| 1-stream_users | at most 20 MB, and 2 MB more | 11 MB | 13 MB | +2.2 MB |\n\n",
		"StreamUsers, 1,000 rows:\n\n| method | rows a second |\n| --- | ---: |\n| generator | 8 |\n| plain_loop | 10 |\n",
		"Programs:\n\n| program | rows | time | most resident memory |\n| --- | ---: | ---: | ---: |\n" +
			"| 0-seed | 1,000 | 1.0 µs | 5 kB |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the tables are\n%s\nwithout\n%s", got, want)
		}
	}
}

// What the pages show is made from the file beside them, and the same each time: nobody typed a number.
func TestPagesAreMadeFromBenchTxt(t *testing.T) {
	const folder = ".."
	page, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(page), begin)
	_, after, _ := strings.Cut(rest, end)
	dir := t.TempDir()
	copied := filepath.Join(dir, "README.md")
	if err := os.WriteFile(copied, []byte(before+begin+"old\n"+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	if err := run(filepath.Join(folder, "bench.txt"), dir, copied, nil, &stderr); err != nil || stderr.Len() > 0 {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	names := []string{"README.md"}
	for _, picture := range pictures {
		names = append(names, picture.name)
	}
	for _, name := range names {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("shared/bench/%s is not what bench.txt says (error %v): "+
				"go run ./shared/bench/plot -page shared/bench/README.md shared/bench/bench.txt", name, err)
		}
	}
}

func TestFillWantsItsMarks(t *testing.T) {
	page := filepath.Join(t.TempDir(), "README.md")
	for _, text := range []string{"", begin, end + begin} {
		if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := fill(page, "tables"); err == nil {
			t.Errorf("a page of %q was filled", text)
		}
	}
}

// Some machines have only fonts that are a fifth wider than those that the pictures are made for.
func TestTitlesFit(t *testing.T) {
	file, err := os.Open(filepath.Join("..", "bench.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := read(file, "bench.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range pictures {
		drawn := picture.draw(all)
		for text, width := range map[string]vg.Length{
			drawn.title:    titleStyle().Width(drawn.title),
			drawn.subtitle: style(12, grey).Width(drawn.subtitle),
		} {
			if text == "" || width*1.2 > 720-2*margin {
				t.Errorf("%s: %q is %.0f points wide", picture.name, text, width)
			}
		}
	}
}

func TestPicturesWithoutNumbers(t *testing.T) {
	all, err := read(strings.NewReader(lines), "lines")
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range pictures {
		if picture.name != "pages.svg" && picture.draw(all) != nil {
			t.Errorf("%s was drawn from nothing", picture.name)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{count(0), "0"},
		{count(999), "999"},
		{count(1_000_000), "1,000,000"},
		{rate(1_234_567), "1,230,000"},
		{rate(999_999), "1,000,000"},
		{rate(12.34), "12"},
		{size(1500), "1.5 kB"},
		{size(999_999), "1.0 MB"},
		{size(15_900_000), "16 MB"},
		{duration(0.0375), "38 µs"},
		{duration(1.5), "1.5 ms"},
		{duration(1000), "1 s"},
		{digits(8.913), "8.9"},
		{digits(252.3), "252"},
		{digits(0.0051), "0.005"},
		{digits(0.5), "0.50"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
