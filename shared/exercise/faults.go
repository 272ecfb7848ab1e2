package exercise

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/laws/catalog"
)

// want notes what is wrong with values that TOML itself has no word on.
func (e *Exercise) want(s *source) {
	s.want(e.Title != "", "title", "title: want a few words")
	s.want(len(e.Edits) > 0, "edits", "edits: want at least one file")
	s.want(len(e.Prototypes) > 0, "prototypes", "prototypes: want at least one name")
	s.want(e.Program == "" || slices.Contains(catalog.ProgramForms, e.Program), "program",
		"program: %q: want one of %q", e.Program, catalog.ProgramForms)
	for _, group := range catalog.Groups {
		share := e.Points.Of(group)
		s.want(share >= 0, "points."+string(group), "points: %s = %d: want 0 or more", group, share)
	}
	s.want(e.Points.Rule >= 0, "points.rule", "points: rule = %d: want 0 or more", e.Points.Rule)
	for _, file := range e.Further {
		s.want(isGo(file), "further", "further: %q: want a Go file, from the module's root", file)
	}
	for _, file := range e.Edits {
		s.want(isGo(file), "edits", "edits: %q: want a Go file, from the module's root", file)
		s.want(path.Dir(file) == path.Dir(e.Edits[0]), "edits", "edits: %q and %q: want one folder", e.Edits[0], file)
	}
	s.want(e.Rules.Loops == nil || *e.Rules.Loops >= 0, "rules.loops", "loops: want 0 or more")
	for _, word := range e.Rules.ForbidSQL {
		s.want(sqlName.MatchString(word), "rules.forbid_sql", "forbid_sql: %q: want the name of a function", word)
	}
	for name, on := range e.Rules.BuildsOn {
		both := slices.Contains(e.Prototypes, name) && slices.Contains(e.Prototypes, on) && name != on
		s.want(both, "rules.builds_on", "builds_on: %s = %q: want two of the prototypes", name, on)
	}
}

// isGo reports whether a file in the module has that name.
func isGo(file string) bool {
	return path.Ext(file) == ".go" && filepath.IsLocal(filepath.FromSlash(file))
}

// wantGenerators notes what is wrong with the generators.
func (e *Exercise) wantGenerators(s *source) {
	for i, g := range e.Generators {
		s.nth = i
		s.want(strings.HasPrefix(g.Test, "Test"), "generator.test", "generator: test %q: want the name of a test", g.Test)
		first := slices.IndexFunc(e.Generators, func(other Generator) bool { return other.Test == g.Test })
		s.want(first == i, "generator.test", "generator: %s is here twice: take one out", g.Test)
		if !slices.Contains(catalog.Forms, g.Form) {
			s.want(false, "generator.form", "generator: %s: form %q: want one of %q", g.Test, g.Form, catalog.Forms)
			continue
		}
		s.want(!g.Form.HasSQL() || g.From == "", "generator.from",
			"generator: %s: from %q: a generator of the form %q queries itself", g.Test, g.From, g.Form)
		s.want(g.Form.HasSQL() || g.From != "", "generator.form",
			"generator: %s: form %q: want from, the function that it calls or ranges over", g.Test, g.Form)
	}
}

// wantWithout notes what is wrong with the laws that are left out.
func (e *Exercise) wantWithout(s *source, checks []written) {
	usual := e.usual()
	for i, w := range e.Without {
		s.nth = i
		law := slices.ContainsFunc(usual, func(u Check) bool { return u.Test == w.Test && parent(w.Test) != rulesTest })
		s.want(law, "without.test",
			"without: %q: want a law of a generator or of the program, such as TestStreamUsers/is_lazy", w.Test)
		s.want(strings.TrimSpace(w.Reason) != "", "without.test", "without: %s: want a reason", w.Test)
		first := slices.IndexFunc(e.Without, func(other Without) bool { return other.Test == w.Test })
		s.want(first == i, "without.test", "without: %s is here twice: take one out", w.Test)
		s.want(!slices.ContainsFunc(checks, func(c written) bool { return c.Test == w.Test }), "without.test",
			"without: %s is also under [[check]]: take one out", w.Test)
	}
}

// wantChecks notes what is wrong with the checks as they are written.
func (e *Exercise) wantChecks(s *source, checks []written) {
	usual := e.usual()
	var rules []string
	for _, rule := range e.StaticRules() {
		rules = append(rules, rule.Name)
	}
	for i, c := range checks {
		s.nth = i
		s.want(strings.HasPrefix(c.Test, "Test"), "check.test", "check: test %q: want the name of a test", c.Test)
		if c.Weight != nil {
			s.want(*c.Weight >= 1, "check.weight", "check: %s: weight %d: want 1 or more", c.Test, *c.Weight)
		}
		s.want(c.Group == "" || slices.Contains(catalog.Groups, c.Group), "check.group",
			"check: %s: group %q: want one of %q", c.Test, c.Group, catalog.Groups)
		first := slices.IndexFunc(checks, func(other written) bool { return other.Test == c.Test })
		s.want(first == i, "check.test", "check: %s is here twice: take one out", c.Test)
		known := slices.ContainsFunc(usual, func(u Check) bool { return u.Test == c.Test })
		s.want(known || parent(c.Test) != rulesTest, "check.test",
			"check: %s: want a rule of this exercise: %s", c.Test, strings.Join(rules, ", "))
		s.want(!known || c.Group != "" || c.Weight != nil || c.Essential != nil || c.Hints != nil || c.Follows != nil,
			"check.test", "check: %s is a check already: say what differs, such as hints, or take it out", c.Test)
		s.want(parent(c.Test) != rulesTest || c.Group == "" && c.Weight == nil && c.Essential == nil, "check.test",
			"check: %s: a rule earns nothing, and has neither group nor weight", c.Test)
		for _, name := range c.Follows {
			followed := parent(c.Test) + "/" + name
			written := slices.ContainsFunc(checks, func(other written) bool { return other.Test == followed })
			usual := slices.ContainsFunc(usual, func(u Check) bool { return u.Test == followed })
			s.want(followed != c.Test && (written || usual), "check.follows",
				"check: %s: follows %q: want another check of the same test", c.Test, name)
		}
	}
}

var sqlName = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// source is the text of an exercise.toml, and what is wrong with it.
type source struct {
	path   string // from the module's root
	text   string
	nth    int // which of the tables of one name is looked at, counted from 0; anywhere for all
	faults []error
}

const anywhere = -1

// want notes a fault at the line of a key, unless all is well.
func (s *source) want(well bool, key, format string, args ...any) {
	if !well {
		s.faults = append(s.faults, fmt.Errorf("%s:%d: "+format, append([]any{s.path, s.line(key)}, args...)...))
	}
}

// located puts the file and the line in front of an error of the library, which has the line in its text.
func (s *source) located(err error) error {
	if at := libraryLine.FindStringSubmatch(err.Error()); at != nil {
		return fmt.Errorf("%s:%s: %s", s.path, at[1], strings.TrimPrefix(err.Error(), at[0]))
	}
	return fmt.Errorf("%s: %w", s.path, err)
}

var libraryLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key "[^"]*"\))?: `)

// line returns where a key such as check.points is first set, in the nth table of its name: the library keeps that to
// itself. Where it is not set, that is where the table begins, or 1.
func (s *source) line(key string) int {
	at, table, count := 1, "", -1
	for i, line := range strings.Split(s.text, "\n") {
		if header := tableHeader.FindStringSubmatch(line); header != nil {
			table = header[1] + "."
			if header[1] == key {
				return i + 1
			}
			if strings.HasPrefix(key, table) {
				if count++; count == s.nth {
					at = i + 1
				}
			}
			continue
		}
		name, _, _ := strings.Cut(line, "=")
		if table+strings.TrimSpace(name) == key && (s.nth == anywhere || s.nth == count) {
			return i + 1
		}
	}
	return at
}

var tableHeader = regexp.MustCompile(`^\s*\[+\s*([\w.-]+)\s*\]+`)
