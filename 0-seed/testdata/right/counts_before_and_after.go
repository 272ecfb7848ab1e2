// Right: CreateDatabase looks at the names of databases first; how many users are new is the difference of two counts.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"strings"
)

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SHOW DATABASES LIKE 'ALX\\_prodev'")
	if err != nil {
		return fmt.Errorf("show databases: %w", err)
	}
	defer rows.Close()
	found := false
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		found = found || name == "ALX_prodev"
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("show databases: %w", err)
	}
	if found {
		return nil
	}
	if _, err := db.ExecContext(ctx,
		"CREATE DATABASE `ALX_prodev` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func CreateTable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS user_data (
		user_id CHAR(36) PRIMARY KEY,
		name VARCHAR(255) NOT NULL,
		email VARCHAR(255) NOT NULL,
		age DECIMAL(3,0) NOT NULL,
		INDEX (user_id)
	)`)
	if err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (int64, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	var before, after int64
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM user_data").Scan(&before); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	for batch, err := range batches(ReadUsers(csv), 250) {
		if err != nil {
			return 0, fmt.Errorf("read: %w", err)
		}
		var query strings.Builder
		var args []any
		for i, u := range batch {
			if i == 0 {
				query.WriteString("INSERT INTO user_data (email, age, user_id, name) VALUES ")
			} else {
				query.WriteString(", ")
			}
			query.WriteString("(?, ?, ?, ?)")
			args = append(args, u.Email, u.Age, u.ID, u.Name)
		}
		query.WriteString(" ON DUPLICATE KEY UPDATE user_id = user_data.user_id")
		if _, err := tx.ExecContext(ctx, query.String(), args...); err != nil {
			return 0, fmt.Errorf("insert: %w", err)
		}
	}
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM user_data").Scan(&after); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return after - before, nil
}

func batches(users iter.Seq2[User, error], size int) iter.Seq2[[]User, error] {
	return func(yield func([]User, error) bool) {
		batch := make([]User, 0, size)
		for user, err := range users {
			if err != nil {
				yield(nil, err)
				return
			}
			if batch = append(batch, user); len(batch) == size {
				if !yield(batch, nil) {
					return
				}
				batch = batch[:0]
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}
