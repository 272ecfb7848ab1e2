package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/mysqltest"
)

// firstUser is the first in data/user_data.csv by user_id.
const firstUser = `{"user_id":"0085eb5c-c75b-4bbc-9799-a442b9ed6fd7","name":"Lawson Waters",` +
	`"email":"lawson.waters.142@example.org","age":59}` + "\n"

func TestProgram(t *testing.T) {
	program := mysqltest.NewProgram(t, nil)
	program.Grant("ALL") // a student's may need UPDATE for ON DUPLICATE KEY, or a temporary table
	seeded := func(t *testing.T) {
		t.Helper()
		if _, stderr, exit := program.Run(); exit != 0 {
			t.Fatalf("0-seed exited with %d and said %q, want 0", exit, stderr)
		}
	}

	t.Run("seeds_once_however_often_it_runs", func(t *testing.T) {
		for _, does := range []string{"created successfully\nUsers: 1000", "is there already\nUsers: 0"} {
			stdout, stderr, exit := program.Run()
			want := "connection successful\nTable user_data " + does +
				" inserted\nDatabase ALX_prodev is present\n" + firstUser
			if !strings.HasPrefix(stdout, want) || strings.Count(stdout, "\n") != 9 || exit != 0 {
				t.Errorf("0-seed exited with %d, said %q and printed (-want +got):\n%s", exit, stderr, diff.Of(want, stdout))
			}
		}
	})

	t.Run("changes_nothing_on_a_bad_csv", func(t *testing.T) {
		seeded(t)
		for _, test := range []struct{ text, want, reason string }{
			{"name,email,age\nAnn,a@example.com,25\nBob,b@example.com,old\n", "line 3, column 19", "an age that is no number"},
			{"name,age\nAnn,25\n", "email", "no email column"},
			{"", "line 1", "an empty file"},
		} {
			file := filepath.Join(t.TempDir(), "bad.csv")
			if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, stderr, exit := program.Run("-csv", file)
			if exit != 1 || !strings.Contains(stderr, test.want) {
				t.Errorf("%s: 0-seed exited with %d and said %q, want 1 and a line with %q", test.reason, exit, stderr, test.want)
			}
		}
		if n := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data"); n != 1000 {
			t.Errorf("%d users in the table, want the 1000 from before", n)
		}
	})

	t.Run("leaves_all_or_nothing_when_it_is_killed", func(t *testing.T) {
		seeded(t)
		file := filepath.Join(t.TempDir(), "more.csv")
		var text strings.Builder
		text.WriteString("user_id,name,email,age\n")
		users := mysqltest.Users(6000)
		for _, user := range users {
			fmt.Fprintf(&text, "%s,%s,%s,%d\n", user.ID, user.Name, user.Email, user.Age)
		}
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		before := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data")

		sent := program.Relay(t).Sent(text.Len() / 3)
		command := program.Command("-csv", file)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		select {
		case <-sent:
			_ = command.Cancel()
			<-ended
		case err := <-ended:
			t.Fatalf("0-seed ended before a third of the users was sent: %v", err)
		}
		if command.ProcessState.ExitCode() == 0 {
			t.Fatal("0-seed ended well before it was killed")
		}
		if n := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data"); n != before {
			t.Errorf("%d users in the table after 0-seed was killed, want the %d from before", n, before)
		}

		stdout, stderr, exit := program.Run("-csv", file)
		n := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data")
		if exit != 0 || n != before+len(users) {
			t.Errorf("then 0-seed exited with %d, said %q, printed %q, and left %d users, want %d", exit, stderr, stdout, n,
				before+len(users))
		}
	})

	t.Run("says_which_file_is_missing", func(t *testing.T) {
		seeded(t)
		if n := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data"); n < 1000 {
			t.Fatalf("%d users in the table, want 1000 or more", n)
		}
		_, stderr, exit := program.Run("-csv", "nowhere.csv")
		if exit != 1 || !strings.Contains(stderr, "nowhere.csv") {
			t.Errorf("0-seed -csv nowhere.csv exited with %d and said %q", exit, stderr)
		}
	})
}
