package exercise

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// All reads the exercises of the module that dir is in, in the order of their numbers: those are the folders named
// NUMBER-NAME that have an exercise.toml. The error joins those of all exercises.
func All(dir string) ([]*Exercise, error) {
	var module Exercise
	if err := module.locate(dir); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(module.Root, "[0-9]*-*", File))
	if err != nil {
		return nil, err
	}
	var all []*Exercise
	var faults []error
	for _, file := range files {
		e, err := Load(filepath.Dir(file))
		if err != nil {
			faults = append(faults, err)
			continue
		}
		all = append(all, e)
	}
	if len(files) == 0 {
		faults = append(faults, fmt.Errorf("exercise: %s has no folder with a number and an %s", module.Root, File))
	}
	slices.SortFunc(all, func(a, b *Exercise) int { return cmp.Compare(a.Number(), b.Number()) })
	return all, errors.Join(faults...)
}

// Number is the number that the exercise's name begins with.
func (e *Exercise) Number() int {
	digits, _, _ := strings.Cut(e.Name, "-")
	number, _ := strconv.Atoi(digits)
	return number
}

// Tests returns the tests that decide the checks, in order.
func (e *Exercise) Tests() []string {
	var tests []string
	for _, check := range e.Checks {
		tests = append(tests, check.Test)
	}
	return tests
}

// Sentence is what the check wants: TestStreamUsers/is_lazy is "StreamUsers is lazy".
func (c Check) Sentence() string {
	sentence := strings.NewReplacer("/", " ", "_", " ").Replace(strings.TrimPrefix(c.Test, "Test"))
	return names.Replace(strings.TrimPrefix(sentence, "Rules "))
}

// names are names as they are spelled, where a test's name cannot have them so.
var names = strings.NewReplacer("ALX prodev", "ALX_prodev", "user data", "user_data", "user id", "user_id",
	" csv", " CSV", "rows Err", "rows.Err")
