package main_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/mysqltest"
)

func TestProgram(t *testing.T) {
	t.Run("prints_all_users_page_by_page", func(t *testing.T) {
		users := mysqltest.Users(250)
		program := mysqltest.NewProgram(t, users)
		for _, args := range [][]string{nil, {"-page", "7"}, {"-page", "1000"}} {
			stdout, stderr, exit := program.Run(args...)
			if printed := strings.Count(stdout, "\n"); printed != 250 || mysqltest.Complaints(stderr) != "" || exit != 0 {
				t.Errorf("3-lazy_paginate %v exited with %d, said %q and printed %d lines, want 250", args, exit, stderr, printed)
			}
			if want := mysqltest.Line(users[0]); !strings.HasPrefix(stdout, want) {
				t.Errorf("3-lazy_paginate %v printed first %.120q, want %q", args, stdout, want)
			}
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		program := mysqltest.NewProgram(t, mysqltest.Users(3))
		if stdout, _, exit := program.Run("-page", "1"); strings.Count(stdout, "\n") < 3 || exit != 0 {
			t.Fatalf("3-lazy_paginate -page 1 printed %q and exited with %d, want three users and 0", stdout, exit)
		}
		if _, stderr, exit := program.Run("-page", "-1"); exit != 2 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("3-lazy_paginate -page -1 exited with %d and said %q, want 2 and one line", exit, stderr)
		}
	})

	laws.Program{
		Args: []string{"-page", "1000"}, Size: 1000, Far: 70_000, Prints: catalog.Lines,
		From: laws.Printed(laws.Users, mysqltest.Lines), Page: "3-lazy_paginate/README.md",
	}.Check(t)
}
