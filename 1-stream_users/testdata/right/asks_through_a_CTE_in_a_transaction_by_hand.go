// Right: a CTE, in a transaction that is begun and ended by hand on a connection of its own.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsers streams all users.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		var open bool
		if err := stream(ctx, db, func(u seed.User) bool { open = yield(u, nil); return open }); err != nil {
			yield(seed.User{}, err)
		}
	}
}

func stream(ctx context.Context, db *sql.DB, each func(seed.User) bool) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "START TRANSACTION READ ONLY"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	ended := false
	defer func() {
		if !ended {
			conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	rows, err := conn.QueryContext(ctx, "WITH everybody AS (SELECT user_id, name, email, age FROM user_data) SELECT user_id, name, email, age FROM everybody ORDER BY user_id")
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	defer rows.Close()
	defer cancel()
	for rows.Next() {
		var u seed.User
		if err := rows.Scan(&u.ID, &u.Name, &u.Email, &u.Age); err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		if !each(u) {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("rows: %w", err)
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	ended = true
	return nil
}
