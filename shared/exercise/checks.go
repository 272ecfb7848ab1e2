package exercise

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/generators/shared/laws/catalog"
)

// Generator is a generator that the laws are for: each law is a check of the exercise, without being written there.
type Generator struct {
	Test string       `toml:"test"` // the test that holds it to the laws, such as TestStreamUsers
	Form catalog.Form `toml:"form"` // what its hints go by; rows if nothing is said
	From string       `toml:"from"` // the function that it calls or ranges over, if its form is such

	Order string `toml:"order"` // what its query orders by; user_id if nothing is said
}

// Without is a law that the exercise does not have. Its test leaves it out too, which verify looks at.
type Without struct {
	Test   string `toml:"test"`   // of the law, such as TestStreamUsers/is_lazy
	Reason string `toml:"reason"` // for people
}

// Function returns the name of the generator, after which its test is called.
func (g Generator) Function() string { return strings.TrimPrefix(g.Test, "Test") }

// Shown returns the arguments with which the command show draws what a check is about, such as "2 BatchProcessing". It
// is empty where a picture would say no more: it shows when a generator reads, and what it keeps.
func (e *Exercise) Shown(c Check) string {
	if c.Group != catalog.Lazy && c.Group != catalog.Release {
		return ""
	}
	i := slices.IndexFunc(e.Generators, func(g Generator) bool { return g.Test == parent(c.Test) })
	switch {
	case i < 0:
		return ""
	case i == 0:
		return strconv.Itoa(e.Number())
	}
	return strconv.Itoa(e.Number()) + " " + e.Generators[i].Function()
}

// written is a check as it is written in exercise.toml: one of the exercise's own, or what differs from the catalog.
type written struct {
	Test      string        `toml:"test"`
	Group     catalog.Group `toml:"group"` // results if nothing is said
	Weight    *int          `toml:"weight"`
	Essential *bool         `toml:"essential"`
	Hints     []string      `toml:"hints"`
	Follows   []string      `toml:"follows"`
}

// StaticRules returns the rules that the exercise has, in the order in which a first failure helps most.
func (e *Exercise) StaticRules() []catalog.Rule {
	says := make(map[string]string)
	if e.Rules.Loops != nil {
		says["loops"] = strconv.Itoa(*e.Rules.Loops)
	}
	if len(e.Rules.ForbidSQL) > 0 {
		says["forbid_sql"] = strings.Join(e.Rules.ForbidSQL, ", ")
	}
	var builds []string
	for _, name := range slices.Sorted(maps.Keys(e.Rules.BuildsOn)) {
		builds = append(builds, name+" builds on "+e.Rules.BuildsOn[name])
	}
	says["builds_on"] = strings.Join(builds, ", ")
	var rules []catalog.Rule
	for _, rule := range catalog.Rules {
		switch said := says[rule.Needs]; {
		case rule.Needs == "":
			rules = append(rules, rule)
		case said != "":
			rules = append(rules, rule.With(rule.Needs, said))
		}
	}
	return rules
}

// usual returns the checks that come with the generators, the program and the rules, as the catalog has them.
func (e *Exercise) usual() []Check {
	var checks []Check
	for _, g := range e.Generators {
		for _, law := range catalog.Laws {
			checks = append(checks, Check{
				g.Test + "/" + law.Name, law.Group, law.Weight, law.Essential, law.Hints.For(g.Form, g.From, g.Order), law.Telling,
				law.Follows,
			})
		}
	}
	for _, law := range catalog.ProgramLaws {
		if hints := law.Hints.For(e.Program, "", ""); e.Program != "" && len(hints) > 0 {
			checks = append(checks, Check{
				programTest + "/" + law.Name, law.Group, law.Weight, law.Essential, hints, law.Telling, law.Follows,
			})
		}
	}
	for _, rule := range e.StaticRules() {
		checks = append(checks, Check{Test: RuleTest(rule.Name), Hints: rule.Hints, Follows: rule.Follows})
	}
	return checks
}

// fill makes the checks of what is written and what is usual, in the order of the tests: of each test first its own
// checks and then the laws, and the rules last.
func (e *Exercise) fill(checks []written) {
	usual := slices.DeleteFunc(e.usual(), func(u Check) bool {
		return slices.ContainsFunc(e.Without, func(w Without) bool { return w.Test == u.Test })
	})
	var own []Check
	for _, w := range checks {
		check := Check{Test: w.Test, Group: catalog.Results, Weight: 1}
		at := slices.IndexFunc(usual, func(u Check) bool { return u.Test == w.Test })
		if at >= 0 {
			check = usual[at]
		}
		check.Group = cmp.Or(w.Group, check.Group)
		if w.Weight != nil {
			check.Weight = *w.Weight
		}
		if w.Essential != nil {
			check.Essential = *w.Essential
		}
		if w.Hints != nil {
			check.Hints = w.Hints
		}
		if w.Follows != nil {
			check.Follows = w.Follows
		}
		if at >= 0 {
			usual[at] = check
		} else {
			own = append(own, check)
		}
	}
	place := func(check Check) int {
		if parent(check.Test) == rulesTest {
			return len(own)
		}
		return slices.IndexFunc(own, func(o Check) bool { return parent(o.Test) == parent(check.Test) })
	}
	e.Checks = slices.Concat(own, usual)
	slices.SortStableFunc(e.Checks, func(a, b Check) int { return cmp.Compare(place(a), place(b)) })
}

// parent returns the test that a subtest is in.
func parent(test string) string {
	name, _, _ := strings.Cut(test, "/")
	return name
}

// programTest is the test of an exercise's program, which is watched from outside.
const programTest = "TestProgram"

// IsOutside reports whether a check is of the exercise's program: none of the student's code is in the process that
// decides it.
func IsOutside(test string) bool { return parent(test) == programTest }
