// Right: where another transaction was in the way, it begins again with the first line, if the file can be read again.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"
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
	for try := 1; ; try++ {
		inserted, err = insertOnce(ctx, db, csv)
		if err == nil {
			return inserted, nil
		}
		seeker, ok := csv.(io.Seeker)
		if !ok || try == 3 || !strings.Contains(err.Error(), "1213") && !strings.Contains(err.Error(), "1205") {
			return 0, err
		}
		if _, e := seeker.Seek(0, io.SeekStart); e != nil {
			return 0, err
		}
		select {
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

func insertOnce(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	ins := inserter{ctx: ctx, tx: tx}
	defer ins.close()
	for u, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("read users: %w", err)
		}
		if err := ins.add(u); err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
	}
	if err := ins.flush(); err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("commit users: %w", err)
	}
	return ins.inserted, nil
}

type inserter struct {
	ctx      context.Context
	tx       *sql.Tx
	full     *sql.Stmt
	args     []any
	inserted int64
}

const perStatement = 100

func query(n int) string {
	return "INSERT IGNORE INTO `user_data` (`user_id`, `name`, `email`, `age`) VALUES " +
		strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?), ", n), ", ")
}

func (i *inserter) add(u User) error {
	i.args = append(i.args, u.ID, u.Name, u.Email, u.Age)
	if len(i.args) < 4*perStatement {
		return nil
	}
	if i.full == nil {
		var err error
		if i.full, err = i.tx.PrepareContext(i.ctx, query(perStatement)); err != nil {
			return err
		}
	}
	return i.count(i.full.ExecContext(i.ctx, i.args...))
}

func (i *inserter) flush() error {
	if len(i.args) == 0 {
		return nil
	}
	return i.count(i.tx.ExecContext(i.ctx, query(len(i.args)/4), i.args...))
}

func (i *inserter) count(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	i.inserted += n
	i.args = i.args[:0]
	return err
}

func (i *inserter) close() {
	if i.full != nil {
		i.full.Close()
	}
}
