package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/source"
)

// Build builds the tests of exercises, all with one start of the go command.
type Build struct {
	Root    string            // the module's folder
	Dirs    []string          // the exercises', in it
	Overlay map[string]string // files to build in place of others, absolute
	Env     []string          // added to the environment
	Into    string            // a folder for what is built
	Jobs    int               // compilers and linkers at once; 0 for as many as there are processors
}

// Built is what became of one exercise: the test binary, or the compiler's words.
type Built struct {
	Binary  string
	Fault   string
	Overlay string // the file of the overlay that it was built with
}

// Run builds, and returns what became of each exercise by its folder. The error says that nothing could be built, for a
// reason that is nobody's who wrote the code.
func (b Build) Run(ctx context.Context) (map[string]Built, error) {
	overlay, err := b.writeOverlay()
	if err != nil {
		return nil, err
	}
	// What vet says is advice: with it, one line that prints oddly would leave all checks unbuilt.
	args := []string{
		"test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay=" + overlay, "-o", b.Into + string(filepath.Separator),
	}
	if b.Jobs > 0 {
		args = append(args, fmt.Sprintf("-p=%d", b.Jobs))
	}
	for _, dir := range b.Dirs {
		args = append(args, "./"+dir)
	}
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = b.Root
	// The compiler and the linker are short-lived: without collecting garbage they take a fifth less time.
	command.Env = append(append(os.Environ(), "GOGC=off", "GOMEMLIMIT=1GiB"), b.Env...)
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0) { // somebody killed it, which then says nothing
		return nil, fmt.Errorf("build the checks: go: %w", err)
	}
	faults := b.faults(out)
	built := make(map[string]Built)
	for _, dir := range b.Dirs {
		binary := filepath.Join(b.Into, filepath.Base(dir)+".test")
		one := Built{Overlay: overlay, Fault: faults[dir]}
		if _, missing := os.Stat(binary); missing == nil {
			one.Binary, one.Fault = binary, ""
		} else if _, missing := os.Stat(binary + ".exe"); missing == nil {
			one.Binary, one.Fault = binary+".exe", ""
		} else if one.Fault == "" && err == nil {
			one.Fault = "there are no tests in " + dir
		} else if one.Fault == "" {
			one.Fault = strings.TrimSpace(string(out))
		}
		one.Fault = one.Fault[:min(len(one.Fault), maxOutput)]
		built[dir] = one
	}
	return built, nil
}

// faults splits what the go command says by exercise: a line that begins with # names the package of those below it.
func (b Build) faults(out []byte) map[string]string {
	faults := make(map[string]string)
	of := ""
	for line := range bytes.Lines(out) {
		if header, isHeader := bytes.CutPrefix(line, []byte("# ")); isHeader {
			path, _, _ := strings.Cut(strings.TrimSpace(string(header)), " ")
			of = ""
			for _, dir := range b.Dirs {
				if strings.HasSuffix(strings.TrimSuffix(path, ".test"), "/"+dir) {
					of = dir
				}
			}
		}
		if of != "" {
			faults[of] += string(line)
		}
	}
	for dir, fault := range faults {
		faults[dir] = strings.TrimSpace(fault)
	}
	return faults
}

// writeOverlay writes the overlay's file: what the build has, and for each exercise the test that comes before all
// others.
func (b Build) writeOverlay() (file string, err error) {
	replace := make(map[string]string)
	for i, dir := range b.Dirs {
		first := filepath.Join(b.Into, fmt.Sprintf("first%d_test.go", i))
		written, err := writeFirstTest(filepath.Join(b.Root, dir), first)
		if err != nil {
			return "", err
		}
		if written {
			replace[filepath.Join(b.Root, dir, "000_test.go")] = first
		}
	}
	maps.Copy(replace, b.Overlay)
	file = filepath.Join(b.Into, "overlay.json")
	return file, source.Overlay(replace).Write(file)
}

// writeFirstTest writes receipt.FirstTest into the program's own package, if the folder dir has tests at all.
func writeFirstTest(dir, file string) (written bool, err error) {
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(tests) == 0 {
		return false, err
	}
	return true, os.WriteFile(file, []byte(firstTest), 0o600)
}

// firstTest is in the package of the student's file, whose names are the student's: it takes none that anybody would.
const firstTest = `package main

import (
	workbook_testing "testing"

	workbook_receipt "example.com/generators/shared/receipt"
)

func init() { workbook_receipt.RunProgram(main) }

func ` + receipt.FirstTest + `(*workbook_testing.T) { workbook_receipt.Public() }
`
