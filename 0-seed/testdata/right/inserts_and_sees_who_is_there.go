// Right: no IF NOT EXISTS and no IGNORE, and a statement that is prepared outside of the transaction; the numbers 1007,
// 1050 and 1062 of errors say what is there.
package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"github.com/go-sql-driver/mysql"
)

// numbered reports whether an error has the server's number.
func numbered(err error, number uint16) bool {
	var of *mysql.MySQLError
	return errors.As(err, &of) && of.Number == number
}

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "CREATE DATABASE ALX_prodev"); err != nil && !numbered(err, 1007) {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func CreateTable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE user_data (
		user_id CHAR(36) PRIMARY KEY,
		name VARCHAR(255) NOT NULL,
		email VARCHAR(255) NOT NULL,
		age DECIMAL(3,0) NOT NULL,
		INDEX (user_id)
	)`)
	if err != nil && !numbered(err, 1050) {
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
	stmt, err := db.PrepareContext(ctx, "INSERT INTO user_data (user_id, name, email, age) VALUES (?, ?, ?, ?)")
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err)
	}
	defer stmt.Close()
	ins := tx.StmtContext(ctx, stmt)
	defer ins.Close()
	for u, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("read: %w", err)
		}
		if _, err := ins.ExecContext(ctx, u.ID, u.Name, u.Email, u.Age); err != nil {
			if numbered(err, 1062) {
				continue // there already
			}
			return 0, fmt.Errorf("insert: %w", err)
		}
		inserted++
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}
