package main_test

import "fmt"

// The mistake is here on purpose. The yield analyzer of gopls, which looks for it, skips packages that do not import
// iter, such as this one.
func Example_ignoredYield() {
	numbers := func(yield func(int) bool) {
		yield(1)
		yield(2) // also when the first call has returned false
	}
	defer func() { fmt.Println("panic:", recover()) }()
	for n := range numbers {
		fmt.Println(n)
		break
	}
	// Output:
	// 1
	// panic: runtime error: range function continued iteration after function for loop body returned false
}
