package drawn_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/drawn"
	"example.com/generators/shared/embedded/madeup"
	"example.com/generators/shared/receipt"

	"github.com/google/go-cmp/cmp"
)

func TestUsersFollowFromTheSeed(t *testing.T) {
	visible, hidden := drawn.Users(0, 200), drawn.Users(7, 200)
	if diff := cmp.Diff(hidden, drawn.Users(7, 200)); diff != "" {
		t.Errorf("users of one seed twice (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(hidden[:50], drawn.Users(7, 50)); diff != "" {
		t.Errorf("fewer users of one seed are not the first of more:\n%s", diff)
	}
	if cmp.Equal(visible, hidden) || cmp.Equal(hidden, drawn.Users(8, 200)) {
		t.Error("two seeds have the same users")
	}
	for name, users := range map[string][]madeup.User{"visible": visible, "hidden": hidden} {
		if !slices.IsSortedFunc(users, func(a, b madeup.User) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("the %s users are not in user_id order", name)
		}
		seen, domains := make(map[string]bool), make(map[string]bool)
		for _, user := range users {
			domains[user.Email[strings.Index(user.Email, "@"):]] = true
			if seen[user.ID] || seen[user.Email] || len(user.ID) != 36 || user.Age < 0 || user.Age > 150 {
				t.Errorf("the %s users have %+v, want no id and no email twice, an id of 36 letters and an age from 0 to 150", name,
					user)
			}
			seen[user.ID], seen[user.Email] = true, true
		}
		if len(domains) < 2 {
			t.Errorf("the %s users have emails of %v alone: a generator of domains cannot be told from one of a constant", name,
				domains)
		}
	}
}

func TestRedactTakesOutTheUsersOfEverySeed(t *testing.T) {
	var hidden []madeup.User
	for dataSeed := range uint64(5) {
		hidden = append(hidden, drawn.Users(dataSeed, 50)...)
		users := madeup.Users{Rows: 50, Width: int(20 * dataSeed), Seed: dataSeed}
		for i := range users.Rows {
			hidden = append(hidden, users.At(i))
		}
	}
	for _, user := range hidden {
		for _, value := range []string{user.ID, user.Name, user.Email} {
			squeezed := strings.Join(strings.Fields(value), " ")
			for _, value := range []string{value, squeezed, strings.ToUpper(value), "<" + value + ">", value + ",x"} {
				got := drawn.Redact("the error of " + value + ": no")
				if strings.Contains(got, value) || !strings.Contains(got, receipt.NotShown) {
					t.Errorf("Redact leaves of %q %q", value, got)
				}
			}
		}
	}
	for _, word := range drawn.Words {
		value := word + " 4711" + strings.Repeat("é", 3)
		for _, told := range []string{value, strings.ToUpper(value), fmt.Sprintf("%q", value), value + "\tx"} {
			got := drawn.Redact("order of " + told)
			if strings.Contains(got, "4711") || strings.Contains(strings.ToLower(got), "é") {
				t.Errorf("Redact leaves of %q %q", told, got)
			}
		}
	}
	for _, text := range []string{
		"10 values, as inserted", "ORDER BY user_id", "1-stream_users/stream_users.go:16",
		"SELECT name, email FROM user_data",
	} {
		if got := drawn.Redact(text); got != text {
			t.Errorf("Redact(%q) = %q", text, got)
		}
	}
}
