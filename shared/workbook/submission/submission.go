// Package submission takes the files that students handed in, from folders and archives, and trusts neither.
//
// List maps what a course platform left behind to students: see layouts. Take then copies the files that are asked for,
// under the names they are asked for; nothing else is ever written. Links, devices and whatever else is no plain file
// are never opened.
//
// A folder or an archive becomes a list of items (listFolder, listArchive); all else sees only items. A new format of
// archives is a line in formats, and a function that lists one; a new platform is a line in layouts.
package submission

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// What a submission may ask of this machine.
const (
	maxFile    = 1 << 20  // bytes of a wanted file
	maxArchive = 64 << 20 // bytes of all archives of a submission, packed; and of each unpacked, as far as it has to be
	maxEntries = 10_000   // files and folders of a submission
	maxName    = 512      // bytes of a file's name with its folders
	maxNested  = 3        // archives in archives
)

// Person is what is known of a student beside the name.
type Person struct {
	ID    string `json:"id,omitempty"` // that the course's platform gave
	Login string `json:"login,omitempty"`
	Email string `json:"email,omitempty"`
}

// Origin is where a submission is from.
type Origin struct {
	Layout   string   `json:"layout,omitempty"` // how the platform names what students hand in
	Names    []string `json:"names,omitempty"`  // that the platform gave to what is looked at
	Attempt  int      `json:"attempt,omitempty"`
	Attempts int      `json:"attempts,omitempty"` // 0 if nothing was handed in
	Late     bool     `json:"late,omitempty"`
	Unlisted bool     `json:"unlisted,omitempty"` // the roster does not have the student
}

// Entry is what one student handed in.
type Entry struct {
	Name string // of the student; quoted if it cannot be printed
	Person
	Origin

	attempts []attempt // in their order
	best     bool      // all of them are graded
}

// attempt is what a student handed in together.
type attempt struct {
	stamp  string
	late   bool
	pieces []piece
}

// piece is a file or a folder of an attempt.
type piece struct {
	in   source
	name string // there
	file string // its name without what the platform put before it; empty for a folder
}

// Options say how to read what was handed in.
type Options struct {
	Wanted  []string // the students' files, from the module's root
	Layout  string   // one of Layouts, or empty: recognised
	Attempt string   // one of Attempts; the last one if it is empty
	Roster  []Listed // who should have handed in, if anybody said
}

// Attempts are which of a student's attempts can count.
var Attempts = []string{"first", "last", "best"}

// Class is what all students handed in.
type Class struct {
	Entries []Entry        // sorted by name; who is on the roster and handed in nothing is an entry without attempts
	Layouts map[string]int // names by the layout they were recognised as
	Ignored []string       // names of files that no student seems to have handed in; at most 200, and then "and N more"
}

// List returns what is in a folder, or in the archive that a platform made of all. What cannot be taken in at all, such
// as a symbolic link or a .rar, is an entry too, so that its student is told: its Take says why.
//
// Two submissions of one student that are not attempts of one platform are an error that names both.
func List(at string, o Options) (class Class, err error) {
	in, err := open(at, o)
	if err != nil {
		return class, fmt.Errorf("list submissions: %w", err)
	}
	class.Layouts, class.Ignored = map[string]int{}, in.faults
	byKey := map[string]*Entry{}
	for _, f := range recognise(in, o) {
		if f.layout == "" && f.name == gradescopeFile {
			continue // which describe reads
		}
		if f.layout == "" {
			class.Ignored = append(class.Ignored, shown(f.name))
			continue
		}
		class.Layouts[f.layout]++
		key := f.layout + "\x00" + f.key
		if e := byKey[key]; e == nil {
			byKey[key] = f.entry()
		} else if f.layout == workbookLayout {
			return class, both(e.Name, e.base(), shown(f.name))
		}
		byKey[key].add(f)
	}
	class.Ignored = capped(class.Ignored, maxIgnored)
	entries, err := describe(slices.Collect(maps.Values(byKey)), in)
	if err == nil && o.Roster != nil {
		entries, err = join(entries, o.Roster)
	}
	if err != nil {
		return class, err
	}
	for _, e := range entries {
		e.choose(o.Attempt)
		class.Entries = append(class.Entries, *e)
	}
	slices.SortFunc(class.Entries, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID), slices.Compare(a.Names, b.Names))
	})
	tellApart(class.Entries)
	return class, nil
}

// both is the error that two things were handed in by one student.
func both(student string, names ...string) error {
	slices.Sort(names)
	return fmt.Errorf("list submissions: %s are both of student %s: keep one of them",
		strings.Join(names, " and "), student)
}

// base returns a name of what was handed in.
func (e Entry) base() string {
	if len(e.attempts) == 0 {
		return e.Name
	}
	return shown(path.Base(filepath.ToSlash(e.attempts[0].pieces[0].name)))
}

// add adds a file or folder to the attempt that it is of.
func (e *Entry) add(f found) {
	i := slices.IndexFunc(e.attempts, func(a attempt) bool { return a.stamp == f.attempt && a.late == f.late })
	if i < 0 {
		i = len(e.attempts)
		e.attempts = append(e.attempts, attempt{stamp: f.attempt, late: f.late})
	}
	e.attempts[i].pieces = append(e.attempts[i].pieces, f.piece)
}

// choose sorts the attempts, and makes one of them that which is taken.
func (e *Entry) choose(which string) {
	slices.SortStableFunc(e.attempts, func(a, b attempt) int { // by number, or by the time, which has a fixed length
		return cmp.Or(cmp.Compare(len(a.stamp), len(b.stamp)), strings.Compare(a.stamp, b.stamp))
	})
	if e.Layout == canvasLayout {
		e.attempts = together(e.attempts)
	}
	e.Attempts, e.best = len(e.attempts), which == "best"
	if e.Attempts > 0 {
		e.take(map[string]int{"first": 1}[which])
	}
}

// take makes an attempt, counted from 1, that which is taken; 0 is the last.
func (e *Entry) take(n int) {
	e.Attempt = cmp.Or(n, len(e.attempts))
	a := e.attempts[e.Attempt-1]
	e.Late, e.Names = a.late, nil
	for _, p := range a.pieces {
		e.Names = append(e.Names, shown(p.name))
	}
}

// Each returns the entry once for each attempt that is to be graded.
func (e Entry) Each() []Entry {
	if !e.best || len(e.attempts) < 2 {
		return []Entry{e}
	}
	var all []Entry
	for n := range e.attempts {
		e.take(n + 1)
		all = append(all, e)
	}
	return all
}

// others says what a student handed in and is not looked at.
func (e Entry) others() (names []string) {
	for n, a := range e.attempts {
		for _, p := range a.pieces {
			if n != e.Attempt-1 {
				names = append(names, fmt.Sprintf("%s (attempt %d of %d)", shown(p.name), n+1, e.Attempts))
			}
		}
	}
	return names
}

// tellApart puts what is known beside the name to the names of students who have the same.
func tellApart(sorted []Entry) {
	count, used := map[string]int{}, map[string]bool{}
	for _, e := range sorted {
		count[e.Name]++
	}
	for i, e := range sorted {
		if count[e.Name] > 1 {
			more := cmp.Or(e.ID, e.Login, e.Email, e.Layout)
			for n := 2; used[e.Name+" ("+more+")"] || count[e.Name+" ("+more+")"] > 0; n++ {
				more = fmt.Sprintf("%s, %d", cmp.Or(e.ID, e.Login, e.Email, e.Layout), n)
			}
			sorted[i].Name += " (" + more + ")"
		}
		used[sorted[i].Name] = true
	}
}
