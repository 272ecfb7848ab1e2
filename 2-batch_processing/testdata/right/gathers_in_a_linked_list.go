// Right: a batch is gathered in a container/list; users come over a generator of single users with generics.
package main

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

type wrapped struct{ cause error }

func (w wrapped) Error() string   { return "users: " + w.cause.Error() }
func (w wrapped) Unwrap() []error { return []error{w.cause, errStream} }

var errStream = errors.New("stream is broken")

func scanAll[T any](ctx context.Context, db *sql.DB, query string, into func(*T) []any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		inner, cancel := context.WithCancel(ctx)
		rows, err := db.QueryContext(inner, query)
		if err != nil {
			cancel()
			yield(zero, wrapped{err})
			return
		}
		defer rows.Close()
		defer cancel()
		for rows.Next() {
			var value T
			if err := rows.Scan(into(&value)...); err != nil {
				yield(zero, wrapped{err})
				return
			}
			if !yield(value, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, wrapped{err})
		}
	}
}

func fields(u *seed.User) []any { return []any{&u.ID, &u.Name, &u.Email, &u.Age} }

// StreamUsersInBatches streams batches.
func StreamUsersInBatches(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		if batchSize < 1 {
			yield(nil, wrapped{fmt.Errorf("size %d", batchSize)})
			return
		}
		waiting := list.New()
		empty := func() []seed.User {
			batch := make([]seed.User, waiting.Len())
			for i := range batch {
				batch[i] = waiting.Remove(waiting.Front()).(seed.User)
			}
			return batch
		}
		users := scanAll(ctx, db, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id", fields)
		var failed error
		stopped := false
		users(func(u seed.User, err error) bool {
			if err != nil {
				failed = err
				return false
			}
			waiting.PushBack(u)
			if waiting.Len() == batchSize {
				stopped = !yield(empty(), nil)
			}
			return !stopped
		})
		switch {
		case stopped:
		case failed != nil:
			yield(nil, failed)
		case waiting.Len() > 0:
			yield(empty(), nil)
		}
	}
}

// BatchProcessing yields the users over 25.
func BatchProcessing(ctx context.Context, db *sql.DB, batchSize int) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		StreamUsersInBatches(ctx, db, batchSize)(func(batch []seed.User, err error) bool {
			if err != nil {
				yield(seed.User{}, err)
				return false
			}
			for _, u := range batch {
				if u.Age > 25 && !yield(u, nil) {
					return false
				}
			}
			return true
		})
	}
}
