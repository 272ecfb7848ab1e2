// Mutant: each page is the beginning of a query for all that follows, closed when the loop has the page.
// Check: TestLazyPaginate/breaks_without_reading_the_rest
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
		if pageSize < 1 {
			yield(nil, fmt.Errorf("page size %d: want at least 1", pageSize))
			return
		}
		pagesAfter(ctx, db, pageSize, "", yield)
	}
}

// pagesAfter yields the pages of the users after a key.
func pagesAfter(ctx context.Context, db *sql.DB, pageSize int, last string, yield func([]seed.User, error) bool) {
	page, err := pageAfter(ctx, db, pageSize, last, yield)
	if err != nil {
		yield(nil, err)
		return
	}
	if page > "" {
		pagesAfter(ctx, db, pageSize, page, yield)
	}
}

// pageAfter yields one page and returns its last key, or "" at the end.
func pageAfter(ctx context.Context, db *sql.DB, pageSize int, last string, yield func([]seed.User, error) bool) (string, error) {
	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id", last)
	if err != nil {
		return "", fmt.Errorf("query page: %w", err)
	}
	defer rows.Close()
	var page []seed.User
	for len(page) < pageSize && rows.Next() {
		var user seed.User
		if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
			return "", fmt.Errorf("scan user: %w", err)
		}
		page, last = append(page, user), user.ID
	}
	if err := rows.Err(); err != nil {
		return "", fmt.Errorf("read users: %w", err)
	}
	if len(page) == 0 || !yield(page, nil) || len(page) < pageSize {
		return "", nil
	}
	return last, nil
}
