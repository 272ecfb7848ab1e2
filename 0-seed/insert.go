package main

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// insertData inserts the users of a CSV; a flag can put another function in its place.
var insertData = seed.InsertData

// insert inserts the users of csv with insertData, and says what to do about an error. Where the server ended the
// transaction in favour of another one, it retries, twice at most. That is safe, since a failed InsertData leaves
// nothing behind. A pipe cannot be read again, so then it does not retry.
func insert(ctx context.Context, db *sql.DB, csv io.ReadSeeker) (inserted int64, err error) {
	for again := 2; ; again-- {
		inserted, err = insertData(ctx, db, csv)
		if again == 0 || !gaveWay(err) {
			return inserted, seed.Explain(err)
		}
		if _, pipe := csv.Seek(0, io.SeekStart); pipe != nil {
			return 0, seed.Explain(err)
		}
	}
}

// gaveWay reports whether err says that the server aborted the transaction in favour of another one.
func gaveWay(err error) bool {
	var reply *mysql.MySQLError
	// ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
	return errors.As(err, &reply) && (reply.Number == 1205 || reply.Number == 1213)
}
