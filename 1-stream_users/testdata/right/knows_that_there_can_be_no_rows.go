// Right: it knows sql.ErrNoRows, which no query returns, and says what ended its context.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsers returns a generator of all users in user_id order, fetched one by one.
func StreamUsers(parent context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		if err := parent.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("stream users: %w", err))
			return
		}
		ctx, cancel := context.WithCancel(parent)
		defer cancel()

		fail := func(err error) {
			if parent.Err() != nil {
				err = parent.Err() // a deadline is told from a cancel
			}
			yield(seed.User{}, fmt.Errorf("stream users: %w", err))
		}
		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if errors.Is(err, sql.ErrNoRows) {
			return
		}
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		defer cancel()

		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				fail(err)
				return
			}
			if !yield(user, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
		}
	}
}
