package closes

import (
	"context"
	"database/sql"
	"errors"
)

func never(db *sql.DB) {
	rows, err := db.Query("SELECT 1") // want `a \*sql.Rows rows that is never closed`
	if err != nil || rows == nil {
		return
	}
	for rows.Next() {
	}
	_ = rows
}

func dropped(ctx context.Context, db *sql.DB) {
	_, err := db.Query("SELECT 1") // want `a \*sql.Rows that nobody can close`
	if err == nil {
		db.Conn(ctx) // want `a \*sql.Conn that nobody can close`
	}
}

func afterTheLoop(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	for rows.Next() {
		if rows.Scan() != nil {
			rows.Close()
			return
		}
	}
	rows.Close() // want `a Close of the \*sql.Rows rows without defer: a return, break or panic before this line leaves it open`
}

func atTheReturn(db *sql.DB) error {
	rows, err := db.Query("SELECT 1")
	return errors.Join(err, rows.Err(), rows.Close()) // want `without defer`
}

func asAnArgumentOfADeferredCall(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	defer println(rows.Close()) // want `without defer`
}

func inTheGenerator(db *sql.DB) func(func(int) bool) {
	rows, _ := db.Query("SELECT 1")
	return func(yield func(int) bool) {
		for rows.Next() {
			yield(1)
		}
		rows.Close() // want `without defer`
	}
}

func inAGoroutineWithoutDefer(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	go func() {
		rows.Close() // want `without defer`
	}()
}

func byNameWithoutDefer(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	cleanUp := func() { rows.Close() } // want `without defer`
	for rows.Next() {
	}
	cleanUp()
}

func onlyScanned(db *sql.DB) (ages []int) {
	rows, _ := db.Query("SELECT 1") // want `a \*sql.Rows rows that is never closed`
	for rows.Next() {
		ages = append(ages, scan(rows), scanAny(rows), scanMany(1, rows, rows))
	}
	return ages
}

func scan(rows *sql.Rows) (age int) {
	rows.Scan(&age)
	return age
}

func scanAny(row interface{ Scan(...any) error }) int { return 0 }

func scanMany(n int, all ...*sql.Rows) int {
	if n == 0 {
		return scanMany(n-1, all...)
	}
	return n
}

func closedByAHelperWithoutDefer(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	drain(rows)
}

func drain(rows *sql.Rows) {
	for rows.Next() {
	}
	rows.Close() // want `without defer`
}

func statement(db *sql.DB) {
	stmt, _ := db.Prepare("SELECT 1") // want `a \*sql.Stmt stmt that is never closed`
	stmt.Exec()
}

func perhaps(db *sql.DB) {
	var query interface {
		Query(string, ...any) (*sql.Rows, error)
	} = db
	rows, _ := query.Query("SELECT 1") // want `a \*sql.Rows rows that is never closed`
	rows.Next()
}
