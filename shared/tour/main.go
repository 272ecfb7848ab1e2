// Tour shows how a generator and the loop over it take turns. README.md in this folder explains what it prints.
//
//	go run ./shared/tour
//
// Change the loop, and run it again: take the break away, or range twice over the same generator.
package main

import "fmt"

func main() {
	numbers := LoudCountTo(1_000_000)
	fmt.Println("main:      has a generator, and nothing has happened yet")
	for n := range numbers {
		fmt.Println("loop:      has", n)
		if n == 2 {
			break
		}
	}
	fmt.Println("main:      is after the loop")
}
