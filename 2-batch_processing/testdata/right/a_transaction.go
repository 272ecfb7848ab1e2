// Right: the batches are read in a read-only transaction, and pulled by iter.Pull2, which is stopped. What Close
// says goes to stderr.
package main

import (
	"context"
	"database/sql"
	. "fmt"
	"iter"
	"os"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches returns a generator of all users in user_id order, in batches of batchSize.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, Errorf("batch size %d: want at least 1", batchSize))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(nil, Errorf("begin: %w", err))
			return
		}
		defer tx.Rollback()
		rows, err := tx.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(nil, Errorf("query users: %w", err))
			return
		}
		defer func() {
			if err := rows.Close(); err != nil {
				Fprintln(os.Stderr, "close:", err)
			}
		}()
		defer cancel() // runs before Close, so that a break does not read the rest of the table: see exercise 1

		var batch []seed.User
		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(nil, Errorf("scan user: %w", err))
				return
			}
			batch = append(batch, user)
			if len(batch) == batchSize {
				if !yield(batch, nil) {
					return
				}
				batch = make([]seed.User, 0, batchSize) // a new slice, since the consumer can keep the last one
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, Errorf("read users: %w", err))
			return
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// BatchProcessing returns a generator of the users older than 25, in user_id order, taken from batches of batchSize.
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		next, stop := iter.Pull2(StreamUsersInBatches(ctx, db, batchSize))
		defer stop()
		for {
			batch, err, more := next()
			if !more {
				return
			}
			if err != nil {
				yield(seed.User{}, err)
				return
			}
			for _, user := range batch {
				if user.Age > 25 && !yield(user, nil) {
					return
				}
			}
		}
	}
}
