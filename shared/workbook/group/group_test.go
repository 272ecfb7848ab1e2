package group_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"example.com/generators/shared/workbook/group"
)

const (
	roleVariable = "GROUP_TEST_ROLE"
	fileVariable = "GROUP_TEST_FILE" // which a child writes to as long as it lives
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "leads a child":
		child := again("child")
		group.Lead(child)
		wait(group.Start(child))
	case "starts a child": // as any program does
		wait(again("child").Start())
	case "child": // ends by nothing that it hears
		file, err := os.Create(os.Getenv(fileVariable))
		for ; err == nil; time.Sleep(time.Millisecond) {
			_, err = file.WriteString("x")
		}
		panic(err)
	}
	os.Exit(m.Run())
}

func again(role string) *exec.Cmd {
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), roleVariable+"="+role)
	return command
}

// wait says that a child was started, and waits to be killed.
func wait(err error) {
	if err != nil {
		panic(err)
	}
	fmt.Println("started")
	time.Sleep(time.Hour)
}

func TestWhatACommandHasStartedEndsWithTheCommandsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	child := newHeart(t)
	leader := exec.CommandContext(ctx, os.Args[0])
	leader.Env = append(os.Environ(), roleVariable+"=starts a child", child.variable())
	group.Lead(leader)
	if err := group.Start(leader); err != nil {
		t.Fatal(err)
	}
	child.beats()
	cancel()
	_ = leader.Wait() // it was killed
	child.stops()
}

func TestALeaderEndsWhenTheProcessThatStartedItIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skip("needs a system that ends a process with another one")
	}
	child := newHeart(t)
	parent := again("leads a child")
	parent.Env = append(parent.Env, child.variable())
	stdout, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = stdout.Read(make([]byte, 1)) // until the child is in its job
	child.beats()
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	child.stops()
}

// heart is by what a child is seen to live: a file that grows.
type heart struct {
	t    *testing.T
	file string
}

func newHeart(t *testing.T) heart {
	t.Helper()
	dir, err := os.MkdirTemp("", "generators-group-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // which Wine cannot do
	return heart{t, filepath.Join(dir, "beat")}
}

func (h heart) variable() string { return fileVariable + "=" + h.file }

// beat returns how often it has beaten.
func (h heart) beat() int64 {
	info, err := os.Stat(h.file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// beats waits until the child lives.
func (h heart) beats() {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); h.beat() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatal("the child does not start")
		}
	}
}

// stops waits until the child is gone.
func (h heart) stops() {
	h.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; {
		before := h.beat()
		time.Sleep(200 * time.Millisecond)
		if h.beat() == before {
			return
		}
		if time.Now().After(end) {
			h.t.Fatal("the child goes on")
		}
	}
}
