package receipt

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// orphan is the variable that makes this binary a runner that ends at once, and leaves behind its tests.
const orphan = "RECEIPT_TEST_ORPHAN"

func TestMain(m *testing.M) {
	switch os.Getenv(orphan) {
	case "runner":
		tests := exec.Command(os.Args[0])
		tests.Env = append(os.Environ(), orphan+"=tests")
		tests.Stdout = os.Stdout
		ready, err := tests.StderrPipe()
		if err := errors.Join(err, tests.Start()); err != nil {
			fmt.Println(err)
			return
		}
		_, _ = io.ReadAll(ready) // until they know their parent
	case "tests":
		parent := os.Getppid()
		os.Stderr.Close()
		endWith(parent)
	default:
		os.Exit(m.Run())
	}
}

func TestABinaryWhoseRunnerIsGoneEnds(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there a process keeps its parent's number")
	}
	runner := exec.CommandContext(t.Context(), os.Args[0])
	runner.Env = append(os.Environ(), orphan+"=runner")
	stdout, err := runner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan string)
	go func() {
		said, _ := io.ReadAll(stdout) // until nobody has the other end
		ended <- string(said)
	}()
	select {
	case said := <-ended:
		if err := runner.Wait(); err != nil || said != "" {
			t.Errorf("the runner ended with %v and said %q", err, said)
		}
	case <-time.After(20 * time.Second):
		t.Error("it goes on")
	}
}
