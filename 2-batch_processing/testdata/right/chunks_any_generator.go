// Right: users are streamed one by one, and any generator can be chunked.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"example.com/generators/shared/seed"
)

// StreamUsersInBatches returns a generator of all users in user_id order, in batches of batchSize.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, fmt.Errorf("batch size %d: want at least 1", batchSize))
			return
		}
		chunk(streamUsers(ctx, db), batchSize)(yield)
	}
}

// chunk returns a generator of the values of seq, size at a time: slices.Chunk for a generator that may fail.
func chunk[T any](seq iter.Seq2[T, error], size int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var values []T
		for value, err := range seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if values = append(values, value); len(values) == size {
				if !yield(values, nil) {
					return
				}
				values = nil
			}
		}
		if len(values) > 0 {
			yield(values, nil)
		}
	}
}

// streamUsers returns a generator of all users in user_id order.
func streamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, fmt.Errorf("query users: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // before Close, so that a break does not read the rest

		for rows.Next() {
			var user seed.User
			if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
				yield(seed.User{}, fmt.Errorf("scan user: %w", err))
				return
			}
			if !yield(user, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(seed.User{}, fmt.Errorf("read users: %w", err))
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
			broke := func(user seed.User) bool { return user.Age > 25 && !yield(user, nil) }
			if slices.ContainsFunc(batch, broke) {
				return
			}
		}
	}
}
