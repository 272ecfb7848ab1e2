// Mutant: after a break the rest of the rows is read in vain.
// Check: TestStreamUsers/breaks_without_reading_the_rest
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
		defer rows.Close()
		defer cancel() // runs before Close: a break then drops the connection, where Close alone would read the rest of the table

		broke := false
		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				return
			}
			broke = broke || !yield(user, nil)
		}
		if err := rows.Err(); err != nil && !broke {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
		}
	}
}
