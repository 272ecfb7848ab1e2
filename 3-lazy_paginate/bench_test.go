package main_test

import (
	"context"
	"database/sql"
	"testing"

	. "example.com/generators/3-lazy_paginate"
	"example.com/generators/shared/bench"
	"example.com/generators/shared/seed"
)

func BenchmarkLazyPaginate(b *testing.B) {
	const slow = 100_000 // by OFFSET, ten times the rows take a hundred times as long
	byOffset := bench.Groups("offset", 1000, LazyPaginate)
	byOffset.Most = slow
	bench.Suite{
		Methods: []bench.Method{
			byOffset, bench.Groups("key", 1000, LazyPaginateByKey), bench.UserLoop, bench.DrainUsers,
			bench.LoadUsers,
		},
		Pages: []bench.Page{
			{Name: "offset", At: func(ctx context.Context, db *sql.DB, size, offset int, _ string) ([]seed.User, error) {
				return PaginateUsers(ctx, db, size, offset)
			}},
			{Name: "key", At: func(ctx context.Context, db *sql.DB, size, _ int, after string) ([]seed.User, error) {
				return PaginateUsersByKey(ctx, db, size, after)
			}},
		},
		Programs: []bench.Program{
			{Name: "offset", Args: []string{"-page", "1000"}, Most: slow},
			{Name: "key", Args: []string{"-page", "1000", "-by", "key"}},
		},
	}.Run(b)
}
