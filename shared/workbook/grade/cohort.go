package grade

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/submission"

	"golang.org/x/sync/errgroup"
)

// Cohort is the grading of many submissions.
type Cohort struct {
	Grader   *Grader
	Entries  []submission.Entry
	Workers  int                                    // submissions at once
	Journal  string                                 // the file in which verdicts are written as they come
	Resume   bool                                   // take the verdicts that the journal has on the same files
	Progress func(done, all int, eta time.Duration) // called after each verdict; may be nil
}

// Run grades the submissions and returns the results, which are complete unless the error is not nil. Where this
// machine fails, the submission is graded once more when all others have been, with nothing beside it. What has no
// verdict then is in the results as [results.NotGraded], and not in the journal: a run that resumes this one takes it
// up again.
func (c Cohort) Run(ctx context.Context) (*results.Results, error) {
	all := c.Grader.Results()
	j, done, err := c.open(all)
	if err != nil {
		return nil, err
	}
	defer func() { _ = j.Close() }() // every verdict is on the disk by then
	var left []submission.Entry
	for _, student := range done {
		c.Grader.Known(student)
	}
	for _, entry := range c.Entries {
		if student, graded := done[entry.Name]; graded && c.Grader.stands(student, entry) {
			all.Students = append(all.Students, student)
		} else {
			left = append(left, entry)
		}
	}

	var mu sync.Mutex
	began, graded := time.Now(), 0
	enter := func(student results.Student) error {
		mu.Lock()
		defer mu.Unlock()
		if !student.Ungraded() {
			if err := j.write(student); err != nil {
				return fmt.Errorf("write the verdict on %s: %w; mend that, and go on with --resume", student.Name, err)
			}
		}
		graded++
		all.Students = append(all.Students, student)
		if c.Progress != nil {
			c.Progress(len(all.Students), len(c.Entries), eta(time.Since(began), graded, len(left), c.Workers))
		}
		return nil
	}
	var again []submission.Entry
	group, limited := errgroup.WithContext(ctx)
	group.SetLimit(max(1, c.Workers))
	for _, entry := range left {
		if limited.Err() != nil {
			break // no further ones after an error or a Ctrl-C
		}
		group.Go(func() error {
			student, err := c.Grader.Grade(limited, entry, false)
			if err == nil {
				return enter(student)
			}
			mu.Lock()
			defer mu.Unlock()
			again = append(again, entry)
			return nil
		})
	}
	err = group.Wait()
	for _, entry := range again {
		if ctx.Err() != nil || err != nil {
			break
		}
		student, fault := c.Grader.Grade(ctx, entry, true)
		if fault != nil {
			student = c.Grader.NotGraded(entry, fault)
		}
		if ctx.Err() == nil {
			err = enter(student)
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	all.Sort()
	return all, nil
}

// eta returns about how long the rest takes, if what is being graded is half done.
func eta(since time.Duration, graded, all, workers int) time.Duration {
	half := float64(min(max(workers, 1)-1, all-graded)) / 2 // but for the one that is done just now
	return time.Duration(float64(since) * (float64(all-graded) - half) / (float64(graded) + half))
}

// journal is a file with one JSON value a line: first what is graded, then a verdict for each student.
type journal struct{ *os.File }

// open opens the journal, and returns the verdicts in it if they are to be taken.
func (c Cohort) open(head *results.Results) (journal, map[string]results.Student, error) {
	first, err := json.Marshal(head)
	if err != nil {
		return journal{}, nil, err
	}
	if !c.Resume {
		file, err := os.OpenFile(c.Journal, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return journal{}, nil, isThere(c.Journal)
		}
		if err == nil {
			_, err = file.Write(append(first, '\n'))
		}
		return journal{file}, nil, err
	}
	file, err := os.OpenFile(c.Journal, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return journal{}, nil, fmt.Errorf("there is no run to resume: %w", err)
	}
	done, whole, err := read(file, head)
	if err == nil { // a line that was cut off by the end of the run goes
		err = file.Truncate(whole)
	}
	if err != nil {
		return journal{}, nil, errors.Join(fmt.Errorf("resume %s: %w", c.Journal, err), file.Close())
	}
	return journal{file}, done, nil
}

// read returns the verdicts in a journal of the run that want is the head of, and where the last whole line ends.
func read(file io.Reader, want *results.Results) (done map[string]results.Student, whole int64, err error) {
	lines := bufio.NewReader(file)
	head, err := lines.ReadBytes('\n')
	if err != nil {
		return nil, 0, fmt.Errorf("its first line: %w", err)
	}
	var began results.Results
	if err := json.Unmarshal(head, &began); err != nil {
		return nil, 0, fmt.Errorf("its first line: %w", err)
	}
	if err := sameRun(&began, want); err != nil {
		return nil, 0, err
	}
	whole = int64(len(head))
	done = make(map[string]results.Student)
	for {
		line, err := lines.ReadBytes('\n')
		var student results.Student
		if err != nil || json.Unmarshal(line, &student) != nil {
			return done, whole, nil
		}
		whole += int64(len(line))
		done[student.Name] = student
	}
}

// write adds a verdict, and sees it safely on the disk.
func (j journal) write(student results.Student) error {
	line, err := json.Marshal(student)
	if err != nil {
		return err
	}
	if _, err := j.Write(append(line, '\n')); err != nil {
		return err
	}
	return j.Sync()
}

func isThere(journal string) error {
	return fmt.Errorf("%s is there: --resume goes on with that run, another folder begins a new one", journal)
}

func sameRun(began, want *results.Results) error {
	if err := began.SameRun(want); err != nil {
		return fmt.Errorf("it is of a run with %w: go on with that, or begin a new run in another folder", err)
	}
	return nil
}

// JournalSeed returns the seed that a run has, 0 for a new one: what is asked for, or that of the journal to resume.
// The error says that there is a journal where none is to be, or that it is of another run, a minute before a grader
// knows; of another sandbox that alone says so.
func JournalSeed(path string, resume bool, exercises []*exercise.Exercise, seed uint64) (uint64, error) {
	if !resume {
		if _, err := os.Lstat(path); err == nil {
			return 0, isThere(path)
		}
		return seed, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("there is no run to resume: %w", err)
	}
	defer func() { _ = file.Close() }()
	var head results.Results
	if err := json.NewDecoder(file).Decode(&head); err != nil {
		return 0, fmt.Errorf("resume %s: %w", path, err)
	}
	var names []string
	for _, e := range exercises {
		names = append(names, e.Name)
	}
	if began := head.Names(); !slices.Equal(began, names) {
		return 0, fmt.Errorf("resume %s: it is of the exercises %s, not %s: go on with --only %s",
			path, strings.Join(began, ", "), strings.Join(names, ", "), strings.Join(began, ","))
	}
	want := head
	want.Seed = cmp.Or(seed, head.Seed)
	if want.Workbook, err = digest(exercises); err == nil {
		err = sameRun(&head, &want)
	}
	if err != nil {
		return 0, fmt.Errorf("resume %s: %w", path, err)
	}
	return head.Seed, nil
}
