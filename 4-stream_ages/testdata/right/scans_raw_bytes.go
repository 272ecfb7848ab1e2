// Right: an age is scanned into raw bytes, and read from there; each moves the mean a little, and there is no total.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strconv"

	"example.com/generators/shared/seed"
)

// StreamUserAges returns a generator of the ages of all users, in years, in user_id order, fetched one by one and
// without the other columns.
func StreamUserAges(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		rows, err := db.QueryContext(ctx, "SELECT age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(0, fmt.Errorf("query ages: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close, so that a break does not read the rest of the table: see exercise 1

		for rows.Next() {
			var text sql.RawBytes
			if err := rows.Scan(&text); err != nil {
				yield(0, fmt.Errorf("scan age: %w", err))
				return
			}
			age, err := strconv.Atoi(string(text))
			if err != nil {
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
	var mean float64
	count := 0
	for age, err := range StreamUserAges(ctx, db) {
		if err != nil {
			return 0, err
		}
		count++
		mean += (float64(age) - mean) / float64(count)
	}
	if count == 0 {
		return 0, seed.ErrNoUsers
	}
	return mean, nil
}
