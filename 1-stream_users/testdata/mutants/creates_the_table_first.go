// Mutant: the table is created if it is not there, so that its absence goes unnoticed.
// Check: TestStreamUsers/yields_an_error_where_there_is_no_table
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

		_, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS user_data (user_id CHAR(36) PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL, age DECIMAL(3,0) NOT NULL)")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("create table: %w", err))
			return
		}
		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
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
