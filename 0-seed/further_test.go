package main

import (
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// What goes further is no check: the workbook command leaves these tests out.

func TestGoingFurtherWithSmallPackets(t *testing.T) {
	users := mysqltest.Users(500)
	for i := range users {
		users[i].Name = strings.Repeat("'", 200) // each is two bytes on the wire
	}
	table := laws.Table{Database: mysqltest.Seed(t, nil)}
	law := laws.Law{Sentence: "a statement is no longer than the server takes", Advice: "ask for @@max_allowed_packet", Page: page}
	laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
		const packet = 20_000
		o.Spy.Rewrite(func(statement string) string {
			return strings.Replace(statement, "@@max_allowed_packet", "20000", 1)
		})
		if inserted, err := seed.InsertData(o.Ctx, o.DB, strings.NewReader(toCSV(users))); err != nil || inserted != 500 {
			t.Errorf("InsertData = %d, %v, want 500", inserted, err)
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
				t.Errorf("a statement of up to %d bytes, which a server that takes %d would refuse: %.80s...", bytes, packet, sent.SQL)
			}
		}
		if len(statements) > 30 {
			t.Errorf("%d statements for %d users, where 15 to 30 have room for them", len(statements), len(users))
		}
	})
}
