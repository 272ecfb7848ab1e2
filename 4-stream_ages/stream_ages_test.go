package main_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	. "example.com/generators/4-stream_ages"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

const page = "4-stream_ages/README.md"

var errNoUsers = seed.ErrNoUsers // as it was before the code under test ran

func TestStreamUserAges(t *testing.T) {
	t.Run("yields_the_ages", func(t *testing.T) {
		want := []int{mysqltest.Pick(t, 61, 2, 119), 1, 120, 25}
		db := mysqltest.Seed(t, aged(want...))

		var got []int
		for age, err := range StreamUserAges(t.Context(), db.DB) {
			if err != nil {
				t.Fatalf("StreamUserAges yielded the error %v", err)
			}
			got = append(got, age)
		}
		if diff := diff.Of(want, got); diff != "" {
			t.Errorf("StreamUserAges (-want +got):\n%s", diff)
		}
	})

	laws.Generator[int]{
		Range:   StreamUserAges,
		Size:    1,
		From:    laws.Rows(laws.Users, laws.Map(func(user seed.User) int { return user.Age })),
		Columns: []string{"age"},
		Page:    page,
	}.Check(t)
}

func TestCalculateAverageAge(t *testing.T) {
	table, average := laws.TallUsers(t)

	t.Run("averages_the_ages", func(t *testing.T) {
		age := 3*mysqltest.Pick(t, 13, 1, 48) + 1 // no multiple of 3
		for _, test := range []struct {
			ages   []int
			want   float64
			reason string
		}{
			{[]int{age}, float64(age), "one user"},
			{[]int{age, age + 1}, float64(age) + 0.5, "an average need not be a whole number"},
			{[]int{0, 0, age}, float64(age) / 3, "an age of 0 counts"},
			{[]int{0}, 0, "a table of users of age 0 is not empty"},
			{[]int{150, 149, age, 1}, float64(300+age) / 4, "the first and the last user count"},
		} {
			db := mysqltest.Seed(t, aged(test.ages...))
			got, err := CalculateAverageAge(t.Context(), db.DB)
			if err != nil || !near(got, test.want) {
				t.Errorf("CalculateAverageAge of %v = %v, %v, want %v: %s", test.ages, got, err, test.want, test.reason)
			}
		}
		if t.Failed() {
			return
		}

		law := laws.Law{
			Sentence: fmt.Sprintf("the average of %d users is that of all their ages", table.Rows),
			Advice:   "range over StreamUserAges once, with a total and a count of type int", Page: page,
		}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			if got, err := CalculateAverageAge(o.Ctx, o.DB); err != nil || !near(got, average) {
				o.Fail(laws.Hide(fmt.Sprintf("%.6f", average)), laws.Hide(fmt.Sprintf("%.6f, %v", got, err)))
			}
		})
	})

	t.Run("averages_anew_at_each_call", func(t *testing.T) {
		age := mysqltest.Pick(t, 13, 1, 48)
		db := mysqltest.Seed(t, aged(age, age+1))
		for birthdays := range 3 {
			want := float64(age+birthdays) + 0.5
			if got, err := CalculateAverageAge(t.Context(), db.DB); err != nil || !near(got, want) {
				t.Errorf("CalculateAverageAge of %d and %d = %v, %v, want %v: the ages have changed since the call before",
					age+birthdays, age+birthdays+1, got, err, want)
			}
			if _, err := db.ExecContext(t.Context(), "UPDATE user_data SET age = age + 1"); err != nil {
				t.Fatal(err)
			}
		}
	})

	t.Run("says_that_there_are_no_users", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		if got, err := CalculateAverageAge(t.Context(), db.DB); !laws.Wraps(err, errNoUsers) || got != 0 {
			t.Errorf("CalculateAverageAge of an empty table = %v, %v, want 0 and %s", got, err, laws.Wanted(err, errNoUsers))
		}
		if seed.ErrNoUsers != errNoUsers {
			t.Errorf("seed.ErrNoUsers is %v after the call, want what it was: %q", seed.ErrNoUsers, errNoUsers)
		}
	})

	t.Run("averages_in_one_pass_over_the_ages", func(t *testing.T) {
		law := laws.Law{
			Sentence: "the average takes one pass over the ages, added up here and not by the server",
			Advice:   "range over StreamUserAges once, with a total and a count of type int", Page: page,
		}
		users := laws.Users.Seed(t, mysqltest.Users(1103))
		laws.Observe(t, law, users, laws.Fault{}, func(o *laws.Observation) {
			_, err := CalculateAverageAge(o.Ctx, o.DB)
			if sent := o.Spy.Statements(); len(sent) != 1 {
				o.Fail("1 query", fmt.Sprintf("%d", len(sent)))
				return
			}
			if err != nil {
				o.Fail("no error", laws.Hide(err))
			}
			if rows := o.Spy.Rows(); rows != users.Rows {
				o.Fail(fmt.Sprintf("%d rows read, one an age", users.Rows), fmt.Sprintf("%d", rows))
			}
			o.Released()
		})
	})

	t.Run("collects_nothing", func(t *testing.T) {
		law := laws.Law{
			Sentence: "the average needs a total and a count, and no list of ages",
			Advice:   "add each age to the total and let it go", Page: page,
		}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			memory := o.WatchMemory(table)
			if _, err := CalculateAverageAge(o.Ctx, o.DB); err != nil {
				o.Fail("no error", laws.Hide(err))
			}
			memory.Check()
		})
	})

	t.Run("waits_for_a_slow_server", func(t *testing.T) {
		law := laws.Law{
			Sentence: "an average takes as long as the server does, until the caller's context ends",
			Advice:   "set no time limit of your own", Page: page,
		}
		laws.Observe(t, law, laws.Users.Seed(t, mysqltest.Users(10)), laws.Fault{}, func(o *laws.Observation) {
			o.Spy.Rewrite(func(statement string) string {
				time.Sleep(time.Hour) // of the bubble's time, which passes at once
				return statement
			})
			if got, err := CalculateAverageAge(o.Ctx, o.DB); err != nil || got == 0 {
				o.Fail("an average, after an hour", laws.Hide(fmt.Sprintf("%v, %v", got, err)))
			}
		})
	})

	t.Run("returns_its_errors", func(t *testing.T) {
		law := laws.Law{
			Sentence: "an average of only some of the ages is an error, and no average",
			Advice:   "return 0 and the error that the generator yields", Page: page,
		}
		small := laws.Users.Seed(t, mysqltest.Users(10))
		for _, fault := range slices.Concat(laws.Faults(5, 10), laws.SpecialFaults(5, 10)) {
			laws.Observe(t, law, small, fault, func(o *laws.Observation) {
				got, err := CalculateAverageAge(o.Ctx, o.DB)
				o.Failed(err, fault)
				if errors.Is(err, errNoUsers) {
					o.Fail("seed.ErrNoUsers for an empty table alone", laws.Hide(err))
				}
				if got != 0 {
					o.Fail("0 with the error", laws.Hide(got))
				}
				o.Advice = laws.CloseByDefer
				o.Released()
			})
			if t.Failed() {
				return
			}
		}
		laws.Observe(t, law, small, laws.Fault{}, func(o *laws.Observation) {
			ctx, cancel := context.WithCancel(o.Ctx)
			defer cancel()
			o.Spy.OnRow(func(row int) {
				if row == 5 {
					o.End(cancel)
				}
			})
			if got, err := CalculateAverageAge(ctx, o.DB); !laws.Wraps(err, context.Canceled) || got != 0 {
				o.Fail("0 and "+laws.Wanted(err, context.Canceled), laws.Hide(fmt.Sprintf("%v and %v", got, err)))
			}
		})
		law.Sentence = "an average ends with its context, even while the server does not answer"
		law.Advice = "range over StreamUserAges with the context that you are given"
		laws.Observe(t, law, small, laws.Fault{Row: 5, Hang: true}, func(o *laws.Observation) {
			ctx, cancel := context.WithTimeout(o.Ctx, time.Minute) // of the bubble's time, which passes at once
			defer cancel()
			if got, err := CalculateAverageAge(ctx, o.DB); !laws.Wraps(err, context.DeadlineExceeded) || got != 0 {
				o.Fail("0 and "+laws.Wanted(err, context.DeadlineExceeded), laws.Hide(fmt.Sprintf("%v and %v", got, err)))
			}
			o.EndsWith(ctx)
		})
	})
}

// near allows for the rounding of an average that was not made by one division.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-9 }

// aged returns users of these ages, in user_id order.
func aged(ages ...int) []seed.User {
	users := mysqltest.Users(len(ages)) // never nil
	for i, age := range ages {
		users[i].Age = age
	}
	return users
}
