package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/stub"
)

// memory is what became of an exercise the last time, in a file of the user's cache. It counts as long as all is the
// same that the checks depend on, of which it has a hash.
type memory struct {
	Hash   string        `json:"hash"`
	Result runner.Result `json:"result"`
}

// recall returns the outcome of e: as it was the last time, if nothing has changed since, or else that of its checks.
func recall(ctx context.Context, e *exercise.Exercise) (outcome, error) {
	if stub.Untouched(e) {
		return outcome{Exercise: e, untouched: true}, nil
	}
	var last memory
	if file, err := memoryFile(e); err == nil {
		if text, err := os.ReadFile(file); err == nil {
			_ = json.Unmarshal(text, &last) // what is broken has no hash that fits
		}
	}
	now, err := hashOf(e)
	if err == nil && last.Hash == now && len(last.Result.Checks) == len(e.Checks) {
		return outcome{Exercise: e, Result: last.Result}, nil
	}
	return try(ctx, e, nil)
}

// remember keeps a result that was run with a hash, unless the file has changed since. A result is only told by what
// is hashed if the checks ran on the embedded server, which starts empty; and what took too long may be faster next
// time.
func remember(e *exercise.Exercise, before string, result runner.Result) {
	slow := func(c runner.Check) bool { return c.Status == runner.TimedOut }
	after, err := hashOf(e)
	if err != nil || after != before || !result.OnEmbedded || slices.ContainsFunc(result.Checks, slow) {
		return
	}
	file, err := memoryFile(e)
	if err != nil {
		return
	}
	text, err := json.Marshal(memory{after, result})
	if err == nil && os.MkdirAll(filepath.Dir(file), 0o700) == nil {
		_ = os.WriteFile(file, text, 0o600) // who has no room for it waits again
	}
}

// memoryFile returns the file of an exercise, which is one for each workbook on this machine.
func memoryFile(e *exercise.Exercise) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	name := sha256.Sum256([]byte(e.Root + "\x00" + e.Name))
	return filepath.Join(cache, "generators-workbook", hex.EncodeToString(name[:8])+".json"), nil
}

// What the checks of an exercise depend on beside its own folder: parts of the workbook, and what the names of
// variables begin with. In shared/embedded/built are servers whose names say what they were built from.
var (
	parts     = []string{".env", "data", "go.mod", "go.sum", "go.work", "shared", "vendor"}
	variables = []string{"CGO_", "DB_", "EMBEDDED_", "GENERATORS_", "GO", "WORKBOOK_"}
)

const builtServers = "shared/embedded/built"

// hashOf returns a hash of what the checks of e depend on: of all those, and of the go command.
func hashOf(e *exercise.Exercise) (string, error) {
	all := sha256.New()
	fmt.Fprintln(all, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, variable := range slices.Sorted(slices.Values(os.Environ())) {
		if slices.ContainsFunc(variables, func(begin string) bool { return strings.HasPrefix(variable, begin) }) {
			fmt.Fprintf(all, "%q\n", variable)
		}
	}
	root := os.DirFS(e.Root)
	for _, part := range slices.Concat(parts, []string{e.Name}) {
		err := fs.WalkDir(root, part, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case name == part && errors.Is(err, fs.ErrNotExist), name == builtServers:
				return fs.SkipDir
			case err != nil || !entry.Type().IsRegular():
				return err
			}
			text, err := fs.ReadFile(root, name)
			fmt.Fprintf(all, "%q %x\n", name, sha256.Sum256(text))
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}
