// Right: the query is prepared on a connection of its own; the server keeps the rows, and frees its locks early.
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

		conn, err := db.Conn(ctx)
		if err != nil {
			yield(seed.User{}, fmt.Errorf("connect: %w", err))
			return
		}
		defer conn.Close()
		statement, err := conn.PrepareContext(ctx,
			"SELECT SQL_BUFFER_RESULT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("prepare: %w", err))
			return
		}
		defer statement.Close()
		rows, err := statement.QueryContext(ctx)
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close: a break then drops the connection, where Close alone would read the rest of the table

		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				return
			}
			if !yield(user, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
		}
	}
}
