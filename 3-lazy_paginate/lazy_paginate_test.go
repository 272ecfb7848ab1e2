package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"testing"

	. "example.com/generators/3-lazy_paginate"
	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

const page = "3-lazy_paginate/README.md"

func TestPaginateUsers(t *testing.T) {
	users := mysqltest.Users(7)
	table := laws.Users.Seed(t, users)

	t.Run("fetches_one_page", func(t *testing.T) {
		for _, test := range []struct {
			size, offset int
			want         []seed.User
			reason       string
		}{
			{3, 0, users[0:3], "the first page"},
			{3, 3, users[3:6], "the second page"},
			{3, 6, users[6:7], "the last page can be shorter"},
			{3, 7, nil, "beyond the last user the page is empty"},
			{3, 1, users[1:4], "an offset need not be a multiple of the size"},
			{7, 0, users, "a page can hold the whole table"},
			{100, 5, users[5:], "a page can have room for more than the table has"},
		} {
			got, err := PaginateUsers(t.Context(), table.DB, test.size, test.offset)
			if err != nil {
				t.Errorf("PaginateUsers(%d, %d): %v", test.size, test.offset, err)
			}
			if diff := diff.Of(test.want, got); diff != "" {
				t.Errorf("PaginateUsers(%d, %d): %s (-want +got):\n%s", test.size, test.offset, test.reason, diff)
			}
		}
	})

	t.Run("fetches_large_pages_and_far_ones", func(t *testing.T) {
		law := laws.Law{
			Sentence: "a page has as many users as asked for, and begins where asked, however large the numbers are",
			Advice:   "pass pageSize and offset to the query as they are; no users are an empty page, and no error", Page: page,
		}
		table := laws.Users.Long(t)
		far := 1<<16 + mysqltest.Pick(t, 4464, 1, 9999)
		laws.Observe(t, law, table.Table, laws.Fault{}, func(o *laws.Observation) {
			for _, test := range []struct{ size, offset int }{
				{1200, 0}, {far, 0}, {3, far}, {1200, 1200}, {far, far}, {3, far << 32}, // beyond the last user, in 64 bits
			} {
				got, err := PaginateUsers(o.Ctx, o.DB, test.size, test.offset)
				if want := table.Part(test.offset, test.size); err != nil || !slices.Equal(got, want) {
					o.Fail(fmt.Sprintf("%d users for PaginateUsers(%d, %d)", len(want), test.size, test.offset),
						fmt.Sprintf("%d users, %s; or others than those", len(got), laws.Hide(err)))
					return
				}
			}
		})
	})

	t.Run("rejects_a_size_below_one_and_an_offset_below_zero", func(t *testing.T) {
		if got, err := PaginateUsers(t.Context(), table.DB, 2, 0); len(got) != 2 || err != nil {
			t.Fatalf("PaginateUsers(2, 0) = %v, %v, want two users: code that refuses every size has not looked at it", got, err)
		}
		below := mysqltest.Pick(t, -1, -1000, -1)
		law := laws.Law{
			Sentence: "a size below 1 and an offset below 0 are errors before the server is asked, since not each refuses them",
			Advice:   "look at both before the query", Page: page,
		}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			for _, test := range []struct{ size, offset int }{{0, 0}, {below, 0}, {1, below}} {
				got, err := PaginateUsers(o.Ctx, o.DB, test.size, test.offset)
				if sent := o.Spy.Statements(); err == nil || len(sent) > 0 {
					o.Fail(fmt.Sprintf("an error for PaginateUsers(%d, %d), and no query", test.size, test.offset),
						fmt.Sprintf("%d users, %s, and %d queries", len(got), laws.Hide(err), len(sent)))
					return
				}
			}
		})
	})

	t.Run("asks_one_question_with_parameters", func(t *testing.T) {
		law := laws.Law{
			Sentence: "a page is one query, whose size and offset are parameters and not part of the text",
			Advice:   "write ? for both numbers and pass them as arguments", Page: page,
		}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			PaginateUsers(o.Ctx, o.DB, 3, 0)
			PaginateUsers(o.Ctx, o.DB, 2, 4)
			sent := o.Spy.Statements()
			if len(sent) != 2 {
				o.Fail("2 queries for 2 pages", fmt.Sprintf("%d", len(sent)))
			} else if sent[0].SQL != sent[1].SQL {
				o.Fail("the same text for both pages, with ? for the numbers",
					laws.Hide(sent[0].SQL)+" and "+laws.Hide(sent[1].SQL))
			}
		})
	})

	t.Run("orders_by_user_id", func(t *testing.T) {
		law := laws.Law{Sentence: "a page asks for an order, since without one the server can give some users twice and " +
			"others never", Advice: "end the query with ORDER BY user_id LIMIT ? OFFSET ?", Page: page}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			PaginateUsers(o.Ctx, o.DB, 3, 0)
			o.Ordered()
		})
	})

	t.Run("returns_its_errors", func(t *testing.T) {
		law := laws.Law{
			Sentence: "if a page cannot be read to its end, the result is an error and no page",
			Advice:   "return nil and the error, even if it comes from rows.Err()", Page: page,
		}
		for _, fault := range slices.Concat(laws.Faults(2, len(users)), laws.SpecialFaults(2, len(users))) {
			laws.Observe(t, law, table, fault, func(o *laws.Observation) {
				got, err := PaginateUsers(o.Ctx, o.DB, 10, 0)
				o.Failed(err, fault)
				if len(got) > 0 {
					o.Fail("no users with the error", fmt.Sprintf("%d users", len(got)))
				}
				o.Advice = laws.CloseByDefer
				o.Released()
			})
			if t.Failed() {
				return
			}
		}
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			ctx, cancel := context.WithCancel(o.Ctx)
			o.EndFirst(cancel)
			if got, err := PaginateUsers(ctx, o.DB, 10, 0); !laws.Wraps(err, context.Canceled) || len(got) > 0 {
				o.Fail("no users and "+laws.Wanted(err, context.Canceled),
					fmt.Sprintf("%d users and %s", len(got), laws.Hide(err)))
			}
		})
	})
}

func TestLazyPaginate(t *testing.T) {
	t.Run("yields_page_after_page", func(t *testing.T) {
		users := mysqltest.Users(7)
		db := mysqltest.Seed(t, users)

		for _, size := range []int{3, 1, 7, 100} {
			var got [][]seed.User
			for page, err := range LazyPaginate(t.Context(), db.DB, size) {
				if err != nil {
					t.Fatalf("LazyPaginate(%d) yielded the error %v", size, err)
				}
				got = append(got, page)
			}
			want := slices.Collect(slices.Chunk(users, size))
			if diff := diff.Of(want, got); diff != "" {
				t.Errorf("LazyPaginate(%d) of 7 users (-want +got):\n%s", size, diff)
			}
		}
	})

	t.Run("rejects_a_size_below_one", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(3))
		users := 0
		for page, err := range LazyPaginate(t.Context(), db.DB, 1) {
			if users += len(page); err != nil {
				t.Fatalf("LazyPaginate(1) yielded %v, %v, want no error", page, err)
			}
		}
		if users != 3 {
			t.Fatalf("LazyPaginate(1) of 3 users yielded %d: code that refuses every size has not looked at it", users)
		}
		for _, size := range []int{0, mysqltest.Pick(t, -1, -1000, -1)} {
			pairs := 0
			for page, err := range LazyPaginate(t.Context(), db.DB, size) {
				if pairs++; err == nil || pairs > 1 || page != nil {
					t.Fatalf("LazyPaginate(%d) yielded as pair %d %d users, and the error %v; want one pair: nil, and an error",
						size, pairs, len(page), err)
				}
			}
			if pairs == 0 {
				t.Errorf("LazyPaginate(%d) yielded nothing, want one error", size)
			}
		}
	})

	t.Run("yields_large_pages", func(t *testing.T) {
		law := laws.Law{
			Sentence: "a page has as many users as asked for, and only the last has fewer, however long the table is",
			Advice:   "call PaginateUsers with pageSize as it is, and count the offset with int", Page: page,
		}
		table := laws.Users.Long(t)
		for _, size := range []int{1200, 1<<16 + mysqltest.Pick(t, 4464, 1, 9999)} {
			laws.Observe(t, law, table.Table, laws.Fault{}, func(o *laws.Observation) {
				row := 0
				for got, err := range LazyPaginate(o.Ctx, o.DB, size) {
					want := table.Part(row, size)
					row += len(want)
					if err != nil || !slices.Equal(got, want) {
						o.Fail(fmt.Sprintf("pages of %d, here the %d users before row %d", size, len(want), row),
							fmt.Sprintf("%d users, %s; or others than those", len(got), laws.Hide(err)))
						return
					}
					if row == 3*size {
						return // the first ones tell
					}
				}
				if row != table.Rows {
					o.Fail(fmt.Sprintf("%d users in pages of %d", table.Rows, size), fmt.Sprintf("%d users", row))
				}
			})
		}
	})

	t.Run("fetches_a_page_only_when_asked", func(t *testing.T) {
		law := laws.Law{Sentence: "the next page is fetched only when the loop asks for it: one query a page, and at most " +
			"one after the last", Advice: "yield a page before PaginateUsers is called for the next: one call a page, inside " +
			"the loop", Page: page}
		table := laws.Users.Seed(t, mysqltest.Users(30))
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			pages := 0
			for _, err := range LazyPaginate(o.Ctx, o.DB, 10) {
				if err != nil {
					o.Fail("no error", laws.Hide(err))
					return
				}
				pages++
				o.Settle()
				if queries := len(o.Spy.Statements()); queries != pages {
					o.Fail(fmt.Sprintf("a query a page, so %d when the loop has page %d", pages, pages), fmt.Sprintf("%d", queries))
					return
				}
			}
			if pages != 3 {
				o.Fail("3 pages of 10 from 30 users", fmt.Sprintf("%d", pages))
			}
			if queries := len(o.Spy.Statements()); queries > pages+1 {
				o.Fail(fmt.Sprintf("at most %d queries for %d pages", pages+1, pages), fmt.Sprintf("%d queries", queries))
			}
		})

		law = laws.Law{
			Sentence: "the server sends the page that was asked for, and not all users that follow",
			Advice:   "end the query with LIMIT ? OFFSET ?", Page: page,
		}
		const most = 32 << 10 // bytes: more than a page and what surrounds it take, a third of the table
		table = laws.Users.Seed(t, mysqltest.Users(1000))
		laws.Observe(t, law, table, laws.Fault{}, func(o *laws.Observation) {
			for range LazyPaginate(o.Ctx, o.DB, 10) {
				o.Settle()
				if read := o.Meter.Read(); read > most {
					o.Fail(fmt.Sprintf("at most %d KiB from the server when the loop has a page of 10 users", most>>10),
						fmt.Sprintf("%d KiB", read>>10))
				}
				break
			}
		})
	})

	size := mysqltest.Pick(t, 10, 7, 15)
	laws.Generator[[]seed.User]{
		Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
			return LazyPaginate(ctx, db, size)
		},
		Size:    size,
		Ahead:   2, // no page: to know whether another follows, a count or its first row is enough
		From:    laws.Rows(laws.Users, laws.Batches[seed.User](size)),
		Columns: []string{"user_id", "name", "email", "age"},
		Page:    page,
	}.Check(t)
}
