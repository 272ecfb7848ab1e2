package main_test

import (
	"fmt"
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
	t.Run("prints_the_average_age", func(t *testing.T) {
		age := mysqltest.Pick(t, 20, 1, 120)
		program := mysqltest.NewProgram(t, aged(age, 21, 21))
		want := fmt.Sprintf("Average age of users: %.2f\n", float64(age+21+21)/3)
		if stdout, stderr, exit := program.Run(); stdout != want || mysqltest.Complaints(stderr) != "" || exit != 0 {
			t.Errorf("4-stream_ages exited with %d, said %q and printed %q, want %q", exit, stderr, stdout, want)
		}
	})

	t.Run("says_that_there_are_no_users", func(t *testing.T) {
		program := mysqltest.NewProgram(t, aged())
		if stdout, stderr, exit := program.Run(); stdout != "" || !strings.Contains(stderr, "no users") || exit != 1 {
			t.Errorf("4-stream_ages on an empty table exited with %d, said %q and printed %q", exit, stderr, stdout)
		}
	})

	laws.Program{
		Size: 1, Prints: catalog.Total, Page: "4-stream_ages/README.md",
		From: laws.Printed(laws.Users, func(w io.Writer, users iter.Seq[seed.User]) {
			total, count := 0, 0
			for user := range users {
				total, count = total+user.Age, count+1
			}
			if count > 0 {
				fmt.Fprintf(w, "Average age of users: %.2f\n", float64(total)/float64(count))
			}
		}),
	}.Check(t)
}
