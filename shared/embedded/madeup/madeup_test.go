package madeup_test

import (
	"regexp"
	"strings"
	"testing"

	"example.com/generators/shared/embedded/madeup"

	"github.com/google/go-cmp/cmp"
)

func TestUsersAreInOrderAndUnique(t *testing.T) {
	uuid := regexp.MustCompile("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
	for _, users := range []madeup.Users{
		{Rows: 1}, {Rows: 20_000}, {Rows: 20_000, Width: 100, Seed: 7}, {Rows: madeup.MostRows, Width: 255, Seed: 1 << 63},
	} {
		emails, ages := make(map[string]bool), make(map[int]bool)
		previous := ""
		for i := range min(users.Rows, 20_000) {
			user := users.At(users.Rows - min(users.Rows, 20_000) + i)
			if user.ID <= previous || !uuid.MatchString(user.ID) {
				t.Fatalf("%+v: user %d has the id %q after %q, want a greater one, a UUID of version 4", users, i, user.ID,
					previous)
			}
			if emails[user.Email] || user.Age < 0 || user.Age > 110 {
				t.Fatalf("%+v: user %d is %+v, want an email of their own and an age from 0 to 110", users, i, user)
			}
			for _, text := range []string{user.Name, user.Email} {
				if len(text) < users.Width || len(text) > max(users.Width, 40) {
					t.Fatalf("%+v: user %d has a text of %d bytes: %s", users, i, len(text), text)
				}
			}
			previous = user.ID
			emails[user.Email], ages[user.Age] = true, true
		}
		if users.Rows > 1 && len(ages) != 111 {
			t.Errorf("%+v: the users have %d ages, want all of 111", users, len(ages))
		}
	}
}

func TestUsersFollowFromTheSeed(t *testing.T) {
	a, b := madeup.Users{Rows: 1000, Seed: 1}, madeup.Users{Rows: 1000, Seed: 2}
	if diff := cmp.Diff(a.At(500), a.At(500)); diff != "" {
		t.Errorf("one user twice (-first +second):\n%s", diff)
	}
	for name, same := range map[string]bool{
		"id": a.ID(500) == b.ID(500), "name": a.Name(500) == b.Name(500), "email": a.Email(500) == b.Email(500),
		"age": a.Age(500) == b.Age(500),
	} {
		if same {
			t.Errorf("with another seed a user has the same %s", name)
		}
	}
}

func TestCheckNamesTheBounds(t *testing.T) {
	for _, test := range []struct {
		users madeup.Users
		want  string
	}{
		{madeup.Users{}, ""},
		{madeup.Users{Rows: madeup.MostRows, Width: madeup.MostWidth}, ""},
		{madeup.Users{Rows: -1}, "from 0 to 100000000"},
		{madeup.Users{Rows: madeup.MostRows + 1}, "from 0 to 100000000"},
		{madeup.Users{Width: -1}, "from 0 to 255"},
		{madeup.Users{Width: 256}, "from 0 to 255"},
	} {
		err := test.users.Check()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("Check of %+v: error %v, want %q", test.users, err, test.want)
		}
	}
}

func BenchmarkUsers(b *testing.B) {
	users := madeup.Users{Rows: madeup.MostRows}
	for i := 0; b.Loop(); i++ {
		_ = users.At(i % users.Rows)
	}
}
