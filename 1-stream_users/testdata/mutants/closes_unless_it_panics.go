// Mutant: a deferred function closes the rows, but not when the loop body panicked.
// Check: TestStreamUsers/gives_its_connection_back_on_panic
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
		_ = cancel

		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", err))
			return
		}
		panicked := true
		defer func() {
			if !panicked {
				cancel()
				rows.Close()
			}
		}()

		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				panicked = false
				return
			}
			if !yield(user, nil) {
				panicked = false
				return
			}
		}
		panicked = false
		if err := rows.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
		}
	}
}
