package closes

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"sync"
)

func deferred(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Close(); err != nil { // once more does no harm
		return err
	}
	return rows.Err()
}

func deferredLiteral(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	rows, err := db.QueryContext(ctx, "SELECT 1")
	defer func() {
		cancel()
		if rows != nil {
			rows.Close()
		}
	}()
	return err
}

func deferredByName(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	cleanUp := func() { rows.Close() }
	defer cleanUp()
	for rows.Next() {
	}
}

func deferredOnce(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	cleanUp := sync.OnceFunc(func() { rows.Close() })
	defer cleanUp()
}

func deferredMethodValue(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	closeRows := rows.Close
	defer closeRows()
}

func deferredHelper(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	defer closeQuietly(rows)
}

func closeQuietly(c io.Closer) {
	if err := c.Close(); err != nil {
		fmt.Println(err)
	}
}

func inAGoroutine(db *sql.DB) <-chan int {
	ages := make(chan int)
	rows, _ := db.Query("SELECT 1")
	go func() {
		defer close(ages)
		defer rows.Close()
		for rows.Next() {
			ages <- 1
		}
	}()
	return ages
}

func methodExpression(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	defer (*sql.Rows).Close(rows)
	(*sql.Rows).Next(rows)
}

func openedAfterTheDefer(db *sql.DB) (err error) {
	var rows *sql.Rows
	defer func() {
		if rows != nil {
			err = rows.Close()
		}
	}()
	if rows, err = db.Query("SELECT 1"); err != nil {
		return err
	}
	return nil
}

func returned(db *sql.DB) (*sql.Rows, error) { return db.Query("SELECT 1") }

func returnedByName(db *sql.DB) (rows *sql.Rows, err error) {
	rows, err = db.Query("SELECT 1")
	return
}

func returnedLater(db *sql.DB) (*sql.Rows, error) {
	rows, err := db.Query("SELECT 1")
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func returnedCleanUp(db *sql.DB) (func() bool, func()) {
	rows, _ := db.Query("SELECT 1")
	return rows.Next, func() { rows.Close() }
}

func passedOn(db *sql.DB) []int {
	rows, _ := db.Query("SELECT 1")
	return collect(rows, func(rows *sql.Rows) (int, error) { return 0, nil })
}

func passedOnAtOnce(db *sql.DB) error { return firstError(db.Query("SELECT 1")) }

func firstError(rows *sql.Rows, err error) error {
	defer rows.Close()
	return err
}

func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) []T {
	var all []T
	for value := range stream(rows, scan) {
		all = append(all, value)
	}
	return all
}

func stream[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer rows.Close()
		for rows.Next() {
			if !yield(scan(rows)) {
				return
			}
		}
	}
}

type cursor struct{ rows *sql.Rows }

func stored(db *sql.DB) (*cursor, error) {
	c := new(cursor)
	var err error
	c.rows, err = db.Query("SELECT 1")
	return c, err
}

func storedLater(db *sql.DB) *cursor {
	rows, _ := db.Query("SELECT 1")
	return &cursor{rows: rows}
}

func several(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		conn, err := db.Conn(ctx)
		if err != nil {
			yield(0, err)
			return
		}
		defer conn.Close()
		stmt, err := conn.PrepareContext(ctx, "SELECT ?")
		if err != nil {
			yield(0, err)
			return
		}
		defer stmt.Close()
		rows, err := stmt.QueryContext(ctx, 1)
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		next, stop := iter.Pull2(stream(rows, func(*sql.Rows) (int, error) { return 0, nil }))
		defer stop()
		next()
	}
}

func ofATransaction(ctx context.Context, tx *sql.Tx) error {
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO ages VALUES (?)") // closed with tx
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, 1)
	return err
}
