// Right: each user is inserted by a prepared statement of the transaction.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
)

// CreateDatabase creates the database ALX_prodev on the server behind db, if it does not exist.
func CreateDatabase(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev CHARACTER SET utf8mb4")
	if err != nil {
		return explain("create database ALX_prodev", err)
	}
	return nil
}

// CreateTable creates the table user_data in the database that db has chosen, if it does not exist.
func CreateTable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `
		CREATE TABLE IF NOT EXISTS user_data (
			user_id CHAR(36)     NOT NULL PRIMARY KEY,
			name    VARCHAR(255) NOT NULL,
			email   VARCHAR(255) NOT NULL,
			age     DECIMAL(3,0) NOT NULL
		) CHARACTER SET utf8mb4`)
	if err != nil {
		return explain("create table user_data", err)
	}
	return nil
}

// InsertData inserts the users of a CSV (see [ReadUsers]) and returns how many were new.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, explain("insert users", err)
	}
	defer tx.Rollback() // after a Commit it does nothing

	insert, err := tx.PrepareContext(ctx, "INSERT IGNORE INTO user_data (user_id, name, email, age) VALUES (?, ?, ?, ?)")
	if err != nil {
		return 0, explain("insert users", err)
	}
	defer insert.Close()
	for user, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		result, err := insert.ExecContext(ctx, user.ID, user.Name, user.Email, user.Age)
		if err != nil {
			return 0, explain("insert users", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, explain("insert users", err)
		}
		inserted += n
	}
	if err := tx.Commit(); err != nil {
		return 0, explain("insert users", err)
	}
	return inserted, nil
}
