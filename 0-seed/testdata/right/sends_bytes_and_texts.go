// Right: values are sent as bytes and texts, after a comment, and users come to a function.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strconv"
	"strings"
)

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev"); err != nil {
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

func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	read := func(yield func(User) bool) error {
		for u, err := range ReadUsers(csv) {
			if err != nil {
				return err
			}
			if !yield(u) {
				return nil
			}
		}
		return nil
	}
	var sb strings.Builder
	var args []any
	var failed error
	flush := func() bool {
		if len(args) == 0 {
			return true
		}
		var result sql.Result
		query := "/* a batch */ INSERT IGNORE INTO user_data (user_id, name, email, age) VALUES " + sb.String()
		if result, failed = tx.ExecContext(ctx, query, args...); failed != nil {
			return false
		}
		var n int64
		n, failed = result.RowsAffected()
		inserted += n
		sb.Reset()
		args = nil
		return failed == nil
	}
	err = read(func(u User) bool {
		if sb.Len() > 0 {
			sb.WriteByte(',')
		}
		sb.WriteString("(?,?,?,?)")
		args = append(args, []byte(u.ID), []byte(u.Name), u.Email, strconv.Itoa(u.Age))
		return sb.Len() < 3000 || flush()
	})
	if err != nil {
		return 0, fmt.Errorf("read: %w", err)
	}
	if failed != nil || !flush() {
		return 0, fmt.Errorf("insert: %w", failed)
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}
