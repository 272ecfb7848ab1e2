// Package export writes what the results of a grade look like elsewhere: a gradebook and a page for the instructor, and
// for each student what Gradescope and readers of JUnit files take, and feedback to read.
//
// Points are those of groups of checks, and what rules take away: some of these readers add up what they find, and
// must come to the same. What students get shows no hidden data.
package export

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/workbook/results"
	"example.com/generators/shared/workbook/runner"
)

// Write writes all reports into the folder dir: gradebook.csv, report.html and feedback for platforms, and below
// students/NAME those of each student, where NAME is what Folder says. A student without a verdict has feedback alone.
func Write(dir string, r *results.Results) error {
	files := map[string][]byte{}
	var err error
	files["gradebook.csv"] = gradebook(r)
	if files["report.html"], err = page(r); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	for _, student := range r.Students {
		folder := filepath.Join("students", Folder(student.Name))
		for name, format := range formats {
			if student.Ungraded() && !strings.HasPrefix(name, "feedback.") {
				continue // other systems would take what is there for a grade
			}
			text, err := format(r, student)
			if err != nil {
				return fmt.Errorf("%s of %q: %w", name, student.Name, err)
			}
			files[filepath.Join(folder, name)] = text
		}
	}
	if err := feedbackArchives(r, files); err != nil {
		return fmt.Errorf("feedback: %w", err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// formats are the reports of one student.
var formats = map[string]func(*results.Results, results.Student) ([]byte, error){
	"classroom50.json":  classroom50,
	"gradescope.json":   gradescope,
	"prairielearn.json": prairieLearn,
	"vpl.txt":           vpl,
	"junit.xml":         junitReport,
	"feedback.md":       feedback,
	"feedback.html":     feedbackPage,
}

// Folder returns the name of a student's folder: the student's name, with %XX for each byte that a file system or a
// shell could take amiss. No two students have the same.
func Folder(student string) string {
	name := notPlain.ReplaceAllStringFunc(student, func(letter string) string {
		return strings.ReplaceAll(fmt.Sprintf(" % X", letter), " ", "%")
	})
	const most = 100
	if len(name) <= most {
		return name
	}
	return name[:most] + fmt.Sprintf("%%%.8x", sha256.Sum256([]byte(student)))
}

var notPlain = regexp.MustCompile(`[^A-Za-z0-9_.-]|^\.`)

// one is a check of a student with all that is known of it.
type one struct {
	results.Check
	exercise results.Exercise
	info     results.CheckInfo
	number   string // such as 1.3
	verdict  string // in a word or two
	failed   bool
}

// checks returns all checks of a student, in order.
func checks(r *results.Results, student results.Student) (all []one) {
	for i, e := range r.Exercises {
		graded := student.Exercises[i]
		for j, info := range e.Checks {
			check := graded.Checks[j]
			c := one{
				Check: check, exercise: e, info: info, number: fmt.Sprintf("%s.%d", number(e.Name), j+1),
				verdict: string(check.Status), failed: check.Status != runner.Passed,
			}
			if check.Status == runner.NotRun && graded.Status != results.Completed {
				c.verdict = string(graded.Status)
			}
			all = append(all, c)
		}
	}
	return all
}

// skipped reports whether the machine, and not the student, is why a check did not run.
func (c one) skipped() bool {
	return c.info.Cannot != "" && c.Status == runner.NotRun
}

// part is what a student has of the points of an exercise: those of a group of checks.
type part struct {
	Name, About string
	Points, Max int
}

// parts returns the parts, which add up to the points of the exercise. What rules took away is taken from the last
// groups, since not every reader takes a score below 0.
func parts(e results.Exercise, graded results.Graded) []part {
	all := make([]part, len(graded.Groups))
	var broken []string
	for _, test := range graded.Broken {
		broken = append(broken, sentence(e, test))
	}
	taken := graded.Taken
	for i, group := range slices.Backward(graded.Groups) {
		less := min(taken, group.Points)
		taken -= less
		var about []string
		if group.Lost != "" {
			about = append(about, "all of it is lost with: "+sentence(e, group.Lost))
		} else if group.Points < group.Max {
			about = append(about, "not all of its checks passed")
		}
		if less > 0 {
			about = append(about, fmt.Sprintf("%d less for what is against the rules: %s", less, strings.Join(broken, ", ")))
		}
		all[i] = part{string(group.Group), strings.Join(about, "; "), group.Points - less, group.Max}
	}
	return all
}

// sentence returns the sentence of a check.
func sentence(e results.Exercise, test string) string {
	for _, info := range e.Checks {
		if info.Test == test {
			return info.Sentence
		}
	}
	return test
}

// ours are the lines with which a runner says how a program ended, and where a panic was.
var ours = regexp.MustCompile(`^(` +
	`stopped after printing more than \d+ KiB|` +
	`stopped after using more than \d+ MiB|` +
	`stopped after ([\d.hms]+|…) without an end|` +
	`stopped after ([\d.hms]+|…): all checks together cannot take longer|` +
	`stopped [\d.hms]+ after the first check that ended the program: the rest cannot take longer|` +
	`\d+ checks (ended the program|timed out|flooded|out of memory): no more were tried|` +
	`the program ended \((exit status \d+|signal: [\w ()]+)\) before the checks did` +
	`(: after log\.Fatal nobody learns of the error)?|` +
	`the tests failed \(exit code \d+\), although no check said so|` +
	`at [\w/-]+\.go:\d+)$`)

// public returns how a program ended, for a student: in the runner's words alone. Those of a panic, or of a test, may
// be hidden data.
func public(ended string) string {
	var lines []string
	for line := range strings.Lines(ended) {
		line = strings.TrimSuffix(line, "\n")
		what, _, isPanic := strings.Cut(line, ": ")
		switch {
		case ours.MatchString(line):
			lines = append(lines, line)
		case isPanic && (what == "panic" || what == "fatal error"):
			lines = append(lines, what)
		}
	}
	return strings.Join(lines, "\n")
}

// early returns how a run ended before its last check; empty if it did not, or if a check says so itself.
func early(graded results.Graded) string {
	fault := graded.Fault
	for _, c := range graded.Checks {
		if c.Status != runner.NotRun {
			fault = strings.TrimSuffix(fault, c.Ended)
		}
	}
	return strings.TrimSpace(fault)
}

// explanation is what a student may read of a check that failed.
func (c one) explanation() string {
	text := strings.Trim(texts(c.Public)+"\n"+public(c.Ended), "\n")
	if c.Hint != "" {
		text = strings.TrimPrefix(text+"\n  hint:  "+c.Hint, "\n")
	}
	if text = shown(text); strings.Contains(text, receipt.NotShown) {
		text += "\n" + whyNotShown(c.exercise.Name)
	}
	return text
}

// texts returns failures as text.
func texts(failures []receipt.Failure) string {
	told, others := receipt.Told(failures)
	var all []string
	for _, failure := range told {
		all = append(all, failure.String())
	}
	if others != "" {
		all = append(all, "  "+others)
	}
	return strings.Join(all, "\n")
}

// indented returns value as JSON for people.
func indented(value any) ([]byte, error) {
	text, err := json.MarshalIndent(value, "", "  ")
	return append(text, '\n'), err
}
