package main_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/laws/catalog"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestProgram(t *testing.T) {
	t.Run("prints_users_as_JSON_one_a_line", func(t *testing.T) {
		users := mysqltest.Users(10)
		program := mysqltest.NewProgram(t, users)
		for _, test := range []struct {
			args []string
			want int
		}{
			{nil, 6},
			{[]string{"-n", "2"}, 2},
			{[]string{"-n", "0"}, 10},
		} {
			stdout, stderr, exit := program.Run(test.args...)
			if want := lines(users[:test.want]); stdout != want || mysqltest.Complaints(stderr) != "" || exit != 0 {
				t.Errorf("1-stream_users %v exited with %d, said %q and printed\n%s\nwant\n%s", test.args, exit, stderr, stdout,
					want)
			}
		}
	})

	t.Run("says_how_to_seed_a_server_without_data", func(t *testing.T) {
		users := mysqltest.Users(1)
		program := mysqltest.NewProgram(t, users)
		if stdout, _, _ := program.Run(); stdout != lines(users) {
			t.Fatalf("1-stream_users on a server with one user printed %q, want %q", stdout, lines(users))
		}
		if _, err := program.Prodev().ExecContext(t.Context(), "DROP DATABASE ALX_prodev"); err != nil {
			t.Fatal(err)
		}
		stdout, stderr, exit := program.Run()
		if stdout != "" || exit != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "go run ./0-seed") {
			t.Errorf("1-stream_users on a server without data exited with %d, printed %q and said %q, want 1 and one line "+
				"that says to run 0-seed", exit, stdout, stderr)
		}
	})

	laws.Program{
		Args: []string{"-n", "0"}, Size: 1, Prints: catalog.Lines, From: laws.Printed(laws.Users, mysqltest.Lines),
		Page: "1-stream_users/README.md",
	}.Check(t)
}

// lines returns what the program prints for users.
func lines(users []seed.User) string {
	var b strings.Builder
	for _, user := range users {
		b.WriteString(mysqltest.Line(user))
	}
	return b.String()
}
