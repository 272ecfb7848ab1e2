//go:build faults

package main_test

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"testing"

	. "example.com/generators/2-batch_processing"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	table := faults.NewTable(t)
	t.Run("StreamUsersInBatches", func(t *testing.T) {
		faults.Generator[[]seed.User]{
			Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
				return StreamUsersInBatches(ctx, db, 150)
			},
			Of: func(users []seed.User) [][]seed.User { return slices.Collect(slices.Chunk(users, 150)) },
		}.Check(t, table)
	})
	t.Run("BatchProcessing", func(t *testing.T) {
		faults.Generator[seed.User]{
			Range: func(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
				return BatchProcessing(ctx, db, 150)
			},
			Of: func(users []seed.User) []seed.User {
				return slices.DeleteFunc(slices.Clone(users), func(user seed.User) bool { return user.Age <= 25 })
			},
		}.Check(t, table)
	})
}
