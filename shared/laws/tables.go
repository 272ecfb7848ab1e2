package laws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// Table is a seeded database.
type Table struct {
	*mysqltest.Database
	Users []seed.User // in user_id order; nil for a tall table
	Rows  int

	AverageAge float64 // of a tall table's users

	times int         // each row comes so often; 0 for once
	long  bool        // the spy hands over what is missing of Rows
	first []seed.User // of a long table, what the server has
}

// Seed returns a table of users, which are in user_id order.
func Seed(t testing.TB, users []seed.User) Table {
	t.Helper()
	return Table{Database: mysqltest.Seed(t, users), Users: users, Rows: len(users)}
}

// oddUsers returns users who are rare, and right. Some differ from the one before by their ids alone.
func oddUsers() []seed.User {
	users := mysqltest.Users(24)
	for i, name := range []string{
		strings.Repeat("🐘", 255), strings.Repeat("x", 255), " a ", "\t\n", "a\x00b", `"'\`,
		"NULL", "0", "%s %d", "é", "e\u0301", "<b>&amp;",
	} {
		users[2*i].Name, users[2*i].Email = name, name
		users[2*i+1].Name, users[2*i+1].Email, users[2*i+1].Age = name, name, users[2*i].Age
		users[2*i+1].ID = users[2*i+1].ID[:24] + strings.ToUpper(users[2*i+1].ID[24:])
	}
	return users
}

// largeTables returns a table with enough data, in the generator's columns, to tell a generator that drains it, and one
// to tell a generator that keeps it. Text makes one table do for both.
func (g Generator[T]) largeTables(t testing.TB) (large, huge Table) {
	t.Helper()
	if slices.Contains(g.Columns, "name") {
		wide := wideTable(t)
		return wide, wide
	}
	return multiplied(t, 200), TallTable(t)
}

// wideTable returns few rows with much text, since not every server takes many: 1,500 times 0.5 KB. Their ids alone are
// enough to show in the heap.
func wideTable(t testing.TB) Table {
	t.Helper()
	users := mysqltest.Users(1500)
	for i := range users {
		users[i].Name = strings.Repeat("🐘", 60) + fmt.Sprintf("%05d", i)
		users[i].Email = strings.Repeat("🐁", 60) + fmt.Sprintf("%05d", i)
	}
	return Seed(t, users)
}

// TallTable returns a table of 332,003 rows. The server has 1,103 of them, and the spy hands each over 301 times. That
// is enough for a list of as many bytes to show in the heap, for a count of 16 bits to overflow, and for a total of
// ages to be more than a float32 holds exactly, 2^24. No round number divides it, so that groups of rows that are
// averaged by themselves are not all full.
func TallTable(t testing.TB) Table {
	t.Helper()
	users, total := mysqltest.Users(1103), 0
	for _, user := range users {
		total += user.Age
	}
	const times = 301
	return Table{
		Database: mysqltest.Seed(t, users), Rows: len(users) * times,
		AverageAge: float64(total) / float64(len(users)), times: times,
	}
}

// multiplied returns a database in which user_data is a view of 100 times base rows, which every server can make of
// few.
func multiplied(t testing.TB, base int) Table {
	t.Helper()
	const times = 10
	d := mysqltest.Seed(t, mysqltest.Users(base))
	var numbers []string
	for i := range times {
		numbers = append(numbers, fmt.Sprintf("(%d)", 10+i))
	}
	for _, statement := range []string{
		"RENAME TABLE user_data TO base",
		"CREATE TABLE numbers (i INT PRIMARY KEY)",
		"INSERT INTO numbers VALUES " + strings.Join(numbers, ","),
		`CREATE VIEW user_data AS SELECT CONCAT(a.i, b.i, SUBSTRING(user_id, 5)) AS user_id, name, email, age
			FROM base CROSS JOIN numbers a CROSS JOIN numbers b`,
	} {
		if _, err := d.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("make a large table: %v", err)
		}
	}
	return Table{Database: d, Rows: base * times * times}
}
