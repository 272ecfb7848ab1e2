package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// PaginateUsers fetches one page: at most pageSize users in user_id order, after the first offset users. Beyond the
// last user the page is empty. A pageSize below 1 or an offset below 0 is an error; on any error the page is nil.
func PaginateUsers(ctx context.Context, db *sql.DB, pageSize, offset int) ([]seed.User, error) {
	if pageSize < 1 {
		return nil, fmt.Errorf("page size %d: want at least 1", pageSize)
	}
	if offset < 0 {
		return nil, fmt.Errorf("offset %d: want at least 0", offset)
	}
	// Without an order, the server can choose another one for each page: some users come twice, some never.
	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT ? OFFSET ?",
		pageSize, offset)
	if err != nil {
		return nil, fmt.Errorf("query page: %w", err)
	}
	return seed.CollectUsers(rows)
}

// LazyPaginate returns a generator of all users in user_id order, in pages of pageSize; only the last page can be
// shorter, and none is empty. A page is fetched when the consumer asks for it, and not before.
//
// Each range starts from the first page again. Between pages it holds no connection, so a break costs nothing. An error
// pair is the last pair, and its value is nil. A pageSize below 1 is an error.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		for offset := 0; ; offset += pageSize {
			page, err := PaginateUsers(ctx, db, pageSize, offset)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page) == 0 || !yield(page, nil) || len(page) < pageSize {
				return
			}
		}
	}
}
