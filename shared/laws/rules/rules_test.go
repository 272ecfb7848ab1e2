package rules

import (
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
)

func TestTheCatalogHasTheWordsOfTheRulesThatAreDecided(t *testing.T) {
	var words []string
	for _, rule := range catalog.Rules {
		words = append(words, rule.Name)
	}
	slices.Sort(words)
	decided := slices.Sorted(maps.Keys(analyzers(new(exercise.Exercise))))
	if diff := cmp.Diff(words, decided); diff != "" {
		t.Errorf("rules (-with words, +with an analyzer):\n%s", diff)
	}
}

func TestThePageOfTheLawsListsWhatMayBeImported(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(page), "`google/uuid`):\n")
	list, _, _ = strings.Cut(list, ".\n")
	var listed []string
	for item := range strings.SplitSeq(list, ",") {
		listed = append(listed, strings.Trim(item, " \n`"))
	}
	if diff := cmp.Diff(safePackages, listed); diff != "" {
		t.Errorf("shared/laws/README.md beside safePackages (-want +got):\n%s", diff)
	}
}

func TestThePageOfTheLawsListsWhatMayBeUsedOfSeed(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(page), "Of `shared/seed` may be used: ")
	list, _, _ = strings.Cut(list, ";")
	var listed []string
	for item := range strings.SplitSeq(list, ",") {
		listed = append(listed, strings.Trim(item, " \n`"))
	}
	slices.Sort(listed)
	exported := slices.DeleteFunc(slices.Sorted(slices.Values(safeNames["seed"])), func(name string) bool {
		return !token.IsExported(name)
	})
	if diff := cmp.Diff(exported, listed); diff != "" {
		t.Errorf("shared/laws/README.md beside safeNames (-want +got):\n%s", diff)
	}
}

func TestTheWordsOfARuleSayWhatTheExerciseAllows(t *testing.T) {
	limit := 7
	e := &exercise.Exercise{Rules: exercise.Rules{
		Loops: &limit, Imports: []string{"math/cmplx"}, ForbidSQL: []string{"AVG", "SUM"},
		BuildsOn: map[string]string{"Over": "All", "Mean": "All"},
	}}
	said := make(map[string]string)
	for _, rule := range Of(e) {
		words := rule.Sentence + "; " + rule.Advice
		said[rule.Name] = words
		if left := regexp.MustCompile(`\{\w+\}`).FindString(words); left != "" {
			t.Errorf("%s: %s is not filled in", rule.Name, left)
		}
	}
	for name, want := range map[string]string{
		"keeps_to_the_loop_limit":      `at most 7;`,
		"leaves_the_sums_to_the_loop":  `asks for AVG, SUM;`,
		"builds_on_what_is_there":      `^Mean builds on All, Over builds on All, and has`,
		"imports_only_what_is_allowed": `these are allowed: bufio, .*, math/cmplx$`,
	} {
		if !regexp.MustCompile(want).MatchString(said[name]) {
			t.Errorf("%s says %q, want %q in it", name, said[name], want)
		}
	}
}
