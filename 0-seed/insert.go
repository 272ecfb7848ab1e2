package main

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// insert inserts the users of csv, as [seed.InsertData] does. Where the server ended the transaction in favour of another
// one, it begins again, twice at most. That is safe, since a failed InsertData leaves nothing behind, and of no use with a
// pipe, which cannot be read again.
func insert(ctx context.Context, db *sql.DB, csv io.ReadSeeker) (inserted int64, err error) {
	for again := 2; ; again-- {
		inserted, err = seed.InsertData(ctx, db, csv)
		if again == 0 || !gaveWay(err) {
			return inserted, err
		}
		if _, pipe := csv.Seek(0, io.SeekStart); pipe != nil {
			return 0, err
		}
	}
}

// gaveWay reports whether err says that another transaction was in the way.
func gaveWay(err error) bool {
	var reply *mysql.MySQLError
	return errors.As(err, &reply) && (reply.Number == 1205 || reply.Number == 1213) // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
}
