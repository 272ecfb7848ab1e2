// Package madeup computes users who are stored nowhere: any one of them at any time, in no time, always the same. The
// embedded server makes tables of them, and a test computes what should be in such a table.
package madeup

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// The bounds of [Users] and of an age.
const (
	MostRows  = 100_000_000
	MostWidth = 255 // what a VARCHAR(255) holds
	MostAge   = 110
)

// Users are made-up users, in user_id order. Two of these with other numbers in them have other users.
type Users struct {
	Rows  int    // how many there are, from 0 to MostRows
	Width int    // the least bytes of each name and of each email, from 0 to MostWidth; shorter ones are filled up
	Seed  uint64 // what the ids, names, emails and ages follow from
}

// User is one of them. It converts to a seed.User, which this package does not import: the server must not need the
// student's code.
type User struct {
	ID, Name, Email string
	Age             int
}

// Check returns an error if a number is out of its bounds.
func (u Users) Check() error {
	if u.Rows < 0 || u.Rows > MostRows {
		return fmt.Errorf("%d made-up users: want a whole number from 0 to %d", u.Rows, MostRows)
	}
	if u.Width < 0 || u.Width > MostWidth {
		return fmt.Errorf("made-up users of width %d: want a whole number from 0 to %d", u.Width, MostWidth)
	}
	return nil
}

// At returns user i, counted from 0.
func (u Users) At(i int) User { return User{u.ID(i), u.Name(i), u.Email(i), u.Age(i)} }

// ID returns the user_id of user i. It grows with i, and looks like a random UUID (RFC 9562, version 4).
func (u Users) ID(i int) string {
	// The first 48 bits are a random place within user i's share of all of them.
	share := uint64(1) << 48 / uint64(u.Rows)
	random := u.random(i, 0)
	place, _ := bits.Mul64(random, share)
	high := (uint64(i)*share+place)<<16 | 0x4<<12 | random&0xfff
	low := 0b10<<62 | u.random(i, 1)>>2

	var id [36]byte
	hex(id[0:8], high>>32)
	hex(id[9:13], high>>16)
	hex(id[14:18], high)
	hex(id[19:23], low>>48)
	hex(id[24:36], low)
	id[8], id[13], id[18], id[23] = '-', '-', '-', '-'
	return string(id[:])
}

// hex fills to with the last hexadecimal digits of number.
func hex(to []byte, number uint64) {
	for i := len(to) - 1; i >= 0; i-- {
		to[i] = "0123456789abcdef"[number&15]
		number >>= 4
	}
}

// FirstNames and LastNames are what names are made of.
var (
	FirstNames = strings.Fields(`Ada Alan Amara Astrid Clifford Daphne Emil Fernando Grace Hana Igor Ines Jana José Kira
		Kofi Lena Linus Mei Niamh Noor Olga Omar Pedro Ravi Ruth Sven Theo Tove Troy Yusuf Zoë`)
	LastNames = strings.Fields(`Alvarez Aziz Berg Byron Demir Garrison Haddad Hill Holm Hopper Hunt Jansen Klein Lawson
		Lin Łukasiewicz Mensah Moreau Novak O'Brien Okafor Orlov Patel Petrova Reyes Rossi Sato Stone Turing Vogel Waters
		Wilcox`)
)

// Name returns the name of user i. Some users have the same.
func (u Users) Name(i int) string {
	random := u.random(i, 2)
	name := FirstNames[random%32] + " " + LastNames[random>>8%32]
	return name + u.fill(len(name))
}

// Email returns the email of user i, which no other user has.
func (u Users) Email(i int) string {
	const domain = "@example.com"
	name := "user" + strconv.FormatUint(uint64(i)*1000+u.random(i, 3)%1000, 10)
	return name + u.fill(len(name)+len(domain)) + domain
}

// Age returns the age of user i, from 0 to MostAge.
func (u Users) Age(i int) int { return int(u.random(i, 4) % (MostAge + 1)) }

// fill returns what a text of so many bytes lacks.
func (u Users) fill(length int) string { return strings.Repeat("x", max(u.Width-length, 0)) }

// random returns a number for one use of it in user i. Mixed twice, what is in a table does not tell the seed, from
// which all the rest of it would follow.
func (u Users) random(i int, use uint64) uint64 {
	key := mix(u.Seed)
	return mix(mix((uint64(i)<<3|use)+key) ^ u.Seed)
}

// mix is a step of SplitMix64, which makes of any numbers such that look random.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
