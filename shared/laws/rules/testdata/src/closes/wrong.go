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
	_, err := db.Query("SELECT 1") // want `a \*sql.Rows that cannot be closed`
	if err == nil {
		db.Conn(ctx) // want `a \*sql.Conn that cannot be closed`
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

func openedInTheGenerator(db *sql.DB) func(func(int) bool) {
	return func(yield func(int) bool) {
		rows, _ := db.Query("SELECT 1")
		for rows.Next() {
			yield(1)
		}
		rows.Close() // want `without defer`
	}
}

func openedInADeferredFunction(db *sql.DB) {
	defer func() {
		rows, _ := db.Query("SELECT 1")
		rows.Close() // want `without defer`
	}()
}

func inAGoroutineWithoutDefer(db *sql.DB) {
	rows, _ := db.Query("SELECT 1")
	go func() {
		rows.Close() // want `without defer`
	}()
}

func deferredWithoutClose(db *sql.DB) (err error) {
	rows, _ := db.Query("SELECT 1") // want `a \*sql.Rows rows that is never closed`
	defer func() { err = rows.Err() }()
	return nil
}

func assignedLater(db *sql.DB) (err error) {
	var rows *sql.Rows
	rows, err = db.Query("SELECT 1") // want `a \*sql.Rows rows that is never closed`
	rows.Next()
	rows = nil
	return err
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

func byAValue(ctx context.Context, db *sql.DB) {
	query := db.QueryContext
	rows, _ := query(ctx, "SELECT 1")
	rows.Close() // want `without defer`
}

func byAFunctionOfItsOwn(db *sql.DB) {
	rows, _ := queried(db) // want `a \*sql.Rows rows that is never closed`
	rows.Next()
}

func queried(db *sql.DB) (*sql.Rows, error) { return db.Query("SELECT 1") }

func closesLater(db *sql.DB) error {
	rows, err := db.Query("SELECT 1")
	if err != nil {
		return err
	}
	defer func() {
		go rows.Close() // want `in a goroutine: it comes some time after the function's end`
	}()
	return rows.Err()
}
