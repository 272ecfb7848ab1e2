package mysqltest

import (
	"os"
	"testing"

	"example.com/generators/shared/receipt"
)

// Main is the TestMain of a package that asks for databases: it runs the tests and then lets go of the server.
func Main(m *testing.M) {
	code := receipt.Main(m)
	for _, clean := range cleanups {
		clean()
	}
	os.Exit(code)
}

// cleanups are run after the last test.
var cleanups []func()
