// Right: the generator pages by key, with a query of its own on one connection for the whole range.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// PaginateUsers fetches one page: at most pageSize users in user_id order, after the first offset users.
func PaginateUsers(ctx context.Context, db *sql.DB, pageSize, offset int) ([]seed.User, error) {
	if pageSize < 1 {
		return nil, fmt.Errorf("page size %d: want at least 1", pageSize)
	}
	if offset < 0 {
		return nil, fmt.Errorf("offset %d: want at least 0", offset)
	}
	// Without an order, the server can choose another one for each page: some users come twice, some never.
	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT ? OFFSET ?", pageSize, offset)
	if err != nil {
		return nil, fmt.Errorf("query page: %w", err)
	}
	return seed.CollectUsers(rows)
}

// LazyPaginate returns a generator of all users in user_id order, in pages of pageSize.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if pageSize < 1 {
			yield(nil, fmt.Errorf("page size %d: want at least 1", pageSize))
			return
		}
		conn, err := db.Conn(ctx)
		if err != nil {
			yield(nil, fmt.Errorf("connect: %w", err))
			return
		}
		defer conn.Close()
		last := ""
		for {
			rows, err := conn.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", last, pageSize)
			if err != nil {
				yield(nil, fmt.Errorf("query page: %w", err))
				return
			}
			page, err := seed.CollectUsers(rows)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page) == 0 {
				return
			}
			last = page[len(page)-1].ID // now: after yield the page is the consumer's
			size := len(page)
			if !yield(page, nil) || size < pageSize {
				return
			}
		}
	}
}
