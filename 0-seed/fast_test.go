package main

import (
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"

	"github.com/google/go-cmp/cmp"
)

// What goes further is no check: the workbook command leaves these tests out.

func TestGoingFurtherFast(t *testing.T) {
	checkInserts(t, InsertFast, true)

	t.Run("the_program_inserts_the_same_users", func(t *testing.T) {
		program := mysqltest.NewProgram(t, nil)
		program.Grant("CREATE, INSERT")
		if stdout, stderr, exit := program.Run("-fast"); !strings.Contains(stdout, "Users: 1000 inserted\n") || exit != 0 {
			t.Errorf("0-seed -fast exited with %d, said %q and printed %q", exit, stderr, stdout)
		}
	})

	t.Run("the_first_of_two_users_with_one_id_stays", func(t *testing.T) {
		for _, spell := range []func(string) string{strings.ToLower, strings.ToUpper} { // to the table it is the same
			db := mysqltest.Seed(t, nil)
			want := mysqltest.Users(30)
			again := mysqltest.Users(30)
			for i := range again {
				again[i].ID, again[i].Name = spell(again[i].ID), "Somebody Else"
			}
			inserts(t, InsertFast, db.DB, toCSV(append(slices.Clone(want), again...)), 30)
			if diff := cmp.Diff(want, users(t, db.DB)); diff != "" {
				t.Errorf("the table (-want +got):\n%s", diff)
			}
		}
	})
}

func TestGoingFurtherWithSmallPackets(t *testing.T) {
	users := mysqltest.Users(500)
	for i := range users {
		users[i].Name = strings.Repeat("'", 200) // each is two bytes on the wire
	}
	table := laws.Table{Database: mysqltest.Seed(t, nil)}
	law := laws.Law{
		Sentence: "a statement is no longer than the server accepts", Advice: "ask for @@max_allowed_packet",
		Page: page,
	}
	laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
		const packet = 20_000
		o.Spy.Rewrite(func(statement string) string {
			return strings.Replace(statement, "@@max_allowed_packet", "20000", 1)
		})
		if inserted, err := InsertFast(o.Ctx, o.DB, strings.NewReader(toCSV(users))); err != nil || inserted != 500 {
			t.Errorf("InsertFast = %d, %v, want 500", inserted, err)
		}
		statements := o.Spy.Statements()
		for _, sent := range statements {
			bytes := len(sent.SQL)
			for _, arg := range sent.Args {
				if text, ok := arg.(string); ok {
					bytes += 2*len(text) + len("''")
				} else {
					bytes += len("150")
				}
			}
			if bytes > packet {
				t.Errorf("a statement of up to %d bytes, which a server that takes %d would refuse: %.80s...", bytes, packet,
					sent.SQL)
			}
		}
		if len(statements) > 30 {
			t.Errorf("%d statements for %d users, where 15 to 30 have room for them", len(statements), len(users))
		}
	})
}
