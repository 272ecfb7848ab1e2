// Mutant: the helper for one page fetches the whole table.
// Check: TestStreamUsers/is_lazy
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsers returns a generator of all users in user_id order, fetched one by one: the table is never in memory.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", err))
			return
		}

		users, err := seed.CollectUsers(rows)
		if err != nil {
			yield(seed.User{}, err)
			return
		}
		for _, user := range users {
			if !yield(user, nil) {
				return
			}
		}
	}
}
