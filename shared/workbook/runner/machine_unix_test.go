//go:build unix

package runner_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/workbook/runner"
)

func TestABuildThatSomebodyKilledIsAnErrorAndNoFaultOfTheCode(t *testing.T) {
	for _, signal := range []string{"KILL", "TERM"} {
		bin := t.TempDir()
		script := "#!/bin/sh\nkill -" + signal + " $$\n"
		if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		built, err := runner.Build{Root: t.TempDir(), Dirs: []string{"1-x"}, Into: t.TempDir()}.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "signal: ") {
			t.Errorf("a build that was ended by SIG%s gave %+v, %v, want an error that names the signal", signal, built, err)
		}
	}
}

func TestABinaryThatCouldNotBeConfinedIsAnErrorAndNoFaultOfTheCode(t *testing.T) {
	j := job(t, "right", runner.Limits{})
	j.Confine = func(command *exec.Cmd) error {
		command.Path = "/bin/sh"
		command.Args = []string{"sh", "-c", "echo 'sandbox: build the box: no room for it' >&2; exit 126"}
		return nil
	}
	result, err := runner.Run(t.Context(), j)
	if err == nil || !strings.Contains(err.Error(), "no room for it") {
		t.Errorf("Run = %+v, %v, want an error that says why it could not be confined", result, err)
	}
}
