// Mutant: after a break the goroutine that reads waits for ever to hand over the next user.
// Check: TestStreamUsers/gives_its_connection_back_on_break
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

		users := make(chan seed.User)
		var failed error
		go func() {
			defer close(users)
			defer rows.Close()
			for rows.Next() {
				var user seed.User
				if failed = rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); failed != nil {
					return
				}
				users <- user
			}
			failed = rows.Err()
		}()
		for user := range users {
			if !yield(user, nil) {
				return
			}
		}
		if failed != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", failed))
		}
	}
}
