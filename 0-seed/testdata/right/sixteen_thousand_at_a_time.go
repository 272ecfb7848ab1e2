// Right: sixteen thousand users in a statement, in a slice that is used again, read by what ReadUsers is made of.
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
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			inserted = 0
			tx.Rollback()
		}
	}()
	users, err := newUserReader(csv)
	if err != nil {
		return 0, fmt.Errorf("read: %w", err)
	}
	var values []any
	for more := true; more; {
		values = values[:0]
		for len(values) < 4*16000 {
			user, err := users.next()
			if err == io.EOF {
				more = false
				break
			}
			if err != nil {
				return 0, fmt.Errorf("read: %w", err)
			}
			values = append(values, user.ID, user.Name, user.Email, user.Age)
		}
		if len(values) == 0 {
			break
		}
		n, err := insertSome(ctx, tx, values)
		if err != nil {
			return 0, fmt.Errorf("insert: %w", err)
		}
		inserted += n
	}
	if err = tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}

func insertSome(ctx context.Context, tx *sql.Tx, values []any) (int64, error) {
	places := make([]string, len(values)/4)
	for i := range places {
		places[i] = "(?,?,?,?)"
	}
	result, err := tx.ExecContext(ctx, "INSERT IGNORE user_data (user_id, name, email, age) VALUES "+
		strings.Join(places, ","), values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
