package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws/rules"
	"example.com/generators/shared/mysqltest"
)

// firstUser is the first in data/user_data.csv by user_id.
const firstUser = `{"user_id":"0085eb5c-c75b-4bbc-9799-a442b9ed6fd7","name":"Lawson Waters",` +
	`"email":"lawson.waters.142@example.org","age":59}` + "\n"

func TestProgram(t *testing.T) {
	program := mysqltest.NewProgram(t, nil)
	program.Grant("CREATE, INSERT")
	seeded := func(t *testing.T) {
		t.Helper()
		if _, stderr, exit := program.Run(); exit != 0 {
			t.Fatalf("0-seed exited with %d and said %q, want 0", exit, stderr)
		}
	}

	t.Run("seeds_once_however_often_it_runs", func(t *testing.T) {
		for _, inserted := range []string{"1000", "0"} {
			stdout, stderr, exit := program.Run()
			want := "connection successful\nTable user_data created successfully\nUsers: " + inserted +
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
			t.Errorf("%d users in the table, want the 1000 of before", n)
		}
	})

	t.Run("says_which_file_is_missing", func(t *testing.T) {
		seeded(t)
		if n := count(t, program.Prodev(), "SELECT COUNT(*) FROM user_data"); n != 1000 {
			t.Fatalf("%d users in the table, want 1000", n)
		}
		_, stderr, exit := program.Run("-csv", "nowhere.csv")
		if exit != 1 || !strings.Contains(stderr, "nowhere.csv") {
			t.Errorf("0-seed -csv nowhere.csv exited with %d and said %q", exit, stderr)
		}
	})
}

func TestRules(t *testing.T) { rules.Check(t) }
