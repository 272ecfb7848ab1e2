//go:build scripts

// The scripts take a minute or two, so they have a tag of their own:
//
//	go test -tags scripts ./shared/workbook

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"workbook": main})
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", root)
			env.Setenv("WORKBOOK_TEST_SERVER", "embedded")
			// The go command's caches, since a script has a home of its own.
			for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS"} {
				value, err := exec.Command("go", "env", name).Output()
				if err != nil {
					return err
				}
				env.Setenv(name, strings.TrimSpace(string(value)))
			}
			// What one script has built is then the same for the next, whose copy of the workbook is in another folder.
			env.Setenv("GOFLAGS", env.Getenv("GOFLAGS")+" -trimpath")
			return nil
		},
	})
}
