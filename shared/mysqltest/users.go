package mysqltest

import (
	"context"
	"database/sql"
	"hash/fnv"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// The data of the tests are the same in every run, so that a failure can be looked at again, and a grader's are
// nobody's guess: both follow from the seed that receipt.DataSeed returns.

// Users returns n made-up users in user_id order, the same at every call: see [drawn.Users].
func Users(n int) []seed.User {
	users := make([]seed.User, n)
	for i, user := range drawn.Users(receipt.DataSeed(), n) {
		users[i] = seed.User(user)
	}
	return users
}

// Seed returns a database with the table user_data and users in it. It does without the functions of exercise 0, so
// that a fault there does not show in every other exercise.
func Seed(t testing.TB, users []seed.User) *Database {
	t.Helper()
	return running(t).seeded(t, users)
}

func (s *server) seeded(t testing.TB, users []seed.User) *Database {
	t.Helper()
	d := s.database(t)
	if err := Fill(t.Context(), d.DB, users); err != nil {
		t.Fatalf("fill the test database: %v", err)
	}
	return d
}

// NewProgram returns the program as [NewProgramOf] does, with users, or without a database ALX_prodev if users is nil.
func NewProgram(t testing.TB, users []seed.User) *Program {
	t.Helper()
	if users == nil {
		return newProgram(t, running(t))
	}
	return NewProgramOf(t, func(ctx context.Context, db *sql.DB) error { return Fill(ctx, db, users) })
}

// Fill makes the table user_data in an empty database, with users in it.
func Fill(ctx context.Context, db *sql.DB, users []seed.User) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE user_data (user_id CHAR(36) PRIMARY KEY,
		name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL, age DECIMAL(3,0) NOT NULL) CHARACTER SET utf8mb4`)
	if err != nil {
		return err
	}
	rows := make([][]any, len(users))
	for i, user := range users {
		rows[i] = []any{user.ID, user.Name, user.Email, user.Age}
	}
	return seed.InsertRows(ctx, db, "user_data (user_id, name, email, age)", rows)
}

// Line returns what a program prints for a user: JSON, and the end of the line.
func Line(user seed.User) string {
	var line strings.Builder
	Lines(&line, slices.Values([]seed.User{user}))
	return line.String()
}

// Pick returns visible, or where a grader hides the data a number from low to high, which follows from the seed and the
// name of the test.
func Pick(t testing.TB, visible, low, high int) int {
	return pick(receipt.DataSeed(), t.Name(), visible, low, high)
}

func pick(dataSeed uint64, name string, visible, low, high int) int {
	if dataSeed == 0 {
		return visible
	}
	hash := fnv.New64a()
	hash.Write([]byte(name))
	return low + rand.New(rand.NewPCG(dataSeed, hash.Sum64())).IntN(high-low+1)
}

// Lines writes what a program prints for users: a line for each.
func Lines(w io.Writer, users iter.Seq[seed.User]) {
	lines := seed.NewEncoder(w)
	for user := range users {
		if err := lines.Encode(user); err != nil {
			panic(err) // it goes to memory
		}
	}
}
