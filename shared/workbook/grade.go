package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/workbook/export"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/sandbox"
	"example.com/generators/shared/workbook/submission"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func init() {
	forInstructors.begin = func() {
		sandbox.Main() // the inside of one
		grade.Main()   // or a child of the grader
	}
	forInstructors.commands = append(forInstructors.commands, gradeCommand)
}

// gradeOptions are the flags of grade.
type gradeOptions struct {
	out     string
	seed    uint64
	workers int
	resume  bool
	shard   string
	sandbox string
	only    string
	dryRun  bool
	handInFlags
}

func gradeCommand() *cobra.Command {
	var o gradeOptions
	c := &cobra.Command{
		Use:   "grade SUBMISSIONS -o OUT",
		Short: "Grades a cohort of submissions",
		Long: `Grades the submissions in SUBMISSIONS, a folder or an archive: one folder, .zip, .tar or .tar.gz
a student, with the files in the workbook's own layout, such as ann/1-stream_users/stream_users.go,
or what Moodle, Canvas, Blackboard, Gradescope or Classroom 50 export, or files such as
ann_stream_users.go. --dry-run shows who handed in what, and grades nothing.

Only the students' files of a submission are used, and they are not trusted. The hidden data
are drawn from a seed, which is printed and stored: the same seed gives the same verdict.

OUT gets results.json, and made from it gradebook.csv, report.html, what Canvas and Moodle
import, and for each student a page and reports for Gradescope and JUnit. It does not check for
plagiarism: whether two students handed in the same work, but for files that are the same byte
for byte: these are graded once.

Exit status: 0 if every submission has a verdict, whatever it is; 3 if some have none because
of a fault of this machine; 1 if there are no results, 2 wrong usage, 130 interrupted. --resume
goes on from there, and grades those without a verdict.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("want one folder of submissions")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if o.out == "" && !o.dryRun {
				return usageError{errors.New("want a folder for the results, with -o")}
			}
			if o.workers < 0 {
				return usageError{fmt.Errorf("-j %d: want 0 or more", o.workers)}
			}
			if o.column != "" && o.roster == "" {
				return usageError{fmt.Errorf("--column %q: want Canvas's gradebook, with --roster", o.column)}
			}
			if !o.dryRun && isIn(args[0], o.out) {
				return usageError{fmt.Errorf("-o %s is in %s, where its files would be taken for students", o.out, args[0])}
			}
			return gradeCohort(c.Context(), args[0], o)
		},
	}
	c.Flags().StringVarP(&o.out, "out", "o", "", "folder for the results")
	c.Flags().Uint64Var(&o.seed, "seed", 0, "what to draw the hidden data from; 0 for a new one")
	c.Flags().IntVarP(&o.workers, "jobs", "j", 0,
		"submissions to grade at once; 0 for two for each processor, since most of them wait for a server")
	c.Flags().BoolVar(&o.resume, "resume", false, "go on with the run in OUT")
	c.Flags().StringVar(&o.only, "only", "",
		"only these exercises, by number or folder, such as 1,2; points are of these alone")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what was handed in and found, and grade nothing")
	o.handInFlags.add(c)
	c.Flags().StringVar(&o.shard, "shard", "", "grade part i of n, as i/n, for grade merge")
	c.Flags().StringVar(&o.sandbox, "sandbox", "auto", "how to confine submissions: "+grade.SandboxKinds)
	c.AddCommand(mergeCommand())
	return c
}

// isIn reports whether dir, which need not be there, is a folder or somewhere in it.
func isIn(folder, dir string) bool {
	outer, err := os.Stat(folder)
	if err != nil {
		return false
	}
	for dir, err = filepath.Abs(dir); err == nil; dir = filepath.Dir(dir) {
		if here, err := os.Stat(dir); err == nil && os.SameFile(outer, here) {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
	return false
}

// gradeCohort grades the submissions in a folder.
func gradeCohort(ctx context.Context, folder string, o gradeOptions) error {
	_, exercises, err := loadOnly(o.only)
	if err != nil {
		return err
	}
	class, err := o.list(folder, exercises)
	if err != nil {
		return err
	}
	entries := class.Entries
	sheet, err := o.sheet()
	if err != nil {
		return err
	}
	if entries, err = shard(entries, o.shard); err != nil {
		return err
	}
	if o.dryRun {
		return dryRun(os.Stdout, entries, exercises)
	}
	journal := filepath.Join(o.out, "journal.jsonl")
	if o.seed, err = grade.JournalSeed(journal, o.resume, exercises, o.seed); err != nil {
		return err
	}
	box, err := grade.NewSandbox(o.sandbox)
	if err != nil {
		return usageError{err}
	}
	for o.seed == 0 {
		o.seed = rand.Uint64() >> 11 // which every reader of JSON can hold
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "seed %d, sandbox: %s\n", o.seed, box.Describe())
	fmt.Fprintln(os.Stderr, "first the workbook's own solutions are graded; that takes half a minute or more")
	grader, err := grade.New(ctx, exercises, o.seed, box)
	if err != nil {
		return err
	}
	defer grader.Close()
	for _, cannot := range grader.Cannot() {
		fmt.Fprintf(os.Stderr, "not judged here: %s\n", cannot)
	}
	cohort := grade.Cohort{
		Grader: grader, Entries: entries, Workers: cmp.Or(o.workers, 2*runtime.GOMAXPROCS(0)),
		Journal: journal, Resume: o.resume, Progress: progress(os.Stderr),
	}
	graded, err := cohort.Run(ctx)
	if ctx.Err() != nil {
		fmt.Fprintln(os.Stderr, "\nthe verdicts so far are kept: the same command goes on with --resume")
	}
	if err != nil {
		return err
	}
	graded.Ignored = class.Ignored
	return publish(o.out, graded, sheet)
}

// progress returns a function that says how far the grading is: as a line that changes on a terminal, once a minute
// elsewhere.
func progress(w *os.File) func(done, all int, eta time.Duration) {
	terminal := term.IsTerminal(int(w.Fd()))
	var last time.Time
	return func(done, all int, eta time.Duration) {
		line := fmt.Sprintf("%d of %d graded, about %v left", done, all, eta.Round(time.Second))
		if done == all {
			line = fmt.Sprintf("%d of %d graded", done, all)
		}
		switch {
		case terminal:
			fmt.Fprintf(w, "\r%-50s", line) // over a longer one
			if done == all {
				fmt.Fprintln(w)
			}
		case done == all || time.Since(last) > time.Minute:
			fmt.Fprintln(w, line)
			last = time.Now()
		}
	}
}

// publish writes the results and all reports, and fills in the sheet of the course's platform, if there is one.
func publish(out string, graded *results.Results, sheet *export.Sheet) error {
	if err := graded.Write(filepath.Join(out, "results.json")); err != nil {
		return err
	}
	if err := export.Write(out, graded); err != nil {
		return err
	}
	if sheet != nil {
		without, err := sheet.Write(out, graded)
		if err != nil {
			return err
		}
		if len(without) > 0 {
			fmt.Fprintf(os.Stderr, "no row on the roster, so no grade there: %s\n", strings.Join(without, ", "))
		}
	}
	handedIn := 0
	for _, student := range graded.Students {
		if student.HandedIn() {
			handedIn++
		}
		for _, fault := range student.Faults {
			fmt.Fprintf(os.Stderr, "%s: %s\n", student.Name, fault)
		}
		const few = 10 // the report names all
		if same := graded.Same(student); len(same) > 0 && student.Name < slices.Min(same) {
			if more := len(same) - few; more > 0 {
				same = append(same[:few:few], fmt.Sprintf("%d more", more))
			}
			fmt.Fprintf(os.Stdout, "the same files, byte for byte, graded once: %s and %s\n",
				student.Name, strings.Join(same, " and "))
		}
		for _, e := range student.Exercises {
			if e.Status == results.Held || e.Status == results.Unjudged {
				fmt.Fprintf(os.Stdout, "for a person to decide: %s, %s: %s: %s\n", student.Name, e.Exercise, e.Status, e.Fault)
			}
		}
	}
	ungraded := graded.Ungraded()
	_, err := fmt.Fprintf(os.Stdout, "%s graded: %s\n",
		number(handedIn-len(ungraded), "submission"), filepath.Join(out, "report.html"))
	if err == nil && len(ungraded) > 0 {
		err = notGradedError(ungraded)
	}
	return err
}

// notGradedError are the names of students whose submissions have no verdict.
type notGradedError []string

func (e notGradedError) Error() string {
	return fmt.Sprintf("%d not graded, since this machine failed (results.json says how): %s; "+
		"--resume takes them up again", len(e), strings.Join(e, ", "))
}

func (e notGradedError) exitCode() int { return 3 }

// shard returns the entries of part i of n, dealt out in turn.
func shard(entries []submission.Entry, text string) (part []submission.Entry, err error) {
	if text == "" {
		return entries, nil
	}
	var i, n int
	var rest string
	if read, err := fmt.Sscanf(text+" end", "%d/%d %s", &i, &n, &rest); err != nil || read != 3 || rest != "end" ||
		i < 1 || i > n {
		return nil, usageError{fmt.Errorf("--shard %q: want i/n with i from 1 to n, such as 2/3", text)}
	}
	for k, entry := range entries {
		if k%n == i-1 {
			part = append(part, entry)
		}
	}
	return part, nil
}

func mergeCommand() *cobra.Command {
	var out string
	var roster rosterFlags
	c := &cobra.Command{
		Use:   "merge OUT1 OUT2 ... -o OUT",
		Short: "Merges the results of the shards of a cohort",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || out == "" {
				return usageError{errors.New("want the folders of the shards, and one for the results with -o")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var parts []*results.Results
			for _, folder := range args {
				part, err := results.Read(filepath.Join(folder, "results.json"))
				if err != nil {
					return err
				}
				parts = append(parts, part)
			}
			merged, err := results.Merge(parts...)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(out, 0o755); err != nil {
				return err
			}
			sheet, err := roster.sheet()
			if err != nil {
				return err
			}
			return publish(out, merged, sheet)
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "folder for the results")
	roster.add(c)
	return c
}
