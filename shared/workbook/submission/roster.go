package submission

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"gopkg.in/yaml.v2"
)

// Listed is a student on a roster.
type Listed struct {
	Name string
	Person
	ids []string // other numbers of the student
}

// columns are what usual columns of a roster hold, by their headings in small letters and nothing but letters.
var columns = map[string][]string{
	"name":  {"name", "student", "fullname", "studentname", "displayname"},
	"first": {"firstname", "first", "givenname", "forename"},
	"last":  {"lastname", "last", "surname", "familyname"},
	"id":    {"id", "identifier", "userid", "studentid", "idnumber", "sid", "sisid", "sisuserid", "orgdefinedid"},
	"login": {"login", "username", "user", "loginid", "sisloginid", "github", "githubusername"},
	"email": {"email", "emailaddress", "mail"},
}

// ReadRoster reads who should have handed in from a CSV file, with commas, semicolons or tabs, such as a course
// platform gives: Canvas's gradebook, Moodle's participants or grading worksheet. Columns are known by their headings.
func ReadRoster(path string) (roster []Listed, err error) {
	rows, _, err := ReadTable(path)
	if err != nil {
		return nil, err
	}
	listed, err := ListedIn(path, rows)
	for _, i := range slices.Sorted(maps.Keys(listed)) {
		roster = append(roster, listed[i])
	}
	return roster, err
}

// ListedIn returns the students of a table, by the rows.
func ListedIn(path string, rows [][]string) (map[int]Listed, error) {
	headings := map[string][]int{}
	for i, heading := range rows[0] {
		for what, names := range columns {
			if slices.Contains(names, letters(heading)) {
				headings[what] = append(headings[what], i)
			}
		}
	}
	if len(headings) == 0 {
		return nil, fmt.Errorf("%s:1: none of %q is a heading such as name, id, login or e-mail", path, rows[0])
	}
	listed := map[int]Listed{}
	for r, row := range rows[1:] {
		all := func(what string) (values []string) {
			for _, i := range headings[what] {
				if i < len(row) && strings.TrimSpace(row[i]) != "" {
					values = append(values, strings.TrimSpace(row[i]))
				}
			}
			return append(values, "")
		}
		one := Listed{
			Name: all("name")[0], ids: all("id"),
			Person: Person{ID: number(all("id")[0]), Login: all("login")[0], Email: all("email")[0]},
		}
		if one.Name == "" {
			one.Name = strings.TrimSpace(all("first")[0] + " " + all("last")[0])
		}
		one.Name = shown(one.Name)
		isStudent := one.Person != Person{} || one.Name != ""
		if isStudent && one.Name != "Points Possible" && one.Name != "Student, Test" {
			listed[r+1] = one
		}
	}
	if len(listed) == 0 {
		return nil, fmt.Errorf("%s: there is no student below the headings", path)
	}
	return listed, nil
}

// ReadTable reads a CSV file that was written with commas, semicolons or tabs, as its first line shows, in the
// encodings of [UTF8]. It has at least one row.
func ReadTable(path string) (rows [][]string, comma rune, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	if text, err = UTF8(path, text); err != nil {
		return nil, 0, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = Comma(text), -1
	if rows, err = r.ReadAll(); err == nil && len(rows) == 0 {
		err = errors.New("is empty")
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", path, err)
	}
	return rows, r.Comma, nil
}

// UTF8 returns a file's text in UTF-8 without a byte order mark, also where the mark says that it is UTF-16, as
// PowerShell and Excel write it.
func UTF8(path string, text []byte) ([]byte, error) {
	text, _, err := transform.Bytes(utf.BOMOverride(encoding.UTF8Validator), text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: save it as UTF-8", path, err)
	}
	return text, nil
}

// Comma returns what a CSV file was written with: a comma, a semicolon or a tab, of which its first line has most.
func Comma(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	count := func(comma rune) int { return bytes.Count(first, []byte(string(comma))) }
	return slices.MaxFunc([]rune(",;\t"), func(a, b rune) int { return cmp.Compare(count(a), count(b)) })
}

// number returns an id without the word that Moodle puts before it.
func number(id string) string { return strings.TrimPrefix(id, "Participant ") }

// letters returns the letters and digits of a text, the letters small.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// words returns the words of a name.
func words(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",._", r) })
}

// inOrder returns the words of a name in one order, whichever of the names comes first.
func inOrder(name string) string {
	return letters(strings.Join(slices.Sorted(slices.Values(words(name))), ""))
}

// glued returns a name as Canvas writes it, with any of its words first.
func glued(name string) (all []string) {
	w := words(name)
	for i := range w {
		all = append(all, letters(strings.Join(w[i:], "")+strings.Join(w[:i], "")))
	}
	return all
}

// ways are the ways to know a student of the roster by what a submission says, the surest first. The letters' case does
// not count.
var ways = []struct {
	says func(*Entry) []string
	is   func(Listed) []string
}{
	{func(e *Entry) []string { return []string{e.ID} }, func(l Listed) []string { return append(l.ids, l.ID) }},
	{func(e *Entry) []string { return []string{e.Login} }, Listed.accounts},
	{func(e *Entry) []string { return []string{e.Email} }, func(l Listed) []string { return []string{l.Email, l.Login} }},
	{func(e *Entry) []string { return []string{e.Name} }, Listed.accounts},
	{
		func(e *Entry) []string { return []string{inOrder(e.Name)} },
		func(l Listed) []string { return []string{inOrder(l.Name)} },
	},
	{func(e *Entry) []string { return []string{letters(e.Name)} }, func(l Listed) []string { return glued(l.Name) }},
	{(*Entry).endings, func(l Listed) []string { return []string{l.Login} }},
}

// accounts returns what a student may be called in a login, or in the name of a folder.
func (l Listed) accounts() []string {
	account, _, _ := strings.Cut(l.Email, "@")
	return append([]string{l.Login, l.Email, l.ID, account}, l.ids...)
}

// endings returns what a repository's name ends in, for logins that have a - themselves.
func (e *Entry) endings() (all []string) {
	if e.Layout == "classroom50" {
		for i, c := range e.base() {
			if c == '-' {
				all = append(all, e.base()[i+1:])
			}
		}
	}
	return all
}

// join gives each entry what the roster knows of its student, and adds an entry for each student without one. A way to
// know a student counts only if it fits one student.
func join(entries []*Entry, roster []Listed) ([]*Entry, error) {
	byWay := make([]map[string][]int, len(ways))
	for w, way := range ways {
		byWay[w] = map[string][]int{"": nil}
		for i, l := range roster {
			for _, key := range slices.Compact(slices.Sorted(slices.Values(way.is(l)))) {
				if key = strings.ToLower(key); key != "" {
					byWay[w][key] = append(byWay[w][key], i)
				}
			}
		}
	}
	find := func(e *Entry) int {
		for w, way := range ways {
			for _, key := range way.says(e) {
				if fit := byWay[w][strings.ToLower(key)]; len(fit) == 1 {
					return fit[0]
				}
			}
		}
		return -1
	}
	handedIn := map[int]*Entry{}
	for _, e := range entries {
		i := find(e)
		if e.Unlisted = i < 0; e.Unlisted {
			continue
		}
		e.Name, e.Person = cmp.Or(roster[i].Name, e.Name), roster[i].Person
		if other := handedIn[i]; other != nil {
			return nil, both(e.Name, other.base(), e.base())
		}
		handedIn[i] = e
	}
	for i, l := range roster {
		if handedIn[i] == nil {
			entries = append(entries, &Entry{Name: cmp.Or(l.Name, shown(cmp.Or(l.Login, l.Email, l.ID))), Person: l.Person})
		}
	}
	return entries, nil
}

// describe adds what files beside the submissions say of the students: Gradescope's submission_metadata.yml, and the
// text that Blackboard puts beside each attempt. Each of those who handed in together has an entry.
func describe(entries []*Entry, in source) (all []*Entry, err error) {
	var metadata map[string]struct {
		Submitters []struct {
			Name  string `yaml:":name"`
			Sid   string `yaml:":sid"`
			Email string `yaml:":email"`
		} `yaml:":submitters"`
	}
	if err := yaml.Unmarshal([]byte(in.text(gradescopeFile)), &metadata); err != nil {
		return nil, fmt.Errorf("%s: %w", gradescopeFile, err)
	}
	for _, e := range entries {
		for _, s := range metadata[e.base()].Submitters {
			one := *e
			one.Name, one.Person = shown(s.Name), Person{ID: s.Sid, Email: s.Email}
			all = append(all, &one)
		}
		if len(metadata[e.base()].Submitters) == 0 {
			all = append(all, e)
		}
		for _, a := range e.attempts {
			for _, p := range a.pieces {
				if e.Layout != "blackboard" || p.file != p.name {
					continue
				}
				if is := whose.FindStringSubmatch(in.text(p.name)); is != nil && strings.Contains(p.name, "_"+is[2]+"_attempt_") {
					e.Name, e.Login = shown(is[1]), is[2]
				}
			}
		}
	}
	return all, nil
}

// gradescopeFile says who handed in what.
const gradescopeFile = "submission_metadata.yml"

// whose is how Blackboard says whose an attempt is.
var whose = regexp.MustCompile(`(?m)^Name: (.+?) \(([^()\s]+)\)\s*$`)
