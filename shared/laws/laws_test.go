package laws

import (
	"maps"
	"slices"
	"testing"

	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
)

func TestTheCatalogHasTheWordsOfTheLawsThatAreObserved(t *testing.T) {
	var words []string
	for _, law := range catalog.Laws {
		words = append(words, law.Name)
	}
	slices.Sort(words)
	observed := slices.Sorted(maps.Keys(Generator[int]{}.functions()))
	if diff := cmp.Diff(words, observed); diff != "" {
		t.Errorf("laws (-with words, +with a function):\n%s", diff)
	}
}
