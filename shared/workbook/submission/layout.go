package submission

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

const (
	workbookLayout = "workbook"
	canvasLayout   = "canvas"
)

// layout is how a platform names what students handed in.
type layout struct {
	name, pattern string
	general       bool // for what no other layout is for
}

// layouts are the layouts of course platforms, by the names at the top of what is downloaded. What the groups of a
// pattern mean: key tells students apart (or else what is known of them); student, id and login are of the person;
// attempt sorts attempts; late is there or not; file is the name that the student gave.
//
// Students choose their files' names, so no pattern looks at them before it has the student.
var layouts = []layout{
	{name: "moodle", pattern: `^(?P<student>[^_]*)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)$`},
	{
		name:    "blackboard",
		pattern: `^(?P<key>.+?_(?P<login>[^_]+))_attempt_(?P<attempt>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)$`,
	},
	{name: canvasLayout, pattern: `^(?P<student>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<attempt>\d+)_(?P<file>.+)$`},
	{name: "gradescope", pattern: `^(?P<key>submission_\d+)$`},
	{name: "classroom50", pattern: `^COURSE(?P<login>.+)$`}, // the classroom and the assignment, which all have
	{name: "bare", pattern: `^(?:(?P<student>.+?)[-_ ]+)?(?P<file>FILES)$`, general: true},
	{name: workbookLayout, pattern: `^(?P<student>.+)$`, general: true},
}

// Layouts are the names of all layouts.
func Layouts() (names []string) {
	for _, l := range layouts {
		names = append(names, l.name)
	}
	return names
}

// found is a file or folder of the top, and what its name says.
type found struct {
	piece
	layout                           string // empty if no student seems to have handed it in
	key, student, id, login, attempt string
	late                             bool
}

// entry returns an entry of the student, without attempts.
func (f found) entry() *Entry {
	e := &Entry{Name: shown(cmp.Or(f.student, f.login, f.key)), Person: Person{ID: f.id, Login: f.login}}
	e.Layout = f.layout
	return e
}

// recognise finds out which layout the names at the top are in. The whole folder decides: the layout that most names
// have takes all that it can, then the next one what is left. So no student's file is another's by its name alone.
func recognise(in source, o Options) (all []found) {
	some := layouts
	if o.Layout != "" {
		some = slices.DeleteFunc(slices.Clone(layouts), func(l layout) bool { return l.name != o.Layout })
	}
	left := slices.Sorted(maps.Keys(in.kinds))
	for took := true; took; {
		most, rest := []found(nil), left
		for _, l := range some {
			if l.general {
				continue
			}
			if matched, others := l.match(in, left, o); len(matched) > len(most) {
				most, rest = matched, others
			}
		}
		all, left, took = append(all, most...), rest, len(most) > 0
	}
	for _, l := range some {
		if l.general {
			matched, rest := l.match(in, left, o)
			all, left = append(all, matched...), rest
		}
	}
	for _, name := range left {
		all = append(all, found{piece: piece{in: in, name: name}})
	}
	slices.SortStableFunc(all, func(a, b found) int { return strings.Compare(a.name, b.name) })
	return all
}

// match returns the names that are in the layout, and the rest.
func (l layout) match(in source, names []string, o Options) (matched []found, rest []string) {
	pattern := regexp.MustCompile("(?s)" + strings.NewReplacer("COURSE", course(in, names, o), "FILES", anyOf(o.Wanted)).
		Replace(l.pattern))
	for _, name := range names {
		f := found{piece: piece{in: in, name: name}, layout: l.name}
		groups := pattern.FindStringSubmatch(name)
		isFolder, ending := in.kinds[name] == folder, len(endingOf(name))
		switch {
		case groups == nil || strings.HasPrefix(name, "."),
			l.name == workbookLayout && in.kinds[name] == plain && ending == 0,
			l.name == "classroom50" && o.Layout == "" && !in.has(name+"/"+marker):
			rest = append(rest, name)
			continue
		}
		for i, group := range pattern.SubexpNames() {
			for what, field := range map[string]*string{
				"key": &f.key, "student": &f.student, "id": &f.id, "login": &f.login, "attempt": &f.attempt, "file": &f.file,
			} {
				if group == what {
					*field = groups[i]
				}
			}
			f.late = f.late || group == "late" && groups[i] != ""
		}
		switch {
		case isFolder:
			f.file = ""
		case ending > 0 && f.file == "": // the name is the student's, but for the ending
			f.file, f.student, f.login = name, strings.TrimSuffix(f.student, name[len(name)-ending:]),
				strings.TrimSuffix(f.login, name[len(name)-ending:])
		case in.kinds[name] == plain:
			f.file = cmp.Or(f.file, name)
		}
		if l.name == "bare" && f.student == "" {
			f.student = in.name()
		}
		f.key = cmp.Or(f.key, f.student+"\x00"+f.id+"\x00"+f.login)
		matched = append(matched, f)
	}
	return matched, rest
}

// marker is the file that Classroom 50 puts into each repository.
const marker = ".classroom50.yaml"

// course returns a pattern for what the names of a classroom's repositories begin with: classroom-assignment-.
func course(in source, names []string, o Options) string {
	var repositories []string
	for _, name := range names {
		if in.has(name+"/"+marker) || o.Layout != "" && in.kinds[name] == folder {
			repositories = append(repositories, name)
		}
	}
	if len(repositories) < 2 {
		return "[^-]+-[^-]+-"
	}
	first, last := slices.Min(repositories), slices.Max(repositories) // all share what these share
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	return regexp.QuoteMeta(first[:strings.LastIndexByte(first[:n], '-')+1])
}

// anyOf returns a pattern for the base names of files, as they may have been changed a little: see nearly.
func anyOf(wanted []string) string {
	var patterns []string
	for _, name := range wanted {
		patterns = append(patterns, nearly(path.Base(name)))
	}
	return "(?i:" + strings.Join(patterns, "|") + ")"
}

// together puts the files of attempts that follow each other into one, as Canvas numbers files: a new attempt begins
// with a file that the last one has, or when it begins to be late.
func together(files []attempt) (attempts []attempt) {
	seen := map[string]bool{}
	for _, a := range files {
		name := numbered.ReplaceAllString(strings.ToLower(a.pieces[0].file), "$1")
		last := len(attempts) - 1
		if last < 0 || seen[name] || attempts[last].late != a.late {
			attempts, seen = append(attempts, a), map[string]bool{}
		} else {
			attempts[last].pieces = append(attempts[last].pieces, a.pieces...)
		}
		seen[name] = true
	}
	return attempts
}

// numbered is a file's name to which Canvas put a number, since the student has one with that name already.
var numbered = regexp.MustCompile(`-\d+(\.[^.]+|\.tar\.gz)?$`)
