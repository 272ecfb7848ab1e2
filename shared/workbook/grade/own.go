package grade

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/program"
	"example.com/generators/shared/workbook/runner"
)

// The workbook's own solutions are what this machine is measured by: whether it can grade at all, which checks it
// cannot run, and how long a check takes here and now.

// tryOut grades the workbook's own files, which must get all points that can be had here. A handout's are stubs.
func (g *Grader) tryOut(ctx context.Context) error {
	dir := filepath.Join(g.dir, "own") // whose binaries stay
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	own, err := g.gradeIn(ctx, &attempt{dir: dir, left: processorTime}, g.ownFiles())
	if err != nil {
		return err
	}
	stubs := 0
	for _, w := range own {
		for _, check := range w.graded.Checks {
			if check.Skip != "" {
				g.cannot[w.Name+" "+check.Test] = check.Skip
			}
		}
	}
	for _, w := range own {
		switch g.score(w); {
		case strings.Contains(w.graded.Fault, program.NotWritten):
			stubs++
		case w.graded.Points < w.graded.Max:
			return fmt.Errorf(
				"grade: the workbook's own %s does not pass here, so no submission can be graded: %s",
				w.Name,
				w.missing(),
			)
		}
	}
	if stubs > 0 {
		return nil // and only the clock limits a check
	}
	const margin = 3 // times what the workbook's own solution takes for its longest check
	g.own, g.limits.CPU = own, Limits.CPU
	for _, w := range own {
		for _, check := range w.graded.Checks {
			g.limits.CPU = max(g.limits.CPU, margin*time.Duration(check.Seconds*float64(time.Second)))
		}
	}
	return nil
}

// missing returns what a work lacks to all points.
func (w *work) missing() string {
	lines := []string{fmt.Sprintf("%s, %d of %d points", w.graded.Status, w.graded.Points, w.graded.Max)}
	for _, check := range w.graded.Checks {
		if check.Status != runner.Passed && check.Skip == "" {
			lines = append(lines, fmt.Sprintf("%s: %s %s", check.Test, check.Status, check.Ended))
		}
	}
	if w.graded.Fault != "" {
		lines = append(lines, w.graded.Fault)
	}
	return strings.Join(lines, "\n")
}

// Cannot returns the checks that this machine cannot run, each with the reason: it depends on the kind of server and on
// the system alone.
func (g *Grader) Cannot() (checks []string) {
	for _, check := range slices.Sorted(maps.Keys(g.cannot)) {
		checks = append(checks, check+": "+g.cannot[check])
	}
	return checks
}

// ownFiles returns the workbook's own files in the place of the students'.
func (g *Grader) ownFiles() map[string]string {
	files := make(map[string]string)
	for _, file := range Wanted(g.exercises) {
		files[file] = filepath.Join(g.exercises[0].Root, filepath.FromSlash(file))
	}
	return files
}

// likeNew returns the work on copies of the workbook's own files that no cache of the go command knows.
func (g *Grader) likeNew(dir string, e *exercise.Exercise) (*work, error) {
	files := g.ownFiles()
	for i, file := range e.Edits {
		text, err := os.ReadFile(files[file])
		if err != nil {
			return nil, err
		}
		files[file] = filepath.Join(dir, fmt.Sprintf("own%d.go", i))
		if err := os.WriteFile(files[file], append(text, "\n// "+rand.Text()+"\n"...), 0o600); err != nil {
			return nil, err
		}
	}
	return newWork(e, files), nil
}

// ownPasses puts the workbook's own solution to checks, with time enough for a busy machine. The error says that it
// does not pass. There are no checks in the result where the workbook has stubs.
func (g *Grader) ownPasses(ctx context.Context, w *work, checks []string) (runner.Result, error) {
	i := slices.IndexFunc(g.own, func(own *work) bool { return own.Name == w.Name })
	if i < 0 {
		return runner.Result{}, nil
	}
	patient := Limits
	patient.CPU = 0
	patient.Check, patient.Total, patient.Again = 6*Limits.Check, 6*Limits.Total, 6*Limits.Again
	result, err := g.fresh(ctx, g.own[i], checks, patient)
	if err != nil {
		return result, fmt.Errorf("the workbook's own %s: %w", w.Name, err)
	}
	for _, check := range result.Checks {
		if check.Status != runner.Passed && !check.Skipped() {
			return result, fmt.Errorf("the workbook's own %s does not pass %s now (%s): is this machine too busy to grade?",
				w.Name, check.Test, check.Status)
		}
	}
	return result, nil
}
