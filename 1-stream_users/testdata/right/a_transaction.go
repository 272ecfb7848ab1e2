// Right: the table is read in a read-only transaction of another level, and the driver is imported once more.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"

	_ "github.com/go-sql-driver/mysql"
)

// StreamUsers returns a generator of all users in user_id order, fetched one by one: the table is never in memory.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelReadCommitted})
		if err != nil {
			yield(seed.User{}, fmt.Errorf("begin: %w", err))
			return
		}
		defer tx.Rollback()
		rows, err := tx.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
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
