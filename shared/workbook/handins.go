package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/export"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/submission"

	"github.com/spf13/cobra"
)

// handInFlags say how to read what was handed in.
type handInFlags struct {
	layout, attempt string
	rosterFlags
}

// rosterFlags say who should have handed in, and where the points go.
type rosterFlags struct{ roster, column string }

func (f *handInFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.layout, "layout", "", "how files are named, where that is not recognised: "+
		strings.Join(submission.Layouts(), ", "))
	c.Flags().StringVar(&f.attempt, "attempt", "last",
		"which attempt of a student counts: "+strings.Join(submission.Attempts, ", "))
	f.rosterFlags.add(c)
}

func (f *rosterFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.roster, "roster", "",
		"CSV file of all students, with any of the columns name, id, login and e-mail; "+
			"Canvas's gradebook and Moodle's grading worksheet are filled in, too")
	c.Flags().StringVar(&f.column, "column", "", "which column of Canvas's gradebook the points are for")
}

// sheet returns the roster if it is a table that a platform takes back, or nil.
func (f *rosterFlags) sheet() (*export.Sheet, error) {
	if f.roster == "" {
		return nil, nil
	}
	sheet, err := export.ReadSheet(f.roster, f.column)
	if sheet == nil && err == nil {
		fmt.Fprintf(os.Stderr,
			"%s is neither Canvas's gradebook nor Moodle's worksheet in English: no platform takes it back\n", f.roster)
	}
	return sheet, err
}

// list returns what all students handed in, and says on stderr how it was understood.
func (f *handInFlags) list(at string, exercises []*exercise.Exercise) (class submission.Class, err error) {
	if f.layout != "" && !slices.Contains(submission.Layouts(), f.layout) {
		return class, usageError{
			fmt.Errorf("--layout %q: want one of %s", f.layout, strings.Join(submission.Layouts(), ", ")),
		}
	}
	if !slices.Contains(submission.Attempts, f.attempt) {
		return class, usageError{
			fmt.Errorf("--attempt %q: want one of %s", f.attempt, strings.Join(submission.Attempts, ", ")),
		}
	}
	o := submission.Options{Wanted: grade.Wanted(exercises), Layout: f.layout, Attempt: f.attempt}
	if f.roster != "" {
		if o.Roster, err = submission.ReadRoster(f.roster); err != nil {
			return class, err
		}
	}
	if class, err = submission.List(at, o); err != nil {
		return class, err
	}
	for _, e := range exercises {
		if slices.ContainsFunc(class.Entries, func(entry submission.Entry) bool { return entry.Name == e.Name }) {
			return class, fmt.Errorf("%s has the folder %s in it, so it is of one student: want the folder around it, "+
				"or one with a folder or an archive for each student", at, e.Name)
		}
	}
	for _, layout := range slices.Sorted(maps.Keys(class.Layouts)) {
		fmt.Fprintf(os.Stderr, "layout %s (files and folders: %d; --layout names another)\n", layout, class.Layouts[layout])
	}
	say := func(what string, is func(submission.Entry) bool) {
		var names []string
		for _, e := range class.Entries {
			if is(e) {
				names = append(names, e.Name)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(os.Stderr, "%s: %s\n", what, strings.Join(names, ", "))
		}
	}
	say("late", func(e submission.Entry) bool { return e.Late })
	say("not on the roster", func(e submission.Entry) bool { return e.Unlisted })
	say("not handed in", func(e submission.Entry) bool { return e.Attempts == 0 })
	if len(class.Ignored) > 0 {
		fmt.Fprintf(os.Stderr, "ignored, as no student's: %s\n", strings.Join(class.Ignored, ", "))
	}
	if len(class.Entries) == 0 {
		return class, fmt.Errorf("%s has no submissions: want a folder, a .zip or a .tar.gz for each student, "+
			"or what a course platform exports", at)
	}
	return class, nil
}

// dryRun shows what would be graded: a line for each student, a column for each exercise, and below what there is to
// say about a student's files.
func dryRun(w io.Writer, entries []submission.Entry, exercises []*exercise.Exercise) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := []string{"STUDENT", "ID", "LAYOUT", "ATTEMPT", "LATE"}
	for _, e := range exercises {
		line = append(line, e.Name)
	}
	fmt.Fprintln(table, strings.Join(line, "\t"))
	var notes []string
	for _, entry := range entries {
		for _, one := range entry.Each() {
			taken, err := look(one, exercises)
			if err != nil {
				return err
			}
			line := []string{one.Name, cmp.Or(one.ID, one.Login, one.Email, "-"), cmp.Or(one.Layout, "-"), "-", ""}
			if one.Attempts > 0 {
				line[3] = fmt.Sprintf("%d of %d", one.Attempt, one.Attempts)
			}
			if one.Late {
				line[4] = "late"
			}
			for _, e := range exercises {
				line = append(line, found(e, taken, one))
			}
			fmt.Fprintln(table, strings.Join(line, "\t"))
			for _, fault := range taken.Faults {
				notes = append(notes, one.Name+": "+fault)
			}
			if len(taken.Ignored) > 0 {
				notes = append(notes, one.Name+": not looked at: "+strings.Join(taken.Ignored, ", "))
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, strings.Join(append([]string{""}, notes...), "\n"))
	return err
}

// found says in a word or two whether an exercise's files are there.
func found(e *exercise.Exercise, taken submission.Taken, entry submission.Entry) string {
	if entry.Attempts == 0 {
		return "not handed in"
	}
	for _, file := range e.Edits {
		if taken.Files[file] == "" {
			return "not found"
		}
	}
	for _, file := range e.Edits {
		for _, fault := range taken.Faults {
			if strings.HasPrefix(fault, file+" was found as ") {
				return "elsewhere"
			}
		}
	}
	return "found"
}

// look takes the files of an entry, and leaves none of them.
func look(entry submission.Entry, exercises []*exercise.Exercise) (submission.Taken, error) {
	dir, err := os.MkdirTemp("", "generators-look-")
	if err != nil {
		return submission.Taken{}, err
	}
	defer os.RemoveAll(dir)
	return entry.Take(grade.Wanted(exercises), dir)
}
