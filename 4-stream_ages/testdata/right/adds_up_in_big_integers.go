// Right: cancel and Close are deferred together, in the right order; total and count never overflow.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math/big"

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
		defer func() {
			cancel()
			rows.Close()
		}()

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
	var total, count big.Int
	for age, err := range StreamUserAges(ctx, db) {
		if err != nil {
			return 0, err
		}
		total.Add(&total, big.NewInt(int64(age)))
		count.Add(&count, big.NewInt(1))
	}
	if count.Sign() == 0 {
		return 0, seed.ErrNoUsers
	}
	average, _ := new(big.Rat).SetFrac(&total, &count).Float64()
	return average, nil
}
