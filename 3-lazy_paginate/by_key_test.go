package main_test

import (
	"context"
	"database/sql"
	"iter"
	"testing"

	. "example.com/generators/3-lazy_paginate"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// What goes further is given, and so it is no check: the workbook command leaves these tests out.

func TestGoingFurtherByKey(t *testing.T) {
	t.Run("the_program_prints_the_same_users", func(t *testing.T) {
		program := mysqltest.NewProgram(t, mysqltest.Users(250))
		want, _, _ := program.Run("-page", "100")
		got, stderr, exit := program.Run("-page", "100", "-by", "key")
		if diff := diff.Of(want, got); diff != "" || stderr != "" || exit != 0 {
			t.Errorf("3-lazy_paginate -by key exited with %d and said %q; its output beside that of -by offset "+
				"(-want +got):\n%s", exit, stderr, diff)
		}
		if _, stderr, exit := program.Run("-by", "name"); exit != 2 {
			t.Errorf("3-lazy_paginate -by name exited with %d and said %q, want 2", exit, stderr)
		}
	})

	t.Run("who_comes_or_goes_between_two_pages_shifts_nobody", func(t *testing.T) {
		for _, test := range []struct {
			by     string
			pages  func(context.Context, *sql.DB, int) iter.Seq2[[]seed.User, error]
			change string // made while the loop has the first page, of users 1 to 3
			want   func(users []seed.User) []seed.User
		}{
			{"key", LazyPaginateByKey, "DELETE FROM user_data WHERE user_id = ?", all},
			{"key", LazyPaginateByKey, "INSERT INTO user_data VALUES (CONCAT(LEFT(?, 35), '!'), 'new', 'new', 1)", all},
			{"offset", LazyPaginate, "DELETE FROM user_data WHERE user_id = ?", without4},
			{"offset", LazyPaginate, "INSERT INTO user_data VALUES (CONCAT(LEFT(?, 35), '!'), 'new', 'new', 1)", with3Twice},
		} {
			users := mysqltest.Users(7)
			db := mysqltest.Seed(t, users)
			var got []seed.User
			for page, err := range test.pages(t.Context(), db.DB, 3) {
				if err != nil {
					t.Fatal(err)
				}
				if got = append(got, page...); len(got) > len(page) {
					continue
				}
				if _, err := db.ExecContext(t.Context(), test.change, users[0].ID); err != nil {
					t.Fatal(err)
				}
			}
			if diff := diff.Of(test.want(users), got); diff != "" {
				t.Errorf("by %s, with %q after the first page (-want +got):\n%s", test.by, test.change, diff)
			}
		}
	})

	t.Run("a_page_that_the_consumer_changes_does_not_move_the_next", func(t *testing.T) {
		users := mysqltest.Users(7)
		db := mysqltest.Seed(t, users)
		count := 0
		for page, err := range LazyPaginateByKey(t.Context(), db.DB, 3) {
			if err != nil {
				t.Fatal(err)
			}
			count += len(page)
			clear(page)
			if count > len(users) {
				t.Fatalf("%d users so far, of %d", count, len(users))
			}
		}
		if count != len(users) {
			t.Errorf("%d users, want %d", count, len(users))
		}
	})

	t.Run("a_user_whose_id_is_empty_comes_first", func(t *testing.T) {
		users := mysqltest.Users(3)
		users[0].ID = ""
		db := mysqltest.Seed(t, users)
		var got []seed.User
		for page, err := range LazyPaginateByKey(t.Context(), db.DB, 1) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page...)
		}
		if diff := diff.Of(users, got); diff != "" {
			t.Errorf("pages of one user (-want +got):\n%s", diff)
		}
	})

	size := mysqltest.Pick(t, 10, 7, 15)
	laws.Generator[[]seed.User]{
		Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
			return LazyPaginateByKey(ctx, db, size)
		},
		Size:    size,
		From:    laws.Rows(laws.Users, laws.Batches[seed.User](size)),
		Columns: []string{"user_id", "name", "email", "age"},
		Page:    page,
	}.Check(t)
}

func all(users []seed.User) []seed.User { return users }

// without4 is what OFFSET makes of a deletion: the fourth user moves up to where page 2 does not look.
func without4(users []seed.User) []seed.User {
	return append(append([]seed.User{}, users[:3]...), users[4:]...)
}

// with3Twice is what OFFSET makes of an insertion: the third user moves down into page 2.
func with3Twice(users []seed.User) []seed.User {
	return append(append([]seed.User{}, users[:3]...), users[2:]...)
}
