package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// OpenTable returns a handle to ALX_prodev with another table in it, for exercises that are not about users. The
// embedded server starts empty, so fill makes the table there. On any other server fill is called only if create says
// so and the table is missing; if it is missing otherwise, the error says what to do.
func OpenTable(
	ctx context.Context, table string, create bool, fill func(context.Context, *sql.DB) error,
) (*sql.DB, error) {
	uses, err := UsesEmbedded()
	if err != nil {
		return nil, err
	}
	if uses || create {
		server, err := Connect(ctx)
		if err != nil {
			return nil, err
		}
		defer server.Close() // at the end: the embedded server ends with its last handle
		if _, err := server.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev"); err != nil {
			return nil, fmt.Errorf("create database ALX_prodev: %w", err)
		}
	}
	db, err := ConnectProdev(ctx)
	if err != nil {
		return nil, withoutTable(err, table)
	}
	_, err = db.ExecContext(ctx, "SELECT 1 FROM `"+table+"` LIMIT 0")
	if missing(err) && (uses || create) {
		err = fill(ctx, db)
	}
	if err != nil {
		db.Close()
		return nil, withoutTable(err, table)
	}
	return db, nil
}

// missing reports whether err says that there is no such database or table.
func missing(err error) bool {
	const noDatabase, noTable = 1049, 1146
	var of *mysql.MySQLError
	return errors.As(err, &of) && (of.Number == noDatabase || of.Number == noTable)
}

func withoutTable(err error, table string) error {
	if missing(err) {
		return fmt.Errorf("there is no table %s in ALX_prodev yet; run this program with -fill once: %w", table, err)
	}
	return err
}

// InsertRows inserts rows, many at a time, into columns of a table, such as "orders (order_id, total)".
func InsertRows(ctx context.Context, db *sql.DB, into string, rows [][]any) error {
	for some := range slices.Chunk(rows, 1000) {
		place := ", (" + strings.Repeat(", ?", len(some[0]))[len(", "):] + ")"
		statement := "INSERT INTO " + into + " VALUES " + strings.Repeat(place, len(some))[len(", "):]
		if _, err := db.ExecContext(ctx, statement, slices.Concat(some...)...); err != nil {
			return fmt.Errorf("insert into %s: %w", into, err)
		}
	}
	return nil
}
