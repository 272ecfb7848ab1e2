// Package exercise reads exercise.toml, the one place where tools learn about an exercise.
package exercise

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"example.com/generators/shared/laws/catalog"

	"github.com/BurntSushi/toml"
)

// File is the name of the file, one in the folder of each exercise.
const File = "exercise.toml"

// Exercise is what a tool needs to know about an exercise.
type Exercise struct {
	Root string `toml:"-"` // the module's folder, absolute and without symbolic links
	Name string `toml:"-"` // the exercise's folder, seen from Root

	Title      string   `toml:"title"`
	Edits      []string `toml:"edits"`      // the student's files, from Root, with slashes; all in one folder
	Prototypes []string `toml:"prototypes"` // what those files must declare
	Data       []string `toml:"data"`       // files that its program or its tests read, from Root: a CSV
	Further    []string `toml:"further"`    // files that go further than the task, from Root: see LeftOut

	Program    catalog.Form `toml:"program"` // what the program prints; empty if it need not pass the laws of programs
	Points     Points       `toml:"points"`
	Words      Words        `toml:"page"` // of its page, in another language than English
	Generators []Generator  `toml:"generator"`
	Without    []Without    `toml:"without"`
	Rules      Rules        `toml:"rules"`

	Checks []Check `toml:"-"` // in the order of the tests: its own, the laws of its generators and program, the rules
}

// Rules are what the student's files have to keep to, beyond the rules that hold in every exercise.
type Rules struct {
	Loops     *int     `toml:"loops"`      // for statements in all of the student's files, at most; nil for any number
	Imports   []string `toml:"imports"`    // packages that may be imported beyond those that every exercise may
	ForbidSQL []string `toml:"forbid_sql"` // SQL functions that no text may call, such as AVG

	BuildsOn map[string]string `toml:"builds_on"` // prototypes without a query of their own, and which one they use
}

// Check is one check of the exercise.
type Check struct {
	Test      string        // the test that decides it, such as TestStreamUsers/is_lazy
	Group     catalog.Group // empty for a static rule, which earns nothing
	Weight    int           // beside the other checks of the group
	Essential bool          // without it the group earns nothing
	Hints     []string      // the weakest first
	Telling   bool          // shown before others that fail
	Follows   []string      // names of checks of the same test: where one of them is lost, this one costs nothing more
}

// Load reads the exercise in the folder dir. The error says which line of exercise.toml is at fault, and joins several.
func Load(dir string) (*Exercise, error) {
	e := &Exercise{Points: usualPoints}
	if err := e.locate(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(e.Root, e.Name, File)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("exercise: %w", err)
	}
	s := &source{path: filepath.ToSlash(filepath.Join(e.Name, File)), text: string(text), nth: anywhere}
	file := struct {
		*Exercise
		Checks []written `toml:"check"`
	}{Exercise: e}
	keys, err := toml.Decode(s.text, &file)
	if err != nil {
		return nil, s.located(err)
	}
	for _, key := range keys.Undecoded() {
		s.want(false, key.String(), "unknown key %s", key)
	}
	for i := range e.Generators {
		e.Generators[i].Form = cmp.Or(e.Generators[i].Form, catalog.Rows)
		e.Generators[i].Order = cmp.Or(e.Generators[i].Order, "user_id")
	}
	e.want(s)
	e.wantWords(s)
	e.wantGenerators(s)
	e.wantWithout(s, file.Checks)
	e.wantChecks(s, file.Checks)
	if len(s.faults) > 0 {
		return nil, errors.Join(s.faults...)
	}
	e.fill(file.Checks)
	return e, nil
}

// LeftOut returns the files that neither a student edition nor a build of the checks has: those that go further than
// the task, benchmarks, and tests that break servers. It is an overlay of the go command, which has nothing in their
// place.
func (e *Exercise) LeftOut() map[string]string {
	out := make(map[string]string)
	for _, file := range append(slices.Clone(e.Further), e.Name+"/bench_test.go", e.Name+"/faults_test.go") {
		out[filepath.Join(e.Root, filepath.FromSlash(file))] = ""
	}
	return out
}

// Page is where the task and its hints are, from Root.
func (e *Exercise) Page() string { return filepath.ToSlash(filepath.Join(e.Name, "README.md")) }

// locate finds the module that dir is in.
func (e *Exercise) locate(dir string) error {
	dir, err := filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir) // a file then has one name, whichever way led to it
	}
	if err != nil {
		return fmt.Errorf("exercise: %w", err)
	}
	for root := dir; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			e.Root = root
			e.Name, err = filepath.Rel(root, dir)
			return err
		}
		if root == filepath.Dir(root) {
			return fmt.Errorf("exercise: no go.mod in %s or above", dir)
		}
	}
}
