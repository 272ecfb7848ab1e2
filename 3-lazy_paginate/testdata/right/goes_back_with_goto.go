// Right: its one loop is a goto, and so is one way out, which is none.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// PaginateUsers fetches one page: at most pageSize users in user_id order, after the first offset users.
func PaginateUsers(ctx context.Context, db *sql.DB, pageSize, offset int) (users []seed.User, err error) {
	var rows *sql.Rows
	if pageSize < 1 || offset < 0 {
		err = fmt.Errorf("%d users after %d: out of range", pageSize, offset)
		goto failed
	}
	rows, err = db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT ? OFFSET ?", pageSize, offset)
	if err != nil {
		goto failed
	}
	users, err = seed.CollectUsers(rows)
	if err == nil {
		return users, nil
	}
failed:
	return nil, fmt.Errorf("paginate users: %w", err)
}

// LazyPaginate returns a generator of all users in user_id order, in pages of pageSize.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		offset := 0
	more:
		users, err := PaginateUsers(ctx, db, pageSize, offset)
		switch n := len(users); {
		case err != nil:
			yield(nil, err)
		case n > 0 && yield(users, nil) && n == pageSize:
			offset += n
			goto more
		}
	}
}
