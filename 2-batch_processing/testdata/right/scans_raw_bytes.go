// Right: on a connection of its own, columns are scanned into raw bytes, and copied once for each user; a batch is
// filtered with slices.DeleteFunc, and what is left is yielded.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strconv"

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

		conn, err := db.Conn(ctx)
		if err != nil {
			yield(nil, fmt.Errorf("connect: %w", err))
			return
		}
		defer conn.Close()
		rows, err := conn.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(nil, fmt.Errorf("query users: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close, so that a break does not read the rest of the table: see exercise 1

		var batch []seed.User
		for rows.Next() {
			var id, name, email, age sql.RawBytes
			if err := rows.Scan(&id, &name, &email, &age); err != nil {
				yield(nil, fmt.Errorf("scan user: %w", err))
				return
			}
			years, err := strconv.Atoi(string(age))
			if err != nil {
				yield(nil, fmt.Errorf("scan user: %w", err))
				return
			}
			user := seed.User{ID: string(id), Name: string(name), Email: string(email), Age: years}
			batch = append(batch, user)
			if len(batch) == batchSize {
				if !yield(batch, nil) {
					return
				}
				batch = make([]seed.User, 0, batchSize) // a new slice, since the consumer can keep the last one
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
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		for batch, err := range StreamUsersInBatches(ctx, db, batchSize) {
			if err != nil {
				yield(seed.User{}, err)
				return
			}
			older := slices.DeleteFunc(batch, func(user seed.User) bool { return user.Age <= 25 })
			for _, user := range older {
				if !yield(user, nil) {
					return
				}
			}
		}
	}
}
