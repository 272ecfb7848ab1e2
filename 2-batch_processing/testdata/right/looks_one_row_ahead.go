// Right: each batch is a query that asks for one row more, to know whether another batch follows.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches returns a generator of all users in user_id order, in batches of batchSize.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 || batchSize == math.MaxInt {
			yield(nil, fmt.Errorf("batch size %d: want at least 1", batchSize))
			return
		}
		last, more := "", true
		for more {
			rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT ?", last, batchSize+1)
			if err != nil {
				yield(nil, fmt.Errorf("query batch: %w", err))
				return
			}
			batch, err := seed.CollectUsers(rows)
			if err != nil {
				yield(nil, err)
				return
			}
			if more = len(batch) > batchSize; more {
				batch = batch[:batchSize:batchSize]
			}
			if len(batch) == 0 {
				return
			}
			last = batch[len(batch)-1].ID // now: after yield the batch is the consumer's
			if !yield(batch, nil) {
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
