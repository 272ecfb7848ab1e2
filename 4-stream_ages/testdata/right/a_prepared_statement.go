// Right: the ages come as whole numbers from a prepared statement, which is closed at the end of the range.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUserAges returns a generator of the ages of all users, in years, in user_id order, fetched one by one and
// without the other columns.
func StreamUserAges(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		statement, err := db.PrepareContext(ctx, "SELECT CAST(age AS SIGNED) FROM user_data ORDER BY user_id")
		if err != nil {
			yield(0, fmt.Errorf("prepare ages: %w", err))
			return
		}
		defer statement.Close()
		rows, err := statement.QueryContext(ctx)
		if err != nil {
			yield(0, fmt.Errorf("query ages: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close, so that a break does not read the rest of the table: see exercise 1

		for rows.Next() {
			var age int
			if err := rows.Scan(&age); err != nil {
				yield(0, fmt.Errorf("scan age: %w", err))
				return
			}
			if !yield(age, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, fmt.Errorf("read ages: %w", err))
		}
	}
}

// CalculateAverageAge returns the average age of all users, in years, in one pass over [StreamUserAges] with a
// running total and a count.
func CalculateAverageAge(ctx context.Context, db *sql.DB) (float64, error) {
	var total, count int
	for age, err := range StreamUserAges(ctx, db) {
		if err != nil {
			return 0, err
		}
		total += age
		count++
	}
	if count == 0 {
		return 0, seed.ErrNoUsers
	}
	return float64(total) / float64(count), nil
}
