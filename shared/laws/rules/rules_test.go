package rules

import (
	"maps"
	"slices"
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
