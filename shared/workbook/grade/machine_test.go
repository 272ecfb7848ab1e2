//go:build cohort

package grade_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/grade"
	"example.com/generators/shared/workbook/results"
)

// takesUpAgain kills each server that a grader starts, and then none.
func takesUpAgain(t *testing.T, exercises []*exercise.Exercise, grader *grade.Grader) {
	m := maker{t: t, dir: t.TempDir(), exercises: exercises[1:2]}
	reference, err := os.ReadFile(filepath.Join(exercises[0].Root, streamUsers))
	if err != nil {
		t.Fatal(err)
	}
	m.write("ann", streamUsers, append(reference, "\n// Whose file is that of another has the verdict of that one.\n"...))
	m.write("ben", streamUsers, []byte("package main\n\nimport \"os\"\n")) // of which nothing runs
	run := cohort(t, grader, entries(t, m.dir))

	stop := make(chan struct{})
	go killServers(stop)
	broken, err := run.Run(t.Context())
	close(stop)
	if err != nil {
		t.Fatal(err)
	}
	students := byName(broken)
	ann := students["ann"].Exercises[1]
	if ann.Status != results.NotGraded || ann.Fault == "" || !students["ann"].Ungraded() {
		t.Errorf("ann is %s (%s), want %s", ann.Status, ann.Fault, results.NotGraded)
	}
	run.Resume = true
	whole, err := run.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, student := range byName(whole) {
		if student.Ungraded() {
			t.Errorf("%s is not graded in the run that takes them up: %s", name, failures(student))
		}
	}
	if ann := byName(whole)["ann"].Exercises[1]; ann.Points != ann.Max {
		t.Errorf("ann has %d of %d points: %s", ann.Points, ann.Max, failures(byName(whole)["ann"]))
	}
}

// killServers kills the servers of this process's graders as they come, until stop is closed.
func killServers(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(200 * time.Millisecond):
		}
		stats, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, file := range stats {
			line, _ := os.ReadFile(file) // it may have ended
			if strings.Contains(string(line), "generators-grade-") && strings.Contains(string(line), "/server\x00-\x00") &&
				ours(filepath.Dir(file)) {
				pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

// ours reports whether a process, seen by its folder in /proc, is a child of this one.
func ours(process string) bool {
	status, _ := os.ReadFile(filepath.Join(process, "status"))
	return strings.Contains(string(status), "\nPPid:\t"+strconv.Itoa(os.Getpid())+"\n")
}
