//go:build faults

package main_test

import (
	"context"
	"database/sql"
	"iter"
	"testing"

	. "example.com/generators/3-lazy_paginate"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/seed"
)

func TestFaults(t *testing.T) {
	table := faults.NewTable(t, laws.Users)
	for name, paginate := range map[string]func(context.Context, *sql.DB, int) iter.Seq2[[]seed.User, error]{
		"LazyPaginate": LazyPaginate, "LazyPaginateByKey": LazyPaginateByKey,
	} {
		t.Run(name, func(t *testing.T) {
			faults.Generator[[]seed.User]{
				Range: func(ctx context.Context, db *sql.DB) iter.Seq2[[]seed.User, error] {
					return paginate(ctx, db, 1_500)
				},
				From:   laws.Rows(laws.Users, laws.Batches[seed.User](1_500)),
				LetsGo: true,
			}.Check(t, table)
		})
	}
}
