package laws

import (
	"maps"
	"slices"
	"testing"

	"example.com/generators/shared/laws/catalog"

	"github.com/google/go-cmp/cmp"
)

func TestTheCatalogHasTheWordsOfTheLawsThatAreObserved(t *testing.T) {
	for _, test := range []struct {
		laws     []catalog.Law
		observed []string
	}{
		{catalog.Laws, slices.Sorted(maps.Keys(Generator[int]{}.functions()))},
		{catalog.ProgramLaws, slices.Sorted(maps.Keys(Program{}.functions()))},
	} {
		var words []string
		for _, law := range test.laws {
			words = append(words, law.Name)
		}
		slices.Sort(words)
		if diff := cmp.Diff(words, test.observed); diff != "" {
			t.Errorf("laws (-with words, +with a function):\n%s", diff)
		}
	}
}
