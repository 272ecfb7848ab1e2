package mysqltest

import (
	"os"
	"testing"

	"example.com/generators/shared/receipt"
)

// Main is the TestMain of a package that asks for databases: it runs the tests and then lets go of the server.
func Main(m *testing.M) {
	// A table that can only be read is for programs: the tests, and the programs that they run, never see it.
	if err := os.Setenv("EMBEDDED_USERS", ""); err != nil {
		panic(err) // no name or value has a NUL in it
	}
	code := receipt.Main(m)
	for _, clean := range cleanups {
		clean()
	}
	os.Exit(code)
}

// cleanups are run after the last test.
var cleanups []func()
