package queries

import (
	"context"
	"database/sql"
	"iter"
)

func Users(ctx context.Context, db *sql.DB) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		rows, err := open(ctx, db)
		if err != nil {
			yield("", err)
			return
		}
		defer rows.Close()
	}
}

func open(ctx context.Context, db *sql.DB) (*sql.Rows, error) {
	return db.QueryContext(ctx, "SELECT name FROM user_data")
}

func OverForty(ctx context.Context, db *sql.DB) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for name, err := range Users(ctx, db) {
			if !yield(name, err) {
				return
			}
		}
	}
}

func Shared(ctx context.Context, db *sql.DB) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		_, err := open(ctx, db)
		yield("", err)
	}
}

func Own(ctx context.Context, db *sql.DB) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := db.PingContext(ctx); err != nil {
			yield("", err)
			return
		}
		db.QueryRowContext(ctx, "SELECT name FROM user_data").Scan() // want `a query for Own, which is to use Users`
		s := &store{db}
		s.prepare(ctx)
	}
}

type store struct{ *sql.DB }

func (s *store) prepare(ctx context.Context) {
	s.PrepareContext(ctx, "SELECT name FROM user_data") // want `a query for Own, which is to use Users`
}

func alone(ctx context.Context, db *sql.DB) {
	db.QueryContext(ctx, "SELECT name FROM user_data")
}
