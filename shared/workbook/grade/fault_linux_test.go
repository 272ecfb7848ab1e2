//go:build cohort

package grade

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/generators/shared/workbook/group"
	"example.com/generators/shared/workbook/sandbox"

	"golang.org/x/sys/unix"
)

// wantFault looks whether an attempt ended with an error, as a fault of the machine does, and nobody is blamed.
func wantFault(t *testing.T, err error, words string, some []*work) {
	t.Helper()
	var exceeded *sandbox.Exceeded
	if err == nil || errors.As(err, &exceeded) || !strings.Contains(err.Error(), words) {
		t.Errorf("the attempt ended with %v, want an error that says %q", err, words)
	}
	for _, w := range some {
		if w.graded.Status != "" {
			t.Errorf("%s is %s: %s", w.Name, w.graded.Status, w.graded.Fault)
		}
	}
}

// toCompilers has each compiler of exercise 1 run a command of the shell first.
func toCompilers(t *testing.T, command string) {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "tool")
	script := "#!/bin/sh\ncase \"$*\" in */compile\\ *1-stream_users*) " + command + ";; esac\nexec \"$@\"\n"
	if err := os.WriteFile(tool, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOFLAGS", os.Getenv("GOFLAGS")+" -toolexec="+tool)
}

func TestACompilerThatIsKilledIsNoFaultOfTheSubmission(t *testing.T) {
	g := reader(t)
	flag := filepath.Join(t.TempDir(), "kill")
	if err := os.WriteFile(flag, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	toCompilers(t, "[ -e "+flag+" ] && kill -9 $$")
	some := handedIn(t, g, "\n// "+time.Now().String()+"\n")[:1]
	wantFault(t, g.build(t.Context(), &attempt{dir: t.TempDir(), left: processorTime}, some), "signal: killed", some)
	last := &attempt{dir: t.TempDir(), last: true, left: processorTime}
	wantFault(t, g.build(t.Context(), last, some), "and with the workbook's own files", some)
	if err := os.Remove(flag); err != nil {
		t.Fatal(err)
	}
	some = handedIn(t, g, "\n// "+time.Now().String()+"\n")[:1]
	if err := g.build(t.Context(), last, some); err != nil || some[0].built.Binary == "" {
		t.Errorf("without the fault it is built: %v, %q", err, some[0].graded.Fault)
	}
}

func TestADiskThatIsFullIsNoFaultOfTheSubmission(t *testing.T) {
	full := t.TempDir()
	if err := unix.Mount("full", full, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("needs a file system that is full: ", err)
	}
	defer unix.Unmount(full, unix.MNT_DETACH)
	g := reader(t)
	for _, last := range []bool{false, true} {
		some := handedIn(t, g, "\n// "+time.Now().String()+"\n")
		err := g.build(t.Context(), &attempt{dir: full, last: last, left: processorTime}, some)
		wantFault(t, err, "no space left on device", some)
	}
}

func TestAReaderThatIsKilledIsNoFaultOfTheSubmission(t *testing.T) {
	g := reader(t)
	a := &attempt{dir: t.TempDir(), left: processorTime}
	some := handedIn(t, g, doubledTypes(40))[:1] // which takes its time
	killed := make(chan bool)
	go func() {
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) {
			for _, pid := range processesIn(a.dir) {
				if syscall.Kill(pid, syscall.SIGKILL) == nil {
					killed <- true
					return
				}
			}
		}
		killed <- false
	}()
	err := g.admit(t.Context(), a, some)
	if !<-killed {
		t.Fatal("no reader was seen")
	}
	wantFault(t, err, "signal: killed", some)
}

func TestAChildEndsWithAllItHasStartedWhenTheGradingIsInterrupted(t *testing.T) {
	g := reader(t)
	ctx, stop := context.WithCancel(t.Context())
	a := &attempt{dir: t.TempDir(), left: processorTime}
	compiles := filepath.Join(t.TempDir(), "compiles")
	toCompilers(t, "echo >"+compiles+"; sleep 600")
	go func() {
		defer stop()
		for _, err := os.Stat(compiles); err != nil && ctx.Err() == nil; _, err = os.Stat(compiles) {
			time.Sleep(10 * time.Millisecond)
		}
	}()
	err := g.build(ctx, a, handedIn(t, g, "\n// "+time.Now().String()+"\n"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("build = %v, want it interrupted", err)
	}
	if left := processesIn(a.dir); len(left) > 0 {
		t.Errorf("processes are left: %d", left)
	}
}

func TestAChildEndsWithTheGraderThatStartedIt(t *testing.T) {
	g := reader(t)
	w := handedIn(t, g, doubledTypes(40))[0] // which takes its time
	o := order{
		Checker: g.checker, Read: []reading{{filepath.Join(w.Root, w.Name), w.overlay}},
		Limits: sandbox.Limits{CPUSeconds: 60, Memory: 4 << 30},
	}
	given, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Args = []string{childName}
	group.Lead(child)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(20*time.Second, func() {
		t.Error("it goes on though nobody waits for an answer")
		_ = child.Process.Kill()
	})
	defer late.Stop()
	_, err = stdin.Write(given)
	err = errors.Join(err, stdin.Close()) // as the system does when a grader is killed
	if ended := child.Wait(); err != nil || ended == nil || !strings.Contains(ended.Error(), "killed") {
		t.Errorf("it ended with %v, want that it killed itself: %v", ended, err)
	}
}

// processesIn returns the processes that have a folder in their environment.
func processesIn(dir string) (pids []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		environ, _ := os.ReadFile(file) // it may have ended
		if strings.Contains(string(environ), dir) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			pids = append(pids, pid)
		}
	}
	return pids
}
