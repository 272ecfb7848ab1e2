package callers

import (
	"bytes"
	. "log"
	. "os"
)

func dotted(line *bytes.Buffer) {
	New(Stderr, "users: ", Lshortfile).Println("no users")
	SetOutput(Writer())
	New(line, "users: ", Lshortfile).Println("no users") // want `a use of New of package log`
}
