package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

// mixed returns users in an order that is none: each is so many places after the one before.
func mixed(n int) []seed.User {
	users := mysqltest.Users(n)
	mixed := make([]seed.User, n)
	for i := range users {
		mixed[i] = users[i*7919%n]
	}
	return mixed
}

func TestSortedByIDYieldsAllUsersInOrderHoweverLongItsRunsAre(t *testing.T) {
	const n = 300
	users := mixed(n)
	for i, user := range users[:n/2] { // again, spelled otherwise, and later in the file
		users = append(users, seed.User{ID: strings.ToUpper(user.ID), Name: fmt.Sprint(i)})
	}
	want := slices.Clone(users)
	slices.SortStableFunc(want, func(a, b seed.User) int {
		return strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID))
	})
	for _, length := range []int{1, 2, 7, n, n + n/2 - 1, n + n/2, n + n/2 + 1, 5000} {
		temp := t.TempDir()
		t.Setenv("TMPDIR", temp)
		var got []seed.User
		for user, err := range sortedByID(yields(users, nil), length) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, user)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("runs of %d (-want +got):\n%s", length, diff)
		}
		isEmpty(t, temp)
	}
}

func TestSortedByIDYieldsNobodyWhereThereIsNobody(t *testing.T) {
	for user, err := range sortedByID(yields(nil, nil), 3) {
		t.Errorf("it yields %v, %v", user, err)
	}
}

func TestSortedByIDPassesOnAnErrorAndYieldsNobodyBeforeIt(t *testing.T) {
	cause := errors.New("line 12: a bad age")
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	var pairs []string
	for user, err := range sortedByID(yields(mixed(10), cause), 3) {
		pairs = append(pairs, fmt.Sprint(user, err))
	}
	if diff := cmp.Diff([]string{fmt.Sprint(seed.User{}, cause)}, pairs); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
	isEmpty(t, temp)
}

func TestSortedByIDLeavesNoFileAfterABreak(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	for _, err := range sortedByID(yields(mixed(10), nil), 3) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	isEmpty(t, temp)
}

func TestSortedByIDSaysThatThereIsNoTemporaryFolder(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nowhere"))
	for user, err := range sortedByID(yields(mixed(10), nil), 3) {
		if !errors.Is(err, os.ErrNotExist) || user != (seed.User{}) {
			t.Errorf("it yields %v, %v, want %v", user, err, os.ErrNotExist)
		}
	}
}

// yields returns a generator of users, and of an error behind them if there is one.
func yields(users []seed.User, err error) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for _, user := range users {
			if !yield(user, nil) {
				return
			}
		}
		if err != nil {
			yield(seed.User{}, err)
		}
	}
}

func isEmpty(t *testing.T, folder string) {
	t.Helper()
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("the temporary folder has %v left, %v", left, err)
	}
}
