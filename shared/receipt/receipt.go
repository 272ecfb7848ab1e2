// Package receipt is the agreement between a test binary and the runner that starts it: what the runner tells the
// binary in the environment, and what the binary tells the runner.
//
// The word of the testing package goes over a channel of its own, a pipe that the code under test does not know and
// that no process it starts inherits. What that code prints goes to standard output as ever, and is never taken for a
// verdict. Over the same channel goes what a check says of its failure, as a value: see [Fail].
package receipt

import (
	"fmt"
	"os"
	"runtime/metrics"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// TestServer is the variable by which people too say on which kind of server the tests run: see package mysqltest.
// OnEmbedded asks for the embedded one.
const (
	TestServer = "WORKBOOK_TEST_SERVER"
	OnEmbedded = TestServer + "=embedded"
)

// The variables that a runner sets. Main takes all but Overlay and Program out of the environment before the first
// test.
const (
	// The number of the channel's file descriptor, or the path of its socket; unset for standard output.
	Channel = "WORKBOOK_CHANNEL"

	Nonce   = "WORKBOOK_NONCE"   // what makes a message this run's; unset where nobody listens
	Memory  = "WORKBOOK_MEMORY"  // the most bytes that the Go runtime may use; 0 for any
	Overlay = "WORKBOOK_OVERLAY" // the file of the go command's overlay that the binary was built with
	Seed    = "WORKBOOK_SEED"    // what the tests draw their data from; 0 or unset for the data that everybody may see
	Brief   = "WORKBOOK_BRIEF"   // which tables need not be as long as for a verdict: see IsBrief
	Program = "WORKBOOK_PROGRAM" // a binary that can be the exercise's program: see RunProgram. It may be this one

	// Where the program's author is not trusted, the JSON of a command that starts it: see [Launcher].
	Start = "WORKBOOK_LAUNCHER"
)

// Launcher is a command that starts a program for a test: Path with the arguments Args, then --show and its path for
// each file or socket that the program needs, and after -- the program's path, its name and its arguments.
type Launcher struct {
	Path string
	Args []string // from the name on

	Relays bool // it passes on what the program prints, which then does not see its reader go
}

// ServerReady begins the line that says that the tests' database server runs, and on what. Until then a runner is
// patient.
const ServerReady = "mysqltest: the tests run on "

// EmbeddedServer ends that line where the server is the embedded one.
const EmbeddedServer = "the embedded server"

// NoServer begins what a test says that has no database server, and says nothing of the code under test then.
const NoServer = "no database server for the tests: "

// OutOfMemory is the exit code of a binary that used more than Memory.
const OutOfMemory = 97

// NoBox is the exit code of a launcher that was not able to confine a binary, and did not start it.
const NoBox = 126

// FirstTest is a test that a runner adds to the package, in a file that comes before all others. With it comes an init
// function that calls RunProgram.
const FirstTest = "TestBeforeAll"

// asProgram is the variable that makes a test binary the exercise's program.
const asProgram = "WORKBOOK_AS_PROGRAM"

// AsProgram returns what to add to the environment of a test binary, so that it is the exercise's program.
func AsProgram() string { return asProgram + "=yes" }

// RunProgram calls the main function of the exercise and ends the process, if that is what the binary was started for.
// It spares whoever tests the program from linking it as well.
func RunProgram(main func()) {
	if take(asProgram) != "" {
		main()
		os.Exit(0)
	}
}

// publicOut and publicErr are standard output and standard error while the testing package has the channel for both.
var publicOut, publicErr *os.File

// dataSeed is what Seed said.
var dataSeed uint64

// DataSeed returns what the tests are to draw their data from: 0 stands for the data that everybody may see.
func DataSeed() uint64 { return dataSeed }

// What Brief says.
const (
	BriefProgram = "program" // the program's, where a gross contradiction is looked for, or the solution is right
	BriefLong    = "long"    // the long one inside, where another check is to catch a mutant
)

// brief is what Brief said.
var brief string

// IsBrief reports whether the tables that which names may be shorter than a verdict needs.
func IsBrief(which string) bool { return brief == which }

// Main runs the tests and leaves a receipt if a runner asked for one. It returns the exit code.
func Main(m *testing.M) int {
	channel, nonce := open(take(Channel)), take(Nonce)
	showing, brief = take(Show) != "", take(Brief)
	dataSeed, _ = strconv.ParseUint(take(Seed), 10, 64)
	if most, _ := strconv.ParseUint(take(Memory), 10, 64); most > 0 {
		go watchMemory(most)
	}
	if nonce != "" {
		go endWith(os.Getppid())
	}
	if channel == nil {
		channel = os.Stdout
	}
	// The testing package writes to what it finds in os.Stdout when it starts, and makes os.Stderr the same. FirstTest
	// puts back what belongs there.
	publicOut, publicErr, os.Stdout = os.Stdout, os.Stderr, channel
	listener.channel, listener.nonce = channel, nonce
	code := m.Run()
	Public()
	if _, err := say(Message{Receipt: &Receipt{code, peak.Load()}}); err != nil {
		fmt.Fprintln(os.Stderr, "write the receipt:", err)
		return 1
	}
	return code
}

// Public makes os.Stdout and os.Stderr again what they were. FirstTest calls it.
func Public() { os.Stdout, os.Stderr = publicOut, publicErr }

// take returns a variable and removes it.
func take(name string) string {
	value := os.Getenv(name)
	if err := os.Unsetenv(name); err != nil {
		return ""
	}
	return value
}

// endWith ends the process when its parent, the runner, has been killed, since nobody would: an endless program that it
// has started may keep it waiting for ever.
func endWith(parent int) {
	for range time.Tick(time.Second) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}

// peak is the most memory seen in use, in bytes.
var peak atomic.Int64

// watchMemory ends the process when the Go runtime uses more than most bytes.
func watchMemory(most uint64) {
	used := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for range time.Tick(10 * time.Millisecond) {
		metrics.Read(used)
		now := used[0].Value.Uint64() + used[1].Value.Uint64()
		peak.Store(max(peak.Load(), int64(now)))
		if now > most {
			os.Exit(OutOfMemory)
		}
	}
}
