// Right: a helper makes a generator of the rows of any query.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsers returns a generator of all users in user_id order.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return stream(ctx, db, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id", func(rows *sql.Rows) (user seed.User, err error) {
		err = rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age)
		return user, err
	})
}

// stream returns a generator of what scan makes of the rows of query.
func stream[T any](ctx context.Context, db *sql.DB, query string, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	var zero T
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		rows, err := db.QueryContext(ctx, query)
		if err != nil {
			yield(zero, fmt.Errorf("query: %w", err))
			return
		}
		defer func() {
			cancel()
			rows.Close()
		}()
		for rows.Next() {
			value, err := scan(rows)
			if err != nil {
				yield(zero, fmt.Errorf("scan: %w", err))
				return
			}
			if !yield(value, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, fmt.Errorf("read: %w", err))
		}
	}
}
