// Right: it collects each batch of an iterator that leaves its error outside, and sets a savepoint before each batch.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// CreateDatabase makes the database.
func CreateDatabase(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev CHARACTER SET utf8mb4"); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

// CreateTable makes the table.
func CreateTable(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS user_data (
		user_id VARCHAR(36) PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL,
		age DECIMAL(3, 0) NOT NULL) DEFAULT CHARSET=utf8mb4`); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

// InsertData collects 500 users at a time, and sets a savepoint before each.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	next, stop := iter.Pull2(ReadUsers(csv))
	defer stop()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	defer tx.Rollback()
	for {
		var fault error
		users := slices.Collect(func(yield func(User) bool) {
			for range 500 {
				user, err, ok := next()
				if fault = err; err != nil || !ok || !yield(user) {
					return
				}
			}
		})
		if fault != nil {
			return 0, fmt.Errorf("insert users: %w", fault)
		}
		if len(users) == 0 {
			break
		}
		n, err := insertSome(ctx, tx, users)
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		inserted += n
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	return inserted, nil
}

func insertSome(ctx context.Context, tx *sql.Tx, users []User) (int64, error) {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT some"); err != nil {
		return 0, err
	}
	args := slices.Collect(func(yield func(any) bool) {
		for _, u := range users {
			if !(yield(u.ID) && yield(u.Name) && yield(u.Email) && yield(u.Age)) {
				return
			}
		}
	})
	places := strings.Join(slices.Repeat([]string{"(?, ?, ?, ?)"}, len(users)), ", ")
	result, err := tx.ExecContext(ctx, "INSERT IGNORE INTO user_data VALUES "+places, args...)
	if err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, "RELEASE SAVEPOINT some"); err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
