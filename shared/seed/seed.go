package seed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"slices"
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

// InsertData inserts the users of a CSV (see [ReadUsers]) and returns how many were new. A user whose user_id is in the
// table already is left as it is. Either all of the file goes in or nothing does: on any error, also when ctx is
// cancelled, the table is as it was. Memory use does not depend on the size of the file.
func InsertData(ctx context.Context, db *sql.DB, csv io.Reader) (inserted int64, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, explain("insert users", err)
	}
	defer tx.Rollback() // after a Commit it does nothing

	var packet int
	if err := tx.QueryRowContext(ctx, "SELECT @@max_allowed_packet").Scan(&packet); err != nil {
		return 0, explain("insert users", err)
	}
	insert := inserter{tx: tx}
	for users, err := range Ahead(inBatches(ReadUsers(csv), packet), 0) { // the next batch is read while the server works on this one
		if err != nil {
			return 0, fmt.Errorf("insert users: %w", err)
		}
		n, err := insert.users(ctx, users)
		if err != nil {
			return 0, explain("insert users", err)
		}
		inserted += n
	}
	if err := tx.Commit(); err != nil {
		return 0, explain("insert users", err)
	}
	return inserted, nil
}

// mostUsers is how many users one INSERT takes at most: four values each, and the server counts them in 16 bits.
const mostUsers = 16_000

// inBatches is a generator of users in batches for one INSERT each, which fit into a packet of that many bytes. It sorts
// each batch: neighbours in the table's index are then inserted one after the other.
func inBatches(users iter.Seq2[User, error], packet int) iter.Seq2[[]User, error] {
	return func(yield func([]User, error) bool) {
		var batch []User
		room := packet
		for user, err := range users {
			if err != nil {
				yield(nil, err)
				return
			}
			size := 2*len(user.ID+user.Name+user.Email) + 100 // each byte may be escaped, and punctuation comes on top
			if len(batch) == mostUsers || len(batch) > 0 && size > room {
				if !yield(sorted(batch), nil) {
					return
				}
				batch, room = nil, packet
			}
			batch = append(batch, user)
			room -= size
		}
		if len(batch) > 0 {
			yield(sorted(batch), nil)
		}
	}
}

func sorted(users []User) []User {
	slices.SortFunc(users, func(a, b User) int { return strings.Compare(a.ID, b.ID) })
	return users
}

// inserter inserts batches of users.
type inserter struct {
	tx   *sql.Tx
	full *sql.Stmt // for a batch of mostUsers, so that the server reads its text only once; nil until there is one
}

// users inserts users and returns how many of them were new.
func (i *inserter) users(ctx context.Context, users []User) (inserted int64, err error) {
	values := make([]any, 0, 4*len(users))
	for _, user := range users {
		values = append(values, user.ID, user.Name, user.Email, user.Age)
	}
	// IGNORE passes over a user whose user_id is there. It would also bend a bad value until it fits, but ReadUsers lets none through.
	statement := "INSERT IGNORE INTO user_data (user_id, name, email, age) VALUES (?, ?, ?, ?)" + strings.Repeat(", (?, ?, ?, ?)", len(users)-1)
	var result sql.Result
	if len(users) < mostUsers {
		result, err = i.tx.ExecContext(ctx, statement, values...)
	} else {
		if i.full == nil {
			if i.full, err = i.tx.PrepareContext(ctx, statement); err != nil {
				return 0, err
			}
		}
		result, err = i.full.ExecContext(ctx, values...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
