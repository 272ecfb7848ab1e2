//go:build faults

package main_test

import (
	"context"
	"database/sql"
	"iter"
	"testing"

	. "example.com/generators/2-batch_processing"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	table := faults.NewTable(t, laws.Users)
	t.Run("StreamUsersInBatches", func(t *testing.T) {
		faults.Generator[[]seed.User]{
			Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
				return StreamUsersInBatches(ctx, db, 150)
			},
			From: laws.Rows(laws.Users, laws.Batches[seed.User](150)),
		}.Check(t, table)
	})
	t.Run("BatchProcessing", func(t *testing.T) {
		faults.Generator[seed.User]{
			Range: func(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
				return BatchProcessing(ctx, db, 150)
			},
			From: laws.Rows(laws.Users, olderThan25InBatches(150)),
		}.Check(t, table)
	})
}
