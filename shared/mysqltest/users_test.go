package mysqltest

import (
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

func TestUsersFollowFromTheSeed(t *testing.T) {
	visible, hidden := usersOf(0, 200), usersOf(7, 200)
	if diff := cmp.Diff(hidden, usersOf(7, 200)); diff != "" {
		t.Errorf("users of one seed twice (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(hidden[:50], usersOf(7, 50)); diff != "" {
		t.Errorf("fewer users of one seed are not the first of more:\n%s", diff)
	}
	if cmp.Equal(visible, hidden) || cmp.Equal(hidden, usersOf(8, 200)) {
		t.Error("two seeds have the same users")
	}
	for name, users := range map[string][]seed.User{"visible": visible, "hidden": hidden} {
		if !slices.IsSortedFunc(users, func(a, b seed.User) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("the %s users are not in user_id order", name)
		}
		seen := make(map[string]bool)
		for _, user := range users {
			if seen[user.ID] || seen[user.Email] || len(user.ID) != 36 || user.Age < 0 || user.Age > 150 {
				t.Errorf("the %s users have %+v, want no id and no email twice, an id of 36 letters and an age from 0 to 150", name,
					user)
			}
			seen[user.ID], seen[user.Email] = true, true
		}
	}
}

func TestPickFollowsFromTheSeedAndTheName(t *testing.T) {
	if got := pick(0, "TestA", 10, 20, 30); got != 10 {
		t.Errorf("without a seed pick = %d, want what everybody may see", got)
	}
	seen := make(map[int]bool)
	for dataSeed := range uint64(300) {
		got := pick(dataSeed+1, "TestA", 10, 20, 30)
		if got < 20 || got > 30 || got != pick(dataSeed+1, "TestA", 10, 20, 30) {
			t.Fatalf("pick of seed %d = %d, want the same number from 20 to 30 at every call", dataSeed+1, got)
		}
		seen[got] = true
	}
	if len(seen) != 11 {
		t.Errorf("300 seeds pick %d numbers from 20 to 30, want 11", len(seen))
	}
}
