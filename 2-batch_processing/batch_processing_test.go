package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"

	. "example.com/generators/2-batch_processing"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

var columns = []string{"user_id", "name", "email", "age"}

func TestStreamUsersInBatches(t *testing.T) {
	t.Run("yields_the_users_in_batches", func(t *testing.T) {
		users := mysqltest.Users(7)
		db := mysqltest.Seed(t, users)

		var got [][]seed.User
		for batch, err := range StreamUsersInBatches(t.Context(), db.DB, 3) {
			if err != nil {
				t.Fatalf("StreamUsersInBatches yielded the error %v", err)
			}
			got = append(got, batch)
		}
		want := [][]seed.User{users[0:3], users[3:6], users[6:7]}
		if diff := diff.Of(want, got); diff != "" {
			t.Errorf("StreamUsersInBatches of 7 users by 3 (-want +got):\n%s", diff)
		}
	})

	t.Run("takes_any_size_from_one_up", func(t *testing.T) {
		users := mysqltest.Users(5)
		db := mysqltest.Seed(t, users)
		for _, size := range []int{1, 2, 5, 6, 100_000} {
			var got [][]seed.User
			for batch, err := range StreamUsersInBatches(t.Context(), db.DB, size) {
				if err != nil {
					t.Fatalf("StreamUsersInBatches(%d) yielded the error %v", size, err)
				}
				got = append(got, batch)
			}
			want := slices.Collect(slices.Chunk(users, size))
			if diff := diff.Of(want, got); diff != "" {
				t.Errorf("StreamUsersInBatches(%d) of 5 users (-want +got):\n%s", size, diff)
			}
		}
	})

	t.Run("fills_large_batches", func(t *testing.T) {
		law := laws.Law{
			Sentence: "a batch has as many users as asked for, however many that is",
			Advice:   "count with int, and do not limit the size", Page: "2-batch_processing/README.md",
		}
		table := laws.Users.Long(t)
		for _, size := range []int{1200, 1<<16 + mysqltest.Pick(t, 4464, 1, 9999)} {
			laws.Observe(t, law, table.Table, laws.Fault{}, func(o *laws.Observation) {
				row := 0
				for batch, err := range StreamUsersInBatches(o.Ctx, o.DB, size) {
					want := table.Part(row, size)
					row += len(want)
					if err != nil || !slices.Equal(batch, want) {
						o.Fail(fmt.Sprintf("batches of %d, here the %d users before row %d", size, len(want), row),
							fmt.Sprintf("%d users, %s; or others than those", len(batch), laws.Hide(err)))
						return
					}
					if row == 3*size {
						return // the first ones tell
					}
				}
				if row != table.Rows {
					o.Fail(fmt.Sprintf("%d users in batches of %d", table.Rows, size), fmt.Sprintf("%d users", row))
				}
			})
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(3))
		accepts(t, StreamUsersInBatches(t.Context(), db.DB, 1), 3)
		for _, size := range []int{0, mysqltest.Pick(t, -1, -1000, -1)} {
			rejects(t, db.DB, StreamUsersInBatches(t.Context(), db.DB, size))
		}
	})

	size := mysqltest.Pick(t, 10, 7, 15)
	laws.Generator[[]seed.User]{
		Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
			return StreamUsersInBatches(ctx, db, size)
		},
		Size:    size,
		From:    laws.Rows(laws.Users, laws.Batches[seed.User](size)),
		Columns: columns,
		Page:    "2-batch_processing/README.md",
	}.Check(t)
}

func TestBatchProcessing(t *testing.T) {
	t.Run("keeps_the_users_older_than_25", func(t *testing.T) {
		users := mysqltest.Users(5)
		ages := []int{mysqltest.Pick(t, 24, 0, 24), 25, 26, mysqltest.Pick(t, 120, 27, 150), 1}
		for i, age := range ages {
			users[i].Age = age
		}
		db := mysqltest.Seed(t, users)

		for _, size := range []int{2, 1, 5, 40_000, 1 << 16} {
			var got []seed.User
			for user, err := range BatchProcessing(t.Context(), db.DB, size) {
				if err != nil {
					t.Fatalf("BatchProcessing(%d) yielded the error %v", size, err)
				}
				got = append(got, user)
			}
			if diff := diff.Of([]seed.User{users[2], users[3]}, got); diff != "" {
				t.Fatalf("BatchProcessing(%d) of users aged %v (-want +got):\n%s", size, ages, diff)
			}
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		users := mysqltest.Users(3)
		db := mysqltest.Seed(t, users)
		accepts(t, BatchProcessing(t.Context(), db.DB, 1), len(olderThan25(users)))
		for _, size := range []int{0, mysqltest.Pick(t, -1, -1000, -1)} {
			rejects(t, db.DB, BatchProcessing(t.Context(), db.DB, size))
		}
	})

	size := mysqltest.Pick(t, 10, 7, 15)
	laws.Generator[seed.User]{
		Range: func(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
			return BatchProcessing(ctx, db, size)
		},
		Size:    size,
		From:    laws.Rows(laws.Users, olderThan25InBatches(size)),
		Columns: columns,
		Page:    "2-batch_processing/README.md",
	}.Check(t)
}

// olderThan25InBatches is the model of BatchProcessing: it takes a whole batch before it yields of it.
func olderThan25InBatches(size int) func(iter.Seq[seed.User]) iter.Seq[seed.User] {
	return func(users iter.Seq[seed.User]) iter.Seq[seed.User] {
		return func(yield func(seed.User) bool) {
			for batch := range laws.Batches[seed.User](size)(users) {
				for _, user := range olderThan25(batch) {
					if !yield(user) {
						return
					}
				}
			}
		}
	}
}

func olderThan25(users []seed.User) []seed.User {
	var older []seed.User
	for _, user := range users {
		if user.Age > 25 {
			older = append(older, user)
		}
	}
	return older
}

// accepts fails the test unless the generator yields that many values: code can refuse every size unread.
func accepts[T any](t *testing.T, generator iter.Seq2[T, error], want int) {
	t.Helper()
	values := 0
	for value, err := range generator {
		if values++; err != nil {
			t.Fatalf("pair %d of size 1 is %v, %v, want no error", values, value, err)
		}
	}
	if values != want {
		t.Fatalf("it yielded %d values for size 1, want %d", values, want)
	}
}

// rejects fails the test unless the generator yields one error, with the zero value, and nothing else, and gives back
// what it took from db.
func rejects[T any](t *testing.T, db *sql.DB, generator iter.Seq2[T, error]) {
	t.Helper()
	pairs := 0
	for value, err := range generator {
		if pairs++; err == nil || pairs > 1 || !reflect.ValueOf(&value).Elem().IsZero() {
			t.Fatalf("pair %d has a value, and the error %v; want one pair: the zero value, and an error", pairs, err)
		}
	}
	if pairs == 0 {
		t.Error("it yielded nothing, want one error")
	}
	if n := db.Stats().InUse; n > 0 {
		t.Errorf("%d connection(s) left in use after the error, want none", n)
	}
}
