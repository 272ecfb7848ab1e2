// Right: on a connection of its own, columns are scanned into raw bytes and copied from there; the rows are closed
// before the end is believed, and an error of that is yielded.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"

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
		rows, err := conn.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close: a break then drops the connection, where Close alone would read the rest of the table

		for rows.Next() {
			var id, name, email, age sql.RawBytes
			if err := rows.Scan(&id, &name, &email, &age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				return
			}
			years, err := strconv.Atoi(string(age))
			if err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				return
			}
			if !yield(seed.User{ID: string(id), Name: string(name), Email: string(email), Age: years}, nil) {
				return
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
		}
	}
}
