package main

import (
	"iter"
	"math/rand/v2"
	"strconv"

	"github.com/brianvoe/gofakeit/v7"
)

// user is one row of the output.
type user struct {
	id, name, email string
	age             int
}

// users is a generator of n made-up users. It can be ranged over again, and yields the same users each time.
func users(seed uint64, n int64) iter.Seq[user] {
	return func(yield func(user) bool) {
		// Not gofakeit.New: it takes seed 0 for "a different one each time", and locks a mutex for each number.
		fake := gofakeit.NewFaker(rand.NewPCG(seed, seed), false)
		for row := int64(1); row <= n; row++ {
			if !yield(fakeUser(fake, row)) {
				return
			}
		}
	}
}

// fakeUser makes the user of a row, counted from 1.
func fakeUser(fake *gofakeit.Faker, row int64) user {
	n := fakeName(fake)
	return user{
		id:    fake.UUID(), // 122 random bits: no two alike in any file that fits on a disk
		name:  n.written,
		email: email(n, row, fake.RandomString(domains)),
		age:   fake.IntRange(1, 120),
	}
}

// domains are reserved by RFC 2606: no one can register them.
var domains = []string{"example.com", "example.net", "example.org"}

// email spells a name as an address. The row makes it unique, so that no address needs to be remembered.
func email(n name, row int64, domain string) string {
	address := make([]byte, 0, 64)
	address = append(address, n.local...)
	address = append(address, '.')
	address = strconv.AppendInt(address, row, 10)
	address = append(address, '@')
	address = append(address, domain...)
	return string(address)
}
