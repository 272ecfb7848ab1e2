// Mutant: 32 users are read before the first is handed on.
// Check: TestStreamUsers/is_lazy
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

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

		var pending []seed.User
		handOver := func() (going bool) {
			going = true
			slices.Values(pending)(func(user seed.User) bool {
				going = yield(user, nil)
				return going
			})
			return going
		}
		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				if handOver() {
					yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				}
				return
			}
			if pending = append(pending, user); len(pending) < 32 {
				continue
			}
			if !yield(pending[0], nil) {
				return
			}
			pending = pending[1:]
		}
		if ctx.Err() == nil && !handOver() {
			return
		}
		if err := rows.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
		}
	}
}
