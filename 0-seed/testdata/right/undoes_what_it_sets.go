// Right: one program at a time by GET_LOCK, with autocommit off: both are undone on every way out.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
)

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev"); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func CreateTable(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS user_data (
		user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
		name VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL,
		email VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
		age DECIMAL(3,0) NOT NULL DEFAULT 0,
		PRIMARY KEY (user_id),
		KEY idx_name (name(20)),
		KEY idx_age (age)
	)`); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK('seed', 10)").Scan(&got); err != nil {
		return 0, fmt.Errorf("lock: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT RELEASE_LOCK('seed')")
	if _, err := conn.ExecContext(ctx, "SET autocommit = 0"); err != nil {
		return 0, fmt.Errorf("autocommit: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SET autocommit = 1")
	defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		res, err := conn.ExecContext(ctx, "INSERT IGNORE INTO user_data (user_id, name, email, age) VALUES (?,?,?,?)"+
			strings.Repeat(",(?,?,?,?)", len(args)/4-1), args...)
		if err != nil {
			return fmt.Errorf("insert: %w", err)
		}
		n, err := res.RowsAffected()
		inserted += n
		args = args[:0]
		return err
	}
	for u, err := range ReadUsers(csv) {
		if err != nil {
			return 0, err
		}
		args = append(args, u.ID, u.Name, u.Email, u.Age)
		if len(args) == 4*5000 {
			if err := flush(); err != nil {
				return 0, err
			}
		}
	}
	if err := flush(); err != nil {
		return 0, err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}
