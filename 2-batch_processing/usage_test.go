package main

import (
	"strings"
	"testing"

	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/mysqltest"
)

func TestProgram(t *testing.T) {
	t.Run("prints_the_users_older_than_25", func(t *testing.T) {
		users := mysqltest.Users(120)
		program := mysqltest.NewProgram(t, users)
		for _, args := range [][]string{nil, {"-batch", "7"}, {"-batch", "1000"}} {
			stdout, stderr, exit := program.Run(args...)
			printed := strings.Count(stdout, "\n")
			if want := len(olderThan25(users)); printed != want || stderr != "" || exit != 0 {
				t.Errorf("2-batch_processing %v exited with %d, said %q and printed %d lines, want %d", args, exit, stderr, printed, want)
			}
			if want := `{"user_id":"00000001-0000-4000-8000-000000000001","name":"Niamh O'Brien 1","email":"user1@example.com","age":77}` + "\n"; !strings.HasPrefix(stdout, want) {
				t.Errorf("2-batch_processing %v printed first %.120q, want %q", args, stdout, want)
			}
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		program := mysqltest.NewProgram(t, nil)
		if _, stderr, exit := program.Run("-batch", "0"); exit != 2 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("2-batch_processing -batch 0 exited with %d and said %q, want 2 and one line", exit, stderr)
		}
	})
}

func TestRules(t *testing.T) { rules.Check(t) }
