// Right: the ages come cast and as float64, and are counted by age; the average is taken from the counts.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

// StreamUserAges streams ages.
func StreamUserAges(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		rows, err := db.QueryContext(ctx, "SELECT CAST(COALESCE(`age`, 0) AS SIGNED) FROM `user_data` ORDER BY `user_id`")
		if err != nil {
			yield(0, fmt.Errorf("query: %w", err))
			return
		}
		defer rows.Close()
		defer cancel()
		for rows.Next() {
			var age float64
			if err := rows.Scan(&age); err != nil {
				yield(0, fmt.Errorf("scan: %w", err))
				return
			}
			if !yield(int(age), nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, fmt.Errorf("rows: %w", err))
		}
	}
}

// CalculateAverageAge averages.
func CalculateAverageAge(ctx context.Context, db *sql.DB) (average float64, err error) {
	counts := map[int]int{}
	n := 0
	StreamUserAges(ctx, db)(func(age int, e error) bool {
		if err = e; e != nil {
			return false
		}
		counts[age]++
		n++
		return true
	})
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, seed.ErrNoUsers
	}
	total := 0
	for age, count := range counts {
		total += age * count
	}
	return float64(total) / float64(n), nil
}
