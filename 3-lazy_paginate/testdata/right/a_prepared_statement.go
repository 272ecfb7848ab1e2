// Right: the query of a page is prepared, and the statement closed; only an empty page is the end, as in the course.
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
	statement, err := db.PrepareContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT ? OFFSET ?")
	if err != nil {
		return nil, fmt.Errorf("prepare page: %w", err)
	}
	defer statement.Close()
	rows, err := statement.QueryContext(ctx, pageSize, offset)
	if err != nil {
		return nil, fmt.Errorf("query page: %w", err)
	}
	return seed.CollectUsers(rows)
}

// LazyPaginate returns a generator of all users in user_id order, in pages of pageSize.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		for offset := 0; ; offset += pageSize {
			page, err := PaginateUsers(ctx, db, pageSize, offset)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page) == 0 || !yield(page, nil) {
				return
			}
		}
	}
}
