// Mutant: the first query fetches more than two pages, so that the next page and two users are always there.
// Check: TestLazyPaginate/is_lazy
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

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
	// Without an order the server may hand out rows in another one for each page: some twice, some never.
	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT ? OFFSET ?", pageSize, offset)
	if err != nil {
		return nil, fmt.Errorf("query page: %w", err)
	}
	return seed.CollectUsers(rows)
}

// LazyPaginate returns a generator of all users in user_id order, in pages of pageSize.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		var ahead []seed.User
		if pageSize < 1 {
			yield(nil, fmt.Errorf("page size %d: want at least 1", pageSize))
			return
		}
		for offset, size := 0, 2*pageSize+2; ; offset, size = offset+size, pageSize {
			users, err := PaginateUsers(ctx, db, size, offset)
			if err != nil {
				yield(nil, err)
				return
			}
			ahead = append(ahead, users...)
			page := slices.Clone(ahead[:min(pageSize, len(ahead))])
			ahead = ahead[len(page):]
			if len(page) == 0 || !yield(page, nil) || len(page) < pageSize {
				return
			}
		}
	}
}
