package mysqltest

import (
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
