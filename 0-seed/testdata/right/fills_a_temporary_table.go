// Right: all users go to a temporary table of its own connection, and from there those who are not there yet.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
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
		user_id CHAR(36) PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL,
		age DECIMAL(3, 0) NOT NULL) CHARACTER SET utf8mb4`); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

// InsertData inserts the users of a CSV file who are not there.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "CREATE TEMPORARY TABLE arrived LIKE user_data"); err != nil {
		return 0, fmt.Errorf("make room: %w", err)
	}
	defer func() {
		if _, dropErr := tx.ExecContext(ctx, "DROP TEMPORARY TABLE IF EXISTS arrived"); err == nil && dropErr != nil {
			inserted, err = 0, fmt.Errorf("clear away: %w", dropErr)
		}
		if err == nil {
			if err = tx.Commit(); err != nil {
				inserted, err = 0, fmt.Errorf("commit: %w", err)
			}
		}
	}()

	insert, err := tx.PrepareContext(ctx, "INSERT IGNORE INTO arrived (user_id, name, email, age) VALUES (?, ?, ?, ?)")
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err)
	}
	defer insert.Close()
	for user, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("read: %w", err)
		}
		if _, err := insert.ExecContext(ctx, user.ID, user.Name, user.Email, user.Age); err != nil {
			return 0, fmt.Errorf("insert %s: %w", user.ID, err)
		}
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO user_data (user_id, name, email, age)
		SELECT a.user_id, a.name, a.email, a.age FROM arrived AS a
		WHERE NOT EXISTS (SELECT 1 FROM user_data AS u WHERE u.user_id = a.user_id)`)
	if err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	if inserted, err = result.RowsAffected(); err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return inserted, nil
}
