// Right: CreateDatabase looks first, by a parameter; a goroutine reads the file, is told to end, and waited for.
package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

func CreateDatabase(ctx context.Context, db *sql.DB) error {
	stmt, err := db.PrepareContext(ctx, "SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ?")
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	defer stmt.Close()
	var name string
	err = stmt.QueryRowContext(ctx, "ALX_prodev").Scan(&name)
	if err == nil && name == "ALX_prodev" {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("look for database: %w", err)
	}
	if _, err := db.ExecContext(ctx, "create database if not exists ALX_prodev charset utf8mb4"); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func CreateTable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE user_data (user_id CHAR(36) NOT NULL PRIMARY KEY,
		name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL, age DECIMAL(3,0) NOT NULL)`)
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}

func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	type batch struct {
		values []any
		err    error
	}
	work := make(chan batch)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer close(work)
		var values []any
		send := func(b batch) bool {
			select {
			case work <- b:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for u, err := range ReadUsers(csv) {
			if err != nil {
				send(batch{err: err})
				return
			}
			values = append(values, u.ID, u.Name, u.Email, u.Age)
			if len(values) == 2000 {
				if !send(batch{values: values}) {
					return
				}
				values = nil
			}
		}
		if len(values) > 0 {
			send(batch{values: values})
		}
	}()
	for b := range work {
		if b.err != nil {
			return 0, fmt.Errorf("read: %w", b.err)
		}
		res, err := tx.ExecContext(ctx, "INSERT IGNORE INTO user_data(user_id,name,email,age) VALUES (?,?,?,?)"+
			strings.Repeat(",(?,?,?,?)", len(b.values)/4-1), b.values...)
		if err != nil {
			return 0, fmt.Errorf("insert: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, fmt.Errorf("rows: %w", err)
		}
		inserted += n
	}
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("insert: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	return inserted, nil
}
