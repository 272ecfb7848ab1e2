package grade

import (
	"os"
	"testing"

	"example.com/generators/shared/workbook/sandbox"
)

// The test binary is also what starts programs in a box, and a child of the grader.
func TestMain(m *testing.M) {
	sandbox.Main()
	Main()
	os.Exit(m.Run())
}
