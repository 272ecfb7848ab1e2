package sandbox

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// started starts what would run in a container, where docker is a shell script.
func started(t *testing.T, script string) (command *exec.Cmd, giveUp context.CancelFunc) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the docker command of this test is a shell script")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, giveUp := context.WithCancel(t.Context())
	command = exec.CommandContext(ctx, "tests")
	if err := enterContainer(command, Box{}); err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command, giveUp
}

func TestAContainerIsGivenUpWhenTheDaemonHangs(t *testing.T) {
	defer func(usual time.Duration) { removal = usual }(removal)
	removal = 100 * time.Millisecond

	command, giveUp := started(t, "exec sleep 60")
	giveUp()
	start := time.Now()
	_ = command.Wait() // the error is how it ended: killed
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("the command ended %v after its context", took)
	}
}

func TestAContainerIsLookedForAgainThatTheDaemonHadNotMadeYet(t *testing.T) {
	for says, want := range map[string]string{
		"echo removed":        "run rm ",
		"exit 1":              "run rm rm ",
		"echo none >&2; true": "run rm rm ", // as some versions do
	} {
		called := filepath.Join(t.TempDir(), "called")
		command, giveUp := started(t, "printf '%s ' $1 >>"+called+"\n[ $1 = rm ] || exec sleep 60\n"+says)
		for text := ""; text == ""; time.Sleep(10 * time.Millisecond) { // until it is called
			read, _ := os.ReadFile(called)
			text = string(read)
		}
		giveUp()
		_ = command.Wait() // the error is how it ended: killed
		if got, err := os.ReadFile(called); err != nil || string(got) != want {
			t.Errorf("where rm does %q, docker is called for %q, %v, want %q", says, got, err, want)
		}
	}
}
