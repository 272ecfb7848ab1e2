// Package receipt is the agreement between a test binary and the runner that starts it: what the runner tells the binary
// in the environment, and what the binary leaves behind after its last test.
package receipt

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"
)

// The variables that a runner sets. Main takes all but Overlay out of the environment before the first test.
const (
	File    = "WORKBOOK_RECEIPT" // where the receipt goes
	Nonce   = "WORKBOOK_NONCE"   // what makes it this run's
	Memory  = "WORKBOOK_MEMORY"  // the most bytes that the Go runtime may use; 0 for any
	Overlay = "WORKBOOK_OVERLAY" // the file of the go command's overlay that the binary was built with
)

// ServerReady begins the line that says that the tests' database server runs, and on what. Until then a runner is patient.
const ServerReady = "mysqltest: the tests run on "

// OutOfMemory is the exit code of a binary that used more than Memory.
const OutOfMemory = 97

// Receipt says that all tests ran.
type Receipt struct {
	Nonce    string `json:"nonce"`
	ExitCode int    `json:"exit_code"` // of the tests: 0 if all passed
}

// Main runs the tests, and leaves a receipt if a runner asked for one. It returns the exit code.
func Main(m *testing.M) int {
	file, nonce := take(File), take(Nonce)
	if most, _ := strconv.ParseUint(take(Memory), 10, 64); most > 0 {
		go watchMemory(most)
	}
	code := m.Run()
	if file == "" {
		return code
	}
	text, err := json.Marshal(Receipt{nonce, code})
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "write the receipt:", err)
		return 1
	}
	return code
}

// take returns a variable and removes it.
func take(name string) string {
	value := os.Getenv(name)
	if err := os.Unsetenv(name); err != nil {
		return ""
	}
	return value
}

// watchMemory ends the process when the Go runtime uses more than most bytes.
func watchMemory(most uint64) {
	used := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for range time.Tick(10 * time.Millisecond) {
		metrics.Read(used)
		if used[0].Value.Uint64()+used[1].Value.Uint64() > most {
			os.Exit(OutOfMemory)
		}
	}
}
