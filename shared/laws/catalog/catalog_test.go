package catalog

import (
	"slices"
	"testing"
)

func TestEveryLawHasWordsAWeightAndHintsForEachForm(t *testing.T) {
	seen := make(map[string]bool)
	for _, law := range slices.Concat(Laws, ProgramLaws) {
		if law.Name == "" || seen[law.Name] || law.Sentence == "" || law.Advice == "" || law.Weight < 1 {
			t.Errorf("law %q lacks words or a weight, or is here twice", law.Name)
		}
		seen[law.Name] = true
		if !slices.Contains(Groups, law.Group) {
			t.Errorf("law %s: group %q", law.Name, law.Group)
		}
	}
	for _, law := range Laws {
		for _, form := range Forms {
			if len(law.Hints.For(form, "F", "key")) < 2 {
				t.Errorf("law %s: fewer than two hints for %s", law.Name, form)
			}
		}
	}
	for _, law := range ProgramLaws {
		if len(law.Hints.For(Lines, "", "")) < 2 {
			t.Errorf("law %s: fewer than two hints for %s", law.Name, Lines)
		}
	}
}

func TestEveryRuleHasWordsAndHints(t *testing.T) {
	seen := make(map[string]bool)
	for _, rule := range Rules {
		if rule.Name == "" || seen[rule.Name] || rule.Sentence == "" || rule.Advice == "" {
			t.Errorf("rule %q lacks words, or is here twice", rule.Name)
		}
		if len(rule.Hints) < 2 {
			t.Errorf("rule %s has %d hints", rule.Name, len(rule.Hints))
		}
		seen[rule.Name] = true
	}
}

// A cache that a package keeps grows only the first time that a wide table is read, and nothing grows after that.
func TestMemoryIsMeasuredBeforeAnotherLawReadsTheWideTable(t *testing.T) {
	place := func(name string) int {
		return slices.IndexFunc(Laws, func(law Law) bool { return law.Name == name })
	}
	for _, reads := range []string{"is_frugal", "breaks_without_reading_the_rest", "reports_a_cut_connection"} {
		if place(reads) < place("keeps_memory_constant") {
			t.Errorf("%s comes before keeps_memory_constant", reads)
		}
	}
}
