// Right: each batch is a query by key that asks for one user more, so that the last batch is known.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches streams batches.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, fmt.Errorf("bad batch size: %d", batchSize))
			return
		}
		for after, more := "", true; more; {
			var batch []seed.User
			var err error
			batch, more, err = fetch(ctx, db, after, batchSize)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(batch) == 0 {
				return
			}
			after = batch[len(batch)-1].ID
			if !yield(batch, nil) {
				return
			}
		}
	}
}

func fetch(ctx context.Context, db *sql.DB, after string, size int) (batch []seed.User, more bool, err error) {
	query, args := "SELECT user_id, name, email, age FROM user_data", []any{}
	if after != "" {
		query, args = query+" WHERE user_id > ?", append(args, after)
	}
	query, args = query+" ORDER BY user_id LIMIT ?", append(args, size+1)
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, false, fmt.Errorf("fetch: %w", err)
	}
	users, err := seed.CollectUsers(rows)
	if err != nil {
		return nil, false, fmt.Errorf("fetch: %w", err)
	}
	if len(users) > size {
		return users[:size:size], true, nil
	}
	return users, false, nil
}

// BatchProcessing yields the users over 25.
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
	outer:
		for batch, err := range StreamUsersInBatches(ctx, db, batchSize) {
			if err != nil {
				yield(seed.User{}, err)
				break outer
			}
			for len(batch) > 0 {
				u := batch[0]
				batch = batch[1:]
				if u.Age > 25 && !yield(u, nil) {
					break outer
				}
			}
		}
	}
}
