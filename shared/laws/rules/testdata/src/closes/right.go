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

// What is passed on is for somebody else to close. Whether anybody does, the rule does not ask.

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

func returnedGenerator(db *sql.DB) func(func(int) bool) {
	rows, _ := db.Query("SELECT 1")
	return func(yield func(int) bool) {
		for rows.Next() {
			yield(1)
		}
		rows.Close()
	}
}

func keptMethod(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	closeRows := rows.Close
	defer closeRows()
}

func keptFunction(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	cleanUp := func() { rows.Close() }
	cleanUp()
}

func keptFunctionsThatCallEachOther(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	var g func()
	f := func() { g(); rows.Close() }
	g = func() { f() }
}

func asAnArgumentOfFunctionsThatCallEachOther(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	even(rows)
}

func even(rows *sql.Rows) { odd(rows); odd(rows) }

func odd(rows *sql.Rows) { even(rows); even(rows) }

func keptOnce(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	cleanUp := sync.OnceFunc(func() { rows.Close() })
	defer cleanUp()
}

func asAnArgument(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	scan(rows)
}

func scan(rows *sql.Rows) (age int) {
	rows.Scan(&age)
	return age
}

func asAnArgumentAtOnce(db *sql.DB) error { return firstError(db.Query("SELECT 1")) }

func firstError(rows *sql.Rows, err error) error { return err }

func asAnArgumentOfADeferredFunction(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	defer closeQuietly(rows)
}

func closeQuietly(c io.Closer) {
	if err := c.Close(); err != nil {
		fmt.Println(err)
	}
}

func methodExpression(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	defer (*sql.Rows).Close(rows)
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

func assigned(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	var also *sql.Rows
	_, also = 1, rows
	also.Close()
}

var global *sql.Rows

func kept(db *sql.DB) (err error) {
	global, err = db.Query("SELECT 1")
	return err
}

type asker func(query string, args ...any) (*sql.Rows, error)

func (ask asker) one() (*sql.Rows, error) { return ask("SELECT 1") }

func converted(db *sql.DB) (*sql.Rows, error) {
	ask := asker(db.Query)
	return ask.one()
}
