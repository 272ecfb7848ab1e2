package exercise

import (
	"cmp"
	"slices"
	"strings"

	"example.com/generators/shared/laws/catalog"
)

// Points are how the points of an exercise are shared out.
type Points struct {
	Results int `toml:"results"`
	Lazy    int `toml:"lazy"`
	Release int `toml:"release"`
	Errors  int `toml:"errors"`
	Rule    int `toml:"rule"` // what each broken rule takes away
}

// usualPoints are those of an exercise that says nothing else.
var usualPoints = Points{Results: 20, Lazy: 50, Release: 15, Errors: 15, Rule: 5}

// Of returns the share of a group.
func (p Points) Of(group catalog.Group) int {
	return map[catalog.Group]int{
		catalog.Results: p.Results, catalog.Lazy: p.Lazy, catalog.Release: p.Release, catalog.Errors: p.Errors,
	}[group]
}

// Outcome is what became of a check, as far as points go.
type Outcome int

const (
	Lost   Outcome = iota // it failed
	Unseen                // it did not run, or found nothing to look at: lost too, and no reason why another is
	Earned                // it passed
	Void                  // nobody can run it here: it is as if there were no such check
)

// Score is what a solution has earned.
type Score struct {
	Points int          `json:"points"`
	Max    int          `json:"max_points"`
	Groups []GroupScore `json:"groups"`
	Broken []string     `json:"broken"`  // rules that cost points, by the tests of their checks
	Taken  int          `json:"penalty"` // what they took away, at most what there was

	Rejected string `json:"rejected,omitempty"` // the dangerous rule that is broken, by its test: nothing is earned then
}

// GroupScore is what a solution has earned for one group of checks.
type GroupScore struct {
	Group  catalog.Group `json:"group"`
	Points int           `json:"points"`
	Max    int           `json:"max_points"`
	Lost   string        `json:"lost,omitempty"` // the essential check that failed, for which the whole group is lost
}

// Score returns what is earned by a solution whose checks came to what outcome says. The points of a group are shared
// out by weight, rounded down: a check that is lost costs something, unless it follows one that failed. A rule earns
// nothing and can only cost; where it is dangerous, everything.
func (e *Exercise) Score(outcome func(Check) Outcome) Score {
	s := Score{Broken: []string{}}
	failed := make(map[string]bool)
	for _, check := range e.Checks {
		failed[check.Test] = outcome(check) == Lost
	}
	for _, group := range catalog.Groups {
		if g := e.scoreGroup(group, outcome, failed); g.Max > 0 {
			s.Groups = append(s.Groups, g)
			s.Points, s.Max = s.Points+g.Points, s.Max+g.Max
		}
	}
	for _, check := range e.Checks {
		if !IsRule(check.Test) || !failed[check.Test] || check.follows(failed) {
			continue
		}
		named := func(r catalog.Rule) bool { return r.Name == RuleOf(check.Test) }
		rule := catalog.Rules[slices.IndexFunc(catalog.Rules, named)]
		if rule.Dangerous && s.Rejected == "" {
			s.Rejected = check.Test
		}
		charged := slices.ContainsFunc(
			s.Groups,
			func(g GroupScore) bool { return slices.Contains(rule.Groups, g.Group) && g.Points < g.Max },
		)
		if !charged {
			s.Broken = append(s.Broken, check.Test)
		}
	}
	s.Taken = min(s.Points, len(s.Broken)*e.Points.Rule)
	if s.Points -= s.Taken; s.Rejected != "" {
		s.Points, s.Taken = 0, 0
		for i := range s.Groups {
			s.Groups[i].Points = 0
		}
	}
	return s
}

// scoreGroup adds up the checks of one group.
func (e *Exercise) scoreGroup(group catalog.Group, outcome func(Check) Outcome, failed map[string]bool) GroupScore {
	g := GroupScore{Group: group}
	earned, all := 0, 0
	for _, check := range e.Checks {
		result := outcome(check)
		if check.Group != group || result == Void {
			continue
		}
		g.Max = e.Points.Of(group)
		switch {
		case result == Earned:
			earned += check.Weight
			all += check.Weight
		case check.Essential:
			g.Lost = cmp.Or(g.Lost, check.Test)
		case !check.follows(failed):
			all += check.Weight
		}
	}
	if all > 0 && g.Lost == "" {
		g.Points = g.Max * earned / all
	}
	return g
}

// follows reports whether one of the checks that c follows has failed.
func (c Check) follows(failed map[string]bool) bool {
	return slices.ContainsFunc(c.Follows, func(name string) bool { return failed[parent(c.Test)+"/"+name] })
}

// Most returns the most points there are where every check can run.
func (e *Exercise) Most() int {
	return e.Score(func(Check) Outcome { return Earned }).Max
}

// rulesTest is the test that holds an exercise to the static rules.
const rulesTest = "TestRules"

// IsRule reports whether a check is a static rule.
func IsRule(test string) bool { return strings.HasPrefix(test, rulesTest+"/") }

// RuleOf returns the name of the static rule that a check is.
func RuleOf(test string) string { return strings.TrimPrefix(test, rulesTest+"/") }

// RuleTest returns the test of a static rule.
func RuleTest(rule string) string { return rulesTest + "/" + rule }
