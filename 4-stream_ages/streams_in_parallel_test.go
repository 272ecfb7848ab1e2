package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

// What goes further is given, and so it is no check: the workbook command leaves these tests out.

func TestGoingFurtherInParallel(t *testing.T) {
	t.Run("the_average_is_exact", func(t *testing.T) {
		for _, test := range []struct {
			name  string
			users []seed.User
		}{
			{"one user", aged(40)},
			{"two users", aged(20, 21)},
			{"many users", mysqltest.Users(1000)},
			{"ids that are close together", renamed(300, func(i int) string { return fmt.Sprintf("0192f3a4-0000-7000-8000-%012x", i) })},
			{"ids that begin with the time", renamed(300, func(i int) string { return fmt.Sprintf("0192f3a4-%04x-7000-8000-000000000000", 7*i) })},
			{"ids in capital letters", renamed(300, func(i int) string { return fmt.Sprintf("%08X-ABCD-7000-8000-000000000000", i<<20) })},
			{"ids that are no UUIDs", renamed(300, func(i int) string { return fmt.Sprintf("user %04d", i) })},
		} {
			db := mysqltest.Seed(t, test.users)
			want, err := CalculateAverageAge(t.Context(), db.DB)
			if err != nil {
				t.Fatal(err)
			}
			for _, connections := range []int{1, 2, 3, 8} {
				got, err := ParallelAverageAge(t.Context(), db.DB, connections)
				if err != nil || got != want {
					t.Errorf("%s: ParallelAverageAge over %d connections = %v, %v, want %v", test.name, connections, got, err, want)
				}
			}
		}
	})

	t.Run("says_that_there_are_no_users", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		if got, err := ParallelAverageAge(t.Context(), db.DB, 2); !errors.Is(err, seed.ErrNoUsers) {
			t.Errorf("ParallelAverageAge of an empty table = %v, %v, want the error %q", got, err, seed.ErrNoUsers)
		}
	})

	t.Run("rejects_less_than_one_connection", func(t *testing.T) {
		db := mysqltest.Seed(t, aged(1))
		if got, err := ParallelAverageAge(t.Context(), db.DB, 0); err == nil {
			t.Errorf("ParallelAverageAge over 0 connections = %v, want an error", got)
		}
	})

	t.Run("the_ranges_are_about_equal_where_ids_are_spread_evenly", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(1000))
		bounds, err := splitUserIDs(t.Context(), db.DB, 8)
		if err != nil || len(bounds) != 9 {
			t.Fatalf("splitUserIDs into 8 = %q, %v, want 9 bounds", bounds, err)
		}
		for i := range 8 {
			count := 0
			for _, err := range StreamUserAgesBetween(t.Context(), db.DB, bounds[i], bounds[i+1]) {
				if err != nil {
					t.Fatal(err)
				}
				count++
			}
			if count < 75 || count > 175 {
				t.Errorf("range %d has %d of 1,000 users, want about 125", i, count)
			}
		}
	})

	users := mysqltest.Users(1000)
	table := laws.Seed(t, users)
	parallel := laws.Law{Sentence: "streams side by side share the work and nothing else", Advice: "limit the group, hand its context to every query, and add up after the wait", Page: page}

	t.Run("each_age_is_read_once_and_no_more_connections_than_asked_for_are_at_work", func(t *testing.T) {
		laws.Observe(t, parallel, table, laws.Fault{}, func(o *laws.Observation) {
			var most atomic.Int64
			o.Spy.OnRow(func(int) { most.Store(max(most.Load(), int64(o.DB.Stats().InUse))) })
			if _, err := ParallelAverageAge(o.Ctx, o.DB, 3); err != nil {
				o.Fail("no error", err.Error())
			}
			if rows := o.Spy.Rows(); rows != len(users)+1 { // and the one with the first and the last id
				o.Fail(fmt.Sprintf("%d rows read", len(users)+1), fmt.Sprint(rows))
			}
			if most.Load() != 3 {
				o.Fail("3 connections at work at a time", fmt.Sprint(most.Load()))
			}
			o.Released()
		})
	})

	t.Run("an_error_in_one_stream_ends_all", func(t *testing.T) {
		for _, fault := range laws.Faults(400, len(users)+1) {
			laws.Observe(t, parallel, table, fault, func(o *laws.Observation) {
				got, err := ParallelAverageAge(o.Ctx, o.DB, 3)
				o.Failed(err, fault)
				if got != 0 {
					o.Fail("0 beside the error", fmt.Sprint(got))
				}
				if rows := o.Spy.Rows(); fault.Row > 0 && rows > 700 {
					o.Fail("an end of all streams soon after row 400", fmt.Sprintf("%d rows read", rows))
				}
				o.Released()
			})
		}
	})

	t.Run("a_cancelled_context_ends_all", func(t *testing.T) {
		laws.Observe(t, parallel, table, laws.Fault{}, func(o *laws.Observation) {
			ctx, cancel := context.WithCancel(o.Ctx)
			defer cancel()
			o.Spy.OnRow(func(row int) {
				if row == 50 {
					cancel()
				}
			})
			got, err := ParallelAverageAge(ctx, o.DB, 3)
			if !errors.Is(err, context.Canceled) || got != 0 {
				o.Fail(fmt.Sprintf("0 and the error %q", context.Canceled), fmt.Sprintf("%v and %v", got, err))
			}
			if rows := o.Spy.Rows(); rows > len(users)/2 {
				o.Fail("an end soon after row 50", fmt.Sprintf("%d rows read", rows))
			}
			o.Released()
		})
	})

	t.Run("the_program_prints_the_same_average", func(t *testing.T) {
		program := mysqltest.NewProgram(t, users)
		want, _, _ := program.Run()
		got, stderr, exit := program.Run("-connections", "4")
		if diff := cmp.Diff(want, got); diff != "" || stderr != "" || exit != 0 {
			t.Errorf("4-stream_ages -connections 4 exited with %d and said %q; its output (-want +got):\n%s", exit, stderr, diff)
		}
	})

	laws.Generator[int]{
		Range: func(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
			return StreamUserAgesBetween(ctx, db, "", "zzzz")
		},
		Size: 1,
		Of: func(users []seed.User) []int {
			var ages []int
			for _, user := range users {
				ages = append(ages, user.Age)
			}
			return ages
		},
		Columns: []string{"age"},
		Page:    page,
	}.Check(t)
}

// renamed returns n users with ids of another kind, in user_id order.
func renamed(n int, id func(i int) string) []seed.User {
	users := mysqltest.Users(n)
	for i := range users {
		users[i].ID = id(i)
	}
	return users
}
