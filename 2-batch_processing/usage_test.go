package main_test

import (
	"io"
	"iter"
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestProgram(t *testing.T) {
	t.Run("prints_the_users_older_than_25", func(t *testing.T) {
		users := mysqltest.Users(120)
		older := olderThan25(users)
		program := mysqltest.NewProgram(t, users)
		for _, args := range [][]string{nil, {"-batch", "7"}, {"-batch", "1000"}} {
			stdout, stderr, exit := program.Run(args...)
			printed := strings.Count(stdout, "\n")
			if printed != len(older) || mysqltest.Complaints(stderr) != "" || exit != 0 {
				t.Errorf("2-batch_processing %v exited with %d, said %q and printed %d lines, want %d", args, exit, stderr, printed,
					len(older))
			}
			if want := mysqltest.Line(older[0]); !strings.HasPrefix(stdout, want) {
				t.Errorf("2-batch_processing %v printed first %.120q, want %q", args, stdout, want)
			}
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		program := mysqltest.NewProgram(t, mysqltest.Users(10))
		if stdout, _, exit := program.Run("-batch", "1"); stdout == "" || exit != 0 {
			t.Fatalf("2-batch_processing -batch 1 printed %q and exited with %d, want users and 0", stdout, exit)
		}
		if _, stderr, exit := program.Run("-batch", "0"); exit != 2 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("2-batch_processing -batch 0 exited with %d and said %q, want 2 and one line", exit, stderr)
		}
	})

	laws.Program{
		Args: []string{"-batch", "1000"}, Size: 1000, Far: 70_000, Prints: catalog.Lines,
		Page: "2-batch_processing/README.md",
		From: laws.Printed(laws.Users, func(w io.Writer, users iter.Seq[seed.User]) {
			mysqltest.Lines(w, func(yield func(seed.User) bool) {
				for user := range users {
					if user.Age > 25 && !yield(user) {
						return
					}
				}
			})
		}),
	}.Check(t)
}
