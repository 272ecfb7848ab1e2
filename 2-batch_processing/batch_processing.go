package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches returns a generator of all users in user_id order, in batches of batchSize; only the last batch
// can be shorter, and none is empty. One batch is in memory at a time, and the consumer can keep it.
//
// Nothing is queried before the first range; each range runs the query again and holds one connection until it ends. A
// break is cheap, however many rows are left. An error pair is the last pair, and its value is nil: whole batches
// before the error are yielded, a half-filled one is not. A batchSize below 1 is an error.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, fmt.Errorf("batch size %d: want at least 1", batchSize))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(nil, fmt.Errorf("query users: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close, so that a break does not read the rest of the table: see exercise 1

		var batch []seed.User
		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(nil, fmt.Errorf("scan user %q: %w", user.ID, err))
				return
			}
			batch = append(batch, user)
			if len(batch) == batchSize {
				if !yield(batch, nil) {
					return
				}
				batch = nil // a new slice, since the consumer can keep the last one
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, fmt.Errorf("read users: %w", err))
			return
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// BatchProcessing returns a generator of the users older than 25, in user_id order, taken from batches of batchSize.
//
// It ranges over [StreamUsersInBatches] and keeps its promises: nothing happens before the range, it can be ranged over
// again, one batch is in memory, and an error comes once and last, with the zero User. A batchSize below 1 is an error.
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for batch, err := range StreamUsersInBatches(ctx, db, batchSize) {
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
