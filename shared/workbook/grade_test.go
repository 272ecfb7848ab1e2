package main

import (
	"path/filepath"
	"testing"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/results"
)

func TestWhoHasNoVerdictMakesTheExitStatus3(t *testing.T) {
	for status, want := range map[results.Status]int{results.NotGraded: 3, results.NotFound: 0} {
		graded := &results.Results{
			Schema:    results.SchemaName,
			Exercises: []results.Exercise{{Name: "1-stream_users", Points: 10, Checks: []results.CheckInfo{}}},
			Students: []results.Student{{Name: "ann", Exercises: []results.Graded{{
				Exercise: "1-stream_users", Status: status, Score: exercise.Score{Max: 10}, Checks: []results.Check{},
			}}}},
		}
		shard := t.TempDir()
		if err := graded.Write(filepath.Join(shard, "results.json")); err != nil {
			t.Fatal(err)
		}
		if got := run(t.Context(), []string{"grade", "merge", shard, "-o", t.TempDir()}); got != want {
			t.Errorf("workbook grade merge where ann is %s ended with %d, want %d", status, got, want)
		}
	}
}
