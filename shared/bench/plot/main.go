// Plot turns what the benchmarks print into pictures and tables.
//
//	go run ./shared/bench/plot bench.txt                                  pictures into shared/bench, tables on stdout
//
// go run ./shared/bench/plot -o DIR -page shared/bench/README.md bench.txt the tables into that page, between its two
// marks
//
// It draws the pictures for which bench.txt has the numbers. The same file gives the same bytes.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("o", filepath.Join("shared", "bench"), "the `folder` for the pictures")
	page := flag.String("page", "", "the Markdown `file` to put the tables into (default: print them)")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr,
			"Usage: plot [-o folder] [-page file] bench.txt\n\nTurns what the benchmarks print into pictures and tables.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *dir, *page, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "plot:", err)
		os.Exit(1)
	}
}

func run(file, dir, page string, stdout, stderr io.Writer) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	results, err := read(bytes.NewReader(text), filepath.Base(file))
	if err != nil {
		return err
	}
	for _, picture := range pictures {
		drawn := picture.draw(results)
		if drawn == nil {
			fmt.Fprintf(stderr, "plot: %s has no numbers for %s\n", file, picture.name)
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, picture.name), drawn.svg(), 0o644); err != nil {
			return err
		}
	}
	if page == "" {
		_, err = io.WriteString(stdout, tables(results))
		return err
	}
	return fill(page, tables(results))
}

// The marks in a page, between which the tables are.
const (
	begin = "<!-- made by shared/bench/plot: begin -->\n"
	end   = "<!-- made by shared/bench/plot: end -->\n"
)

// fill puts tables into a page.
func fill(page, tables string) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(text, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !found || !ended {
		return errors.New(page + " has no marks for the tables: " + begin + end)
	}
	filled := string(before) + begin + "\n" + tables + "\n" + end + string(after)
	return os.WriteFile(page, []byte(filled), 0o644)
}
