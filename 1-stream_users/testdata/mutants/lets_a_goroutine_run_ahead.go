// Mutant: a goroutine reads up to 64 users that nobody has asked for.
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

		users := make(chan seed.User, 64)
		var failed error
		go func() {
			defer close(users)
			defer rows.Close()
			for rows.Next() {
				var user seed.User
				if failed = rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); failed != nil {
					return
				}
				select {
				case users <- user:
				case <-ctx.Done():
					failed = ctx.Err()
					return
				}
			}
			failed = rows.Err()
		}()
		for user := range users {
			if !yield(user, nil) {
				cancel()
				for range users { // until the reader has closed
				}
				return
			}
		}
		if failed != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", failed))
		}
	}
}
