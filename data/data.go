// Package data holds the users that the exercises start with: 1,000 of them, made up, in user_data.csv.
//
// The file is UTF-8 with a header, user_id,name,email,age, and one user a line, in no order. Some names have an
// apostrophe, some have letters beyond ASCII. It is compiled into the program, so that a program finds it from any
// folder.
//
// Package gen makes it, and makes larger ones like it; go generate ./data reproduces it byte for byte.
package data

import (
	_ "embed"
	"strings"
)

//go:generate go run ./gen -rows 1000 -seed 1 -o user_data.csv

//go:embed user_data.csv
var users string

// Open returns a reader of user_data.csv, at its start. Each call returns a new one, and nothing needs closing. Its Len
// says how many bytes are left to read.
func Open() *strings.Reader {
	return strings.NewReader(users)
}
