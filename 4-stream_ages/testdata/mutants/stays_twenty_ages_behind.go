// Mutant: an age is yielded when twenty more have been read.
// Check: TestStreamUserAges/is_lazy
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"example.com/generators/shared/seed"
)

// StreamUserAges returns a generator of the ages of all users, in years, in user_id order, fetched one by one and
// without the columns that nobody asked for.
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

		var held []int
		var failed error
		for rows.Next() {
			var age int
			if err := rows.Scan(&age); err != nil {
				failed = fmt.Errorf("scan age: %w", err)
				break
			}
			if held = append(held, age); len(held) <= 20 {
				continue
			}
			if age, held = held[0], held[1:]; !yield(age, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			failed = fmt.Errorf("read ages: %w", err)
		}
		more := true
		if ctx.Err() == nil {
			slices.Values(held)(func(age int) bool {
				more = yield(age, nil)
				return more
			})
		}
		if failed != nil && more {
			yield(0, failed)
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
