package main

import (
	"fmt"
	"iter"
	"os"
	"regexp"
	"strings"
	"testing"
)

func Example_byHand() {
	printNumber := func(n int) bool {
		fmt.Println(n)
		return true
	}
	numbers := CountTo(3)
	numbers(printNumber)
	// Output:
	// 1
	// 2
	// 3
}

func Example_range() {
	for n := range CountTo(3) {
		fmt.Println(n)
	}
	// Output:
	// 1
	// 2
	// 3
}

func Example_takingTurns() {
	main()
	// Output:
	// main:      has a generator, and nothing has happened yet
	// generator: begins
	// generator: yields 1
	// loop:      has 1
	// generator: yields 2
	// loop:      has 2
	// generator: yield returned false
	// generator: ends
	// main:      is after the loop
}

func Example_pairs() {
	for n, err := range Numbers("10 20 thirty 40") {
		if err != nil {
			fmt.Println("error:", err)
			break
		}
		fmt.Println(n)
	}
	// Output:
	// 10
	// 20
	// error: read number: strconv.Atoi: parsing "thirty": invalid syntax
}

func Example_droppedError() {
	sum := 0
	for n := range Numbers("10 20 thirty 40") {
		sum += n
	}
	fmt.Println("sum:", sum)
	// Output:
	// sum: 30
}

func Example_generatorOverGenerator() {
	for n := range Even(LoudCountTo(1_000_000)) {
		fmt.Println("loop:      has", n)
		break
	}
	// Output:
	// generator: begins
	// generator: yields 1
	// generator: yields 2
	// loop:      has 2
	// generator: yield returned false
	// generator: ends
}

func Example_pull() {
	next, stop := iter.Pull(LoudCountTo(1_000_000))
	defer stop()

	n, ok := next()
	fmt.Println("main:      has", n, ok)
	n, ok = next()
	fmt.Println("main:      has", n, ok)
	// Output:
	// generator: begins
	// generator: yields 1
	// main:      has 1 true
	// generator: yields 2
	// main:      has 2 true
	// generator: yield returned false
	// generator: ends
}

// block is code or output on a page, in a fence that says which.
var block = regexp.MustCompile("(?s)```(go|text)\n(.*?)```\n")

// TestThePageShowsThisCode compares README.md with these files, so that its code compiles and its output is real.
func TestThePageShowsThisCode(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var code string
	for _, file := range []string{"main.go", "generators.go", "tour_test.go", "wrong_test.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code += string(text)
	}
	found := block.FindAllStringSubmatch(string(page), -1)
	if len(found) == 0 {
		t.Fatal("README.md shows no code")
	}
	for _, match := range found {
		language, shown := match[1], match[2]
		if language == "text" { // all that an example printed, as its last comment has it
			shown = indent("// Output:\n"+indent(shown, "// "), "\t") + "}\n"
		}
		if !strings.Contains(code, shown) && !strings.Contains(code, indent(shown, "\t")) {
			t.Errorf("README.md shows this, and no file of this folder has it:\n%s", shown)
		}
	}
}

// indent returns text with prefix before each line that is not empty.
func indent(text, prefix string) string {
	return regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(text, prefix+"$1")
}
