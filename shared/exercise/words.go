package exercise

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"example.com/generators/shared/laws/catalog"
)

// Words are those that a page must have. Where it is in another language, the exercise.toml gives them.
type Words struct {
	Headings []string                 `toml:"headings"` // of its sections, in order
	Groups   map[catalog.Group]string `toml:"groups"`   // what the groups of checks are called
	Points   string                   `toml:"points"`   // the sentence about points, with {shares} and {rule} in it
}

// english are the words of a page whose exercise.toml gives no others.
var english = Words{
	Headings: []string{
		"Task", "Why it matters", "Prototype", "Rules", "Run", "Check", "Hints", "Common mistakes", "Going further",
	},
	Points: "Points: {shares}; a rule that is broken takes away {rule}.",
}

// PageHeadings returns the headings that the page must have, in order.
func (e *Exercise) PageHeadings() []string {
	if e.Words.Headings != nil {
		return e.Words.Headings
	}
	return english.Headings
}

// PagePoints returns the sentence about points that the page must have.
func (e *Exercise) PagePoints() string {
	var shares []string
	for _, group := range catalog.Groups {
		if share := e.Points.Of(group); share > 0 {
			shares = append(shares, fmt.Sprintf("%s %d", cmp.Or(e.Words.Groups[group], string(group)), share))
		}
	}
	return strings.NewReplacer("{shares}", strings.Join(shares, ", "), "{rule}", strconv.Itoa(e.Points.Rule)).
		Replace(cmp.Or(e.Words.Points, english.Points))
}

// wantWords notes what is wrong with words in another language.
func (e *Exercise) wantWords(s *source) {
	want := len(english.Headings)
	s.want(e.Words.Headings == nil || len(e.Words.Headings) == want, "page.headings",
		"page: %d headings: want %d, for %s", len(e.Words.Headings), want, strings.Join(english.Headings, ", "))
	for group := range e.Words.Groups {
		s.want(e.Points.Of(group) > 0, "page.groups", "page: groups: %q: want one that has points", group)
	}
	for _, part := range []string{"{shares}", "{rule}"} {
		s.want(e.Words.Points == "" || strings.Contains(e.Words.Points, part), "page.points",
			"page: points: want %s in the sentence", part)
	}
}
