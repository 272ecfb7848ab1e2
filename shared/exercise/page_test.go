package exercise_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"
)

func TestPagesNameChecksThatExist(t *testing.T) {
	for _, e := range workbook(t) {
		page := e.Name + "/checks.md"
		if _, err := os.Stat(filepath.Join(e.Root, page)); errors.Is(err, fs.ErrNotExist) {
			continue // its page has no link to it then, see TestLinksOfPagesLeadSomewhere
		}
		for _, name := range namedOn(t, e, page) {
			if len(name.among(e.Tests())) == 0 {
				t.Errorf("%s names the check %s, which does not exist", page, name)
			}
		}
	}
}

// The pages of the exercises point to this one.
func TestThePageOfTheLawsNamesEachLawOnce(t *testing.T) {
	const page = "shared/laws/README.md"
	e := workbook(t)[1]
	times := make(map[string]int)
	for _, name := range namedOn(t, e, page) {
		for _, test := range name.among(e.Tests()) {
			times[test]++
		}
	}
	for _, law := range catalog.Laws {
		if n := times["TestStreamUsers/"+law.Name]; n != 1 {
			t.Errorf("%s names the law %s %d times, want once", page, law.Name, n)
		}
	}
	for _, law := range catalog.ProgramLaws {
		if times["TestProgram/"+law.Name] == 0 { // `reports_...` is the beginning of one of these too
			t.Errorf("%s does not name the law %s of programs", page, law.Name)
		}
	}
}

// name is how a page names checks: with or without the test that they are in. `reports_...` is all that begin so, and
// `_on_panic` the one that ends so.
type name string

func (n name) among(tests []string) (found []string) {
	beginning, dots := strings.CutSuffix(string(n), "...")
	for _, test := range tests {
		_, short, _ := strings.Cut(test, "/")
		if test == string(n) || short == string(n) || dots && strings.HasPrefix(short, beginning) ||
			n[0] == '_' && strings.HasSuffix(short, string(n)) {
			found = append(found, test)
		}
	}
	return found
}

var firstCell = regexp.MustCompile("(?m)^\\|( `[^|]+) \\|")

// namedOn returns the names in the first column of a page's tables.
func namedOn(t *testing.T, e *exercise.Exercise, page string) (names []name) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range firstCell.FindAllSubmatch(text, -1) {
		for _, quote := range quoted.FindAllSubmatch(cell[1], -1) {
			names = append(names, name(quote[1]))
		}
	}
	if len(names) == 0 {
		t.Fatalf("%s names no check", page)
	}
	return names
}
