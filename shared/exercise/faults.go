package exercise

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// faults returns what is wrong with values that TOML itself has no word on.
func (e *Exercise) faults(s source) []error {
	var faults []error
	check := func(good bool, key, format string, args ...any) {
		if !good {
			faults = append(faults, s.fault(key, format, args...))
		}
	}
	check(e.Title != "", "title", "title: want a few words")
	check(len(e.Edits) > 0, "edits", "edits: want at least one file")
	check(len(e.Prototypes) > 0, "prototypes", "prototypes: want at least one name")
	for _, file := range e.Edits {
		check(path.Ext(file) == ".go" && filepath.IsLocal(filepath.FromSlash(file)), "edits", "edits: %q: want a Go file, from the module's root", file)
		check(path.Dir(file) == path.Dir(e.Edits[0]), "edits", "edits: %q and %q: want one folder", e.Edits[0], file)
	}
	for _, file := range e.Further {
		check(path.Ext(file) == ".go" && filepath.IsLocal(filepath.FromSlash(file)), "further",
			"further: %q: want a Go file, from the module's root", file)
	}
	check(e.Rules.Loops == nil || *e.Rules.Loops >= 0, "rules.loops", "loops: want 0 or more")
	for _, word := range e.Rules.ForbidSQL {
		check(sqlName.MatchString(word), "rules.forbid_sql", "forbid_sql: %q: want the name of a function", word)
	}
	for _, c := range e.Checks {
		check(strings.HasPrefix(c.Test, "Test"), "check.test", "check: test %q: want the name of a test", c.Test)
		check(c.Points >= 0, "check.points", "check: %s: %d points: want 0 or more", c.Test, c.Points)
	}
	return faults
}

var sqlName = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// source is the text of an exercise.toml.
type source struct {
	path string // from the module's root
	text string
}

func (s source) fault(key, format string, args ...any) error {
	return fmt.Errorf("%s:%d: "+format, append([]any{s.path, s.line(key)}, args...)...)
}

// located puts the file and the line in front of an error of the library, which has the line in its text.
func (s source) located(err error) error {
	if at := libraryLine.FindStringSubmatch(err.Error()); at != nil {
		return fmt.Errorf("%s:%s: %s", s.path, at[1], strings.TrimPrefix(err.Error(), at[0]))
	}
	return fmt.Errorf("%s: %w", s.path, err)
}

var libraryLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key "[^"]*"\))?: `)

// line returns where a key such as rules.loops is first set, or 1 if it is not: the library keeps that to itself.
func (s source) line(key string) int {
	table := ""
	for i, line := range strings.Split(s.text, "\n") {
		if header := tableHeader.FindStringSubmatch(line); header != nil {
			table = header[1] + "."
			if header[1] == key {
				return i + 1
			}
		} else if name, _, found := strings.Cut(line, "="); found && table+strings.TrimSpace(name) == key {
			return i + 1
		}
	}
	return 1
}

var tableHeader = regexp.MustCompile(`^\s*\[+\s*([\w.-]+)\s*\]+`)
