package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// This file is given. It goes further: pages that cost the same at any depth, behind the flag -by key.

func init() {
	flag.Func("by", "what a page is found by: `offset or key` (default offset)", func(by string) error {
		switch by {
		case "offset":
			lazyPaginate = LazyPaginate
		case "key":
			lazyPaginate = LazyPaginateByKey
		default:
			return errors.New("want offset or key")
		}
		return nil
	})
}

// PaginateUsersByKey fetches one page: at most pageSize users in user_id order, after the user whose id is after.
// Beyond the last user the page is empty. A pageSize below 1 is an error; on any error the page is nil.
//
// The server goes to the key through its index, where OFFSET makes it walk past every row before the page.
func PaginateUsersByKey(ctx context.Context, db *sql.DB, pageSize int, after string) ([]seed.User, error) {
	if pageSize < 1 {
		return nil, fmt.Errorf("page size %d: want at least 1", pageSize)
	}
	rows, err := db.QueryContext(ctx,
		"SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", after, pageSize)
	if err != nil {
		return nil, fmt.Errorf("query page: %w", err)
	}
	return seed.CollectUsers(rows)
}

// LazyPaginateByKey is a generator like [LazyPaginate] and promises the same. And it promises more: users who are
// inserted or deleted between two pages do not shift the others, so no other user is seen twice or never.
func LazyPaginateByKey(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		page, err := PaginateUsers(ctx, db, pageSize, 0) // an id of "" is after nothing
		for err == nil && len(page) > 0 {
			after := page[len(page)-1].ID // before the yield: after it, the consumer can have changed the page
			if !yield(page, nil) || len(page) < pageSize {
				return
			}
			page, err = PaginateUsersByKey(ctx, db, pageSize, after)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}
