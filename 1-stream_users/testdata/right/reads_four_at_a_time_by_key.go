// Right: it asks for four users at a time, by key, with a hint, and holds no connection while the loop works.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

const readAhead = 4

// StreamUsers returns a generator of all users in user_id order, fetched four at a time.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		var page []seed.User
		last, more := "", true
	next:
		if len(page) == 0 && more {
			var err error
			if page, err = usersAfter(ctx, db, last); err != nil {
				yield(seed.User{}, err)
				return
			}
			more = len(page) == readAhead
		}
		if len(page) > 0 {
			last = page[0].ID
			if yield(page[0], nil) {
				page = page[1:]
				goto next
			}
		}
	}
}

// usersAfter returns the next users after one.
func usersAfter(ctx context.Context, db *sql.DB, last string) ([]seed.User, error) {
	rows, err := db.QueryContext(ctx, `SELECT user_id, name, email, age FROM user_data FORCE INDEX (PRIMARY)
		WHERE user_id > ? ORDER BY user_id LIMIT ?`, last, readAhead)
	if err != nil {
		return nil, fmt.Errorf("query users after %q: %w", last, err)
	}
	return seed.CollectUsers(rows)
}
