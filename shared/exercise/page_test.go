package exercise_test

import (
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
		for _, name := range namedOnPage(t, e) {
			if len(name.among(e.Tests())) == 0 {
				t.Errorf("%s names the check %s, which does not exist", e.Page(), name)
			}
		}
	}
}

// The other pages point to this one.
func TestThePageOfExercise1NamesEachLawOnce(t *testing.T) {
	e := workbook(t)[1]
	times := make(map[string]int)
	for _, name := range namedOnPage(t, e) {
		for _, test := range name.among(e.Tests()) {
			times[test]++
		}
	}
	for _, law := range catalog.Laws {
		if n := times["TestStreamUsers/"+law.Name]; n != 1 {
			t.Errorf("%s names the law %s %d times, want once", e.Page(), law.Name, n)
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

var (
	checkSection = regexp.MustCompile(`(?s)\n## Check\n(.*?)\n## `)
	firstCell    = regexp.MustCompile("(?m)^\\|( `[^|]+) \\|")
)

// namedOnPage returns the names in the first column of the tables in the section Check.
func namedOnPage(t *testing.T, e *exercise.Exercise) (names []name) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(e.Root, filepath.FromSlash(e.Page())))
	if err != nil {
		t.Fatal(err)
	}
	section := checkSection.FindSubmatch(page)
	if section == nil {
		t.Fatalf("%s has no section Check", e.Page())
	}
	for _, cell := range firstCell.FindAllSubmatch(section[1], -1) {
		for _, quote := range quoted.FindAllSubmatch(cell[1], -1) {
			names = append(names, name(quote[1]))
		}
	}
	return names
}
