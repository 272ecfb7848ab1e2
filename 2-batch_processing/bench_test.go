package main_test

import (
	"context"
	"database/sql"
	"iter"
	"testing"

	. "example.com/generators/2-batch_processing"
	"example.com/generators/shared/bench"
	"example.com/generators/shared/seed"
)

func BenchmarkStreamUsersInBatches(b *testing.B) {
	bench.Suite{
		Methods: []bench.Method{
			bench.Groups("generator", 1000, StreamUsersInBatches),
			bench.UserLoop, bench.DrainUsers, bench.LimitOffset, bench.LoadUsers,
		},
		Programs: []bench.Program{{Name: "all", Args: []string{"-batch", "1000"}}},
	}.Run(b)
}

func TestBreaksOnOneCore(t *testing.T) {
	t.Run("StreamUsersInBatches", func(t *testing.T) {
		bench.BreaksOnOneCore(t, func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
			return StreamUsersInBatches(ctx, db, 1)
		})
	})
	t.Run("BatchProcessing", func(t *testing.T) {
		bench.BreaksOnOneCore(t, func(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
			return BatchProcessing(ctx, db, 1)
		})
	})
}
