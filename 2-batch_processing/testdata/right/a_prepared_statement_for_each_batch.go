// Right: the query of a batch is prepared once, and run for each batch from the last user_id on.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches returns a generator of all users in user_id order, in batches of batchSize.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, fmt.Errorf("batch size %d: want at least 1", batchSize))
			return
		}
		statement, err := db.PrepareContext(ctx, "SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?")
		if err != nil {
			yield(nil, fmt.Errorf("prepare: %w", err))
			return
		}
		defer statement.Close()
		last := ""
		for {
			rows, err := statement.QueryContext(ctx, last, batchSize)
			if err != nil {
				yield(nil, fmt.Errorf("query batch: %w", err))
				return
			}
			batch, err := seed.CollectUsers(rows)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(batch) == 0 {
				return
			}
			full := len(batch) == batchSize
			last = batch[len(batch)-1].ID // now: after yield the batch is the consumer's
			if !yield(batch, nil) || !full {
				return
			}
		}
	}
}

// BatchProcessing returns a generator of the users older than 25, in user_id order, taken from batches of batchSize.
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
