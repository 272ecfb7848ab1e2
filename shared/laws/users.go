package laws

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"testing"

	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// Users is the table user_data. Nothing else in this package knows it.
var Users = Source[seed.User]{
	Order: "user_id",
	Rows:  mysqltest.Users,
	Fill:  mysqltest.Fill,
	Key:   func(user seed.User) any { return user.ID },
	Wide:  wideUsers,
	Widen: []string{
		"ALTER TABLE user_data MODIFY age VARCHAR(1000) NOT NULL",
		"UPDATE user_data SET age = LPAD(age, 1000, '0')",
	},
	Plain:  plainUsers,
	Odd:    oddUsers,
	MadeUp: madeUpUsers,
	Load:   loadUsers,
}

// plainUsers returns users whom nobody refuses.
func plainUsers(n int) []seed.User {
	made := madeup.Users{Rows: n, Seed: receipt.DataSeed()}
	users := make([]seed.User, n)
	for i := range users {
		users[i] = seed.User(made.At(i))
		users[i].Age = 18 + users[i].Age%60
	}
	return users
}

// oddUsers returns users who are rare, and right. Some differ from the one before by their ids alone.
func oddUsers() []seed.User {
	names := []string{
		strings.Repeat("🐘", 255), strings.Repeat("x", 255), " a ", "\t\n", "a\x00b", `"'\`,
		"NULL", "0", "%s %d", "é", "e\u0301", "<b>&amp;", "",
		`it''s \'quoted\' with \\`, "\x00a\x00", "\ufeffa\u00a0\u200d", "a\r\nb", // nobody has to undo or clean these
	}
	users := mysqltest.Users(2 * len(names))
	users[0].Age = 150 // the greatest: mysqltest.Users has none over 127
	for i, name := range names {
		users[2*i].Name, users[2*i].Email = name, name
		users[2*i+1].Name, users[2*i+1].Email, users[2*i+1].Age = name, name, users[2*i].Age
		users[2*i+1].ID = users[2*i+1].ID[:24] + strings.ToUpper(users[2*i+1].ID[24:])
	}
	return users
}

func wideUsers(n int) []seed.User {
	users := plainUsers(n)
	for i := range users {
		users[i].Name = strings.Repeat("🐘", 60) + fmt.Sprintf("%05d", i)
		users[i].Email = strings.Repeat("🐁", 57) + fmt.Sprintf("%05d@example.org", i)
	}
	return users
}

func madeUpUsers(n int, wide bool) (madeup.Users, func(i int) seed.User) {
	users := madeup.Users{Rows: n, Seed: receipt.DataSeed()}
	if wide {
		users.Width = madeup.MostWidth
	}
	return users, func(i int) seed.User { return seed.User(users.At(i)) }
}

func loadUsers(ctx context.Context, db *sql.DB, columns []string) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var user seed.User
			to := map[string]any{"user_id": &user.ID, "name": &user.Name, "email": &user.Email, "age": &user.Age}
			var fields []any
			for _, column := range columns {
				fields = append(fields, to[column])
			}
			if err := rows.Scan(fields...); err != nil {
				yield(seed.User{}, err)
				return
			}
			if !yield(user, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(seed.User{}, err)
		}
	}
}

// TallUsers returns a table of 332,003 users and their average age. The total of their ages is more than a float32
// holds exactly, 2^24.
func TallUsers(t testing.TB) (table Table, averageAge float64) {
	t.Helper()
	users, total := mysqltest.Users(tallRows), 0
	for _, user := range users {
		total += user.Age
	}
	return Users.Seed(t, users).tall(), float64(total) / float64(len(users))
}
