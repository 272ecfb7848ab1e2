package mysqltest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"math/rand/v2"
	"testing"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"
)

// The data of the tests are the same in every run, so that a failure can be looked at again, and a grader's are
// nobody's guess: both follow from the seed that receipt.DataSeed returns.

var (
	names = []string{"Ada Lovelace", "Niamh O'Brien", "José Ñandú", "李小龍", " Zoë  Łukasiewicz"}
	ages  = []int{0, 150, 25, 26} // the least, the greatest, and those around the one that exercise 2 asks about
)

// Users returns n made-up users in user_id order, the same at every call. No two have the same email, but some follow
// one of the same name. Among them are apostrophes, letters beyond ASCII, capitals, spaces where nobody wants them, and
// the least and the greatest age.
func Users(n int) []seed.User { return usersOf(receipt.DataSeed(), n) }

func usersOf(dataSeed uint64, n int) []seed.User {
	users := make([]seed.User, n)
	hidden := rand.New(rand.NewPCG(dataSeed, 0))
	for i := range users {
		name, number, age := i%len(names), i, 1+(i*53+23)%120
		if dataSeed != 0 {
			name, number, age = hidden.IntN(len(names)), 1000*i+hidden.IntN(1000), hidden.IntN(151)
		}
		if i%3 == 1 {
			age = ages[i/3%len(ages)]
		}
		users[i] = seed.User{
			ID:    fmt.Sprintf("%08x-0000-4000-8000-%012x", i, number),
			Name:  fmt.Sprintf("%s %d", names[name], number),
			Email: fmt.Sprintf("User%d@example.com", number),
			Age:   age,
		}
		if i%4 == 3 {
			users[i].Name = users[i-1].Name
		}
	}
	return users
}

// Line returns what a program prints for a user: JSON, and the end of the line.
func Line(user seed.User) string {
	text, err := json.Marshal(user)
	if err != nil {
		panic(err) // three strings and a number
	}
	return string(text) + "\n"
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
	for user := range users {
		fmt.Fprint(w, Line(user))
	}
}
