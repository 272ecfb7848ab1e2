// Right: one INSERT has a hundred users, each of them a part of a UNION ALL.
package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
)

// CreateDatabase creates the database ALX_prodev on the server behind db, if it does not exist.
func CreateDatabase(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS ALX_prodev CHARACTER SET utf8mb4")
	if err != nil {
		return fmt.Errorf("create database ALX_prodev: %w", err)
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
		) ENGINE=InnoDB CHARACTER SET utf8mb4`)
	if err != nil {
		return fmt.Errorf("create table user_data: %w", err)
	}
	return nil
}

// batchSize is how many users one INSERT takes. One at a time would be a trip to the server for each.
const batchSize = 100

// InsertData inserts the users of a CSV (see [ReadUsers]) and returns how many were new. A user whose user_id is in the
// table already is left as it is. Either all of the file goes in or nothing does: on any error, also when ctx is
// cancelled, the table is as it was. Memory use does not depend on the size of the file.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	defer tx.Rollback() // after a Commit it does nothing

	var values []any // of the users that wait for the next INSERT, four each
	for user, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		values = append(values, user.ID, user.Name, user.Email, user.Age)
		if len(values) == 4*batchSize {
			n, err := insertBatch(ctx, tx, values)
			if err != nil {
				return 0, fmt.Errorf("insert users: %w", err)
			}
			inserted += n
			values = values[:0]
		}
	}
	if len(values) > 0 { // the users that did not fill a batch
		n, err := insertBatch(ctx, tx, values)
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		inserted += n
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("insert users: %w", err)
	}
	return inserted, nil
}

// insertBatch inserts users, four values each, with one statement. It returns how many of them were new.
func insertBatch(ctx context.Context, tx *sql.Tx, values []any) (inserted int64, err error) {
	// IGNORE passes over a user whose user_id is there. It would also change a bad value until it fits, but ReadUsers lets
	// none through.
	statement := "INSERT IGNORE INTO user_data (user_id, name, email, age) SELECT ?, ?, ?, ?" +
		strings.Repeat(" UNION ALL SELECT ?, ?, ?, ?", len(values)/4-1)
	result, err := tx.ExecContext(ctx, statement, values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
