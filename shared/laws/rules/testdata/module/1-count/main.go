package main

import (
	"context"
	"os"
)

func init() {} // the rules are for the student's files only

func main() {
	for range Ages(context.Background(), nil) {
		for {
			os.Exit(0)
		}
	}
}

// most is given.
var most = 3
