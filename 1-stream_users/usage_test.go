package main_test

import (
	"bufio"
	"strings"
	"testing"

	"example.com/generators/shared/laws/rules"
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

	t.Run("ends_quietly_when_the_reader_goes_away", func(t *testing.T) {
		users := mysqltest.Users(1000)
		for i := range users {
			users[i].Name += strings.Repeat(" the Great", 20) // more output than a pipe and a buffer hold
		}
		program := mysqltest.NewProgram(t, users)
		command := program.Command("-n", "0")
		var stderr strings.Builder
		command.Stderr = &stderr
		stdout, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		first, err := bufio.NewReaderSize(stdout, 16).ReadString('\n')
		if err != nil || first != lines(users[:1]) {
			t.Errorf("the first line is %.100q, %v", first, err)
		}
		stdout.Close()
		if err := command.Wait(); err != nil || mysqltest.Complaints(stderr.String()) != "" {
			t.Errorf("1-stream_users -n 0 | head -n 1 ended with %v and said %q, want a quiet end with 0", err, &stderr)
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
}

// lines returns what the program prints for users.
func lines(users []seed.User) string {
	var b strings.Builder
	for _, user := range users {
		b.WriteString(mysqltest.Line(user))
	}
	return b.String()
}

func TestRules(t *testing.T) { rules.Check(t) }
