// Right: a goroutine reads the ages and hands each over; whichever way the loop ends, it is stopped and waited for.
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
		ages, done := make(chan int), make(chan struct{})
		var failed error
		go func() {
			defer close(done)
			defer close(ages)
			failed = send(ctx, db, ages)
		}()
		defer func() {
			cancel()
			<-done
		}()
		for age := range ages {
			if !yield(age, nil) {
				return
			}
		}
		if failed != nil {
			yield(0, failed)
		}
	}
}

// send sends the ages to a channel until ctx ends.
func send(ctx context.Context, db *sql.DB, ages chan<- int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := db.QueryContext(ctx, "SELECT age FROM user_data ORDER BY user_id")
	if err != nil {
		return fmt.Errorf("query ages: %w", err)
	}
	defer rows.Close()
	defer cancel() // before Close, so that the rest is not read
	for rows.Next() {
		var age int
		if err := rows.Scan(&age); err != nil {
			return fmt.Errorf("scan age: %w", err)
		}
		select {
		case ages <- age:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read ages: %w", err)
	}
	return nil
}

// CalculateAverageAge returns the average age of all users, in years, in one pass over [StreamUserAges] with a
// running total and a count.
func CalculateAverageAge(ctx context.Context, db *sql.DB) (float64, error) {
	total, count := 0, 0
	var failed error
	StreamUserAges(ctx, db)(func(age int, err error) bool {
		total, count, failed = total+age, count+1, err
		return err == nil
	})
	switch {
	case failed != nil:
		return 0, failed
	case count == 0:
		return 0, seed.ErrNoUsers
	}
	return float64(total) / float64(count), nil
}
