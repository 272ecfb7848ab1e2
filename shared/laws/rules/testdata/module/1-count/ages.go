package main

import (
	"context"
	"database/sql"
	"iter"
)

// Ages is right. The tests replace a line at a time.
func Ages(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		rows, err := db.QueryContext(ctx, "SELECT age FROM user_data")
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var age int
			if err := rows.Scan(&age); !yield(age, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, err)
		}
	}
}
