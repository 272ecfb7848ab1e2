// Mutant: every user_id is remembered, to pass over a user who is in the file twice.
// Check: TestInsertData/keeps_memory_constant
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
		return explain("create database ALX_prodev", err)
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
		) CHARACTER SET utf8mb4`)
	if err != nil {
		return explain("create table user_data", err)
	}
	return nil
}

// InsertData inserts the users of a CSV (see [ReadUsers]) and returns how many were new.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, explain("insert users", err)
	}
	defer tx.Rollback() // after a Commit it does nothing

	seen := map[string]bool{}
	var batch insertBatch
	for user, err := range ReadUsers(csv) {
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		if seen[user.ID] {
			continue
		}
		seen[user.ID] = true
		if batch.add(user); !batch.full() {
			continue
		}
		n, err := batch.flush(ctx, tx)
		if err != nil {
			return 0, explain("insert users", err)
		}
		inserted += n
	}
	n, err := batch.flush(ctx, tx)
	if err != nil {
		return 0, explain("insert users", err)
	}
	if err := tx.Commit(); err != nil {
		return 0, explain("insert users", err)
	}
	return inserted + n, nil
}

// insertBatch gathers users for one INSERT: a statement a user would be a trip to the server a user.
type insertBatch struct {
	values []any // four a user
	bytes  int
}

func (b *insertBatch) add(user User) {
	b.values = append(b.values, user.ID, user.Name, user.Email, user.Age)
	b.bytes += len(user.ID) + len(user.Name) + len(user.Email)
}

// full says that the batch has 1,000 users, or so much text that a server with a small max_allowed_packet could
// refuse it.
func (b *insertBatch) full() bool {
	return len(b.values) >= 4*1000 || b.bytes >= 256<<10
}

// flush inserts the batch, leaves it empty and returns how many of its users were new.
func (b *insertBatch) flush(ctx context.Context, tx *sql.Tx) (int64, error) {
	if len(b.values) == 0 {
		return 0, nil
	}
	// IGNORE passes over a user whose user_id is there. It would also bend a bad value until it fits, but ReadUsers lets none through.
	statement := "INSERT IGNORE INTO user_data (user_id, name, email, age) VALUES (?, ?, ?, ?)" +
		strings.Repeat(", (?, ?, ?, ?)", len(b.values)/4-1)
	result, err := tx.ExecContext(ctx, statement, b.values...)
	if err != nil {
		return 0, err
	}
	b.values, b.bytes = b.values[:0], 0
	return result.RowsAffected()
}
