// Right: a goroutine fills the batches and hands each over; whichever way the loop ends, it is stopped and waited for.
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
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		batches, done := make(chan []seed.User), make(chan struct{})

		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(nil, fmt.Errorf("query users: %w", err))
			return
		}

		var failed error
		go func() {
			defer close(done)
			defer close(batches)
			defer rows.Close()
			defer cancel() // before Close, so that the rest is not read
			failed = fill(ctx, rows, batchSize, batches)
		}()
		defer func() {
			cancel()
			<-done
		}()
		for batch := range batches {
			if !yield(batch, nil) {
				return
			}
		}
		if failed != nil {
			yield(nil, fmt.Errorf("read users: %w", failed))
		}
	}
}

// fill sends the users of rows in batches, until ctx ends.
func fill(ctx context.Context, rows *sql.Rows, batchSize int, batches chan<- []seed.User) error {
	var batch []seed.User
	send := func() bool {
		select {
		case batches <- batch:
			batch = nil
			return true
		case <-ctx.Done():
			return false
		}
	}
	for rows.Next() {
		var user seed.User
		if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
			return err
		}
		if batch = append(batch, user); len(batch) == batchSize && !send() {
			return ctx.Err()
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(batch) > 0 && !send() {
		return ctx.Err()
	}
	return nil
}

// BatchProcessing returns a generator of the users older than 25, in user_id order, taken from batches of batchSize.
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for batch, err := range StreamUsersInBatches(ctx, db, batchSize) {
			if err != nil {
				yield(seed.User{}, err)
				return
			}
			going := true
			slices.Values(batch)(func(user seed.User) bool {
				going = user.Age <= 25 || yield(user, nil)
				return going
			})
			if !going {
				return
			}
		}
	}
}
