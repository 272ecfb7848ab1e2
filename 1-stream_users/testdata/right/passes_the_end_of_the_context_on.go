// Right: the end of the caller's context is passed on to a context of its own by context.AfterFunc.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsers returns a generator of all users in user_id order, fetched one by one.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		own, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		defer cancel(nil)
		stop := context.AfterFunc(ctx, func() { cancel(ctx.Err()) })
		defer stop()

		rows, err := db.QueryContext(own, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", cmp.Or(ctx.Err(), err)))
			return
		}
		defer rows.Close()
		defer cancel(nil)

		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user %q: %w", user.ID, err))
				return
			}
			if !yield(user, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", cmp.Or(ctx.Err(), err)))
		}
	}
}
