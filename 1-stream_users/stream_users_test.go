package main_test

import (
	"context"
	"fmt"
	"testing"

	. "example.com/generators/1-stream_users"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

func TestStreamUsers(t *testing.T) {
	t.Run("yields_the_users_of_the_table", func(t *testing.T) {
		want := mysqltest.Users(6)
		db := mysqltest.Seed(t, want)

		var got []seed.User
		for user, err := range StreamUsers(t.Context(), db.DB) {
			if err != nil {
				t.Fatalf("StreamUsers yielded the error %v", err)
			}
			got = append(got, user)
		}
		if diff := diff.Of(want, got); diff != "" {
			t.Errorf("StreamUsers yielded other users (-want +got):\n%s", diff)
		}
	})

	t.Run("stops_where_the_loop_stops", func(t *testing.T) {
		users := mysqltest.Users(6)
		db := mysqltest.Seed(t, users)

		var got []seed.User
		for user, err := range StreamUsers(t.Context(), db.DB) {
			if err != nil {
				t.Fatalf("StreamUsers yielded the error %v", err)
			}
			if got = append(got, user); len(got) == 2 {
				break
			}
		}
		if diff := diff.Of(users[:2], got); diff != "" {
			t.Errorf("the first two users (-want +got):\n%s", diff)
		}
	})

	t.Run("yields_an_error_where_there_is_no_table", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(1))
		for user, err := range StreamUsers(t.Context(), db.DB) {
			if err != nil {
				t.Fatalf("StreamUsers yielded %v, %v while there was a table", user, err)
			}
		}
		if _, err := db.ExecContext(t.Context(), "DROP TABLE user_data"); err != nil {
			t.Fatal(err)
		}

		var errs []error
		for user, err := range StreamUsers(t.Context(), db.DB) {
			if err == nil {
				t.Fatalf("StreamUsers yielded %v from a database without a table", user)
			}
			errs = append(errs, err)
		}
		if len(errs) != 1 {
			t.Errorf("StreamUsers yielded the errors %v, want exactly one: that of the query (table not found)", errs)
		}
	})

	t.Run("yields_the_error_of_a_context_that_has_ended", func(t *testing.T) {
		law := laws.Law{
			Sentence: "where the context has ended, its error is all that comes",
			Advice:   "query with the caller's context, and yield the query's error", Page: "1-stream_users/README.md",
		}
		laws.Observe(t, law, laws.Users.Seed(t, mysqltest.Users(1)), laws.Fault{}, func(o *laws.Observation) {
			ctx, cancel := context.WithCancel(o.Ctx)
			o.EndFirst(cancel)
			pairs := 0
			for user, err := range StreamUsers(ctx, o.DB) {
				if pairs++; !laws.Wraps(err, context.Canceled) {
					o.LostCause(err, context.Canceled)
					o.Fail(laws.Wanted(err, context.Canceled), laws.Hide(fmt.Sprintf("%v, %v", user, err)))
				}
			}
			if pairs != 1 {
				o.Fail("one pair", fmt.Sprintf("%d pairs", pairs))
			}
		})
	})

	laws.Generator[seed.User]{
		Range:   StreamUsers,
		Size:    1,
		From:    laws.Rows(laws.Users, laws.Each),
		Columns: []string{"user_id", "name", "email", "age"},
		Page:    "1-stream_users/README.md",
	}.Check(t)
}
