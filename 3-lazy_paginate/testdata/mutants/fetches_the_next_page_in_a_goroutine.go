// Mutant: while the loop has a page, a goroutine fetches the next one.
// Check: TestLazyPaginate/fetches_a_page_only_when_asked
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
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		next := fetch(ctx, db, pageSize, 0)
		defer func() { <-next }()
		for offset := pageSize; ; offset += pageSize {
			fetched := <-next
			if fetched.err != nil {
				yield(nil, fetched.err)
				return
			}
			if len(fetched.page) < pageSize {
				if len(fetched.page) > 0 {
					yield(fetched.page, nil)
				}
				return
			}
			next = fetch(ctx, db, pageSize, offset)
			if !yield(fetched.page, nil) {
				cancel()
				return
			}
		}
	}
}

type fetched struct {
	page []seed.User
	err  error
}

// fetch fetches a page in a goroutine, which sends it and ends.
func fetch(ctx context.Context, db *sql.DB, pageSize, offset int) <-chan fetched {
	pages := make(chan fetched, 1)
	go func() {
		defer close(pages)
		page, err := PaginateUsers(ctx, db, pageSize, offset)
		pages <- fetched{page, err}
	}()
	return pages
}
