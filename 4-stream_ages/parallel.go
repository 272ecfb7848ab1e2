package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"example.com/generators/shared/seed"

	"golang.org/x/sync/errgroup"
)

// This file is given. It goes further: an average over several connections, behind the flag -connections.

// ParallelAverageAge returns what [CalculateAverageAge] does, from several streams at once, each over a range of user_ids.
// At most connections of them run at a time. An error in one ends all. On an empty table the error is [seed.ErrNoUsers].
//
// The ranges do not overlap and leave nothing out, so the result is exact. Each is read when its turn comes: of a table
// that changes meanwhile, some users may be counted as they were and others as they are.
func ParallelAverageAge(ctx context.Context, db *sql.DB, connections int) (float64, error) {
	if connections < 1 {
		return 0, fmt.Errorf("%d connections: want at least 1", connections)
	}
	bounds, err := splitUserIDs(ctx, db, 4*connections) // more ranges than connections, lest all wait for the longest
	if err != nil {
		return 0, err
	}
	type part struct{ total, count int }
	parts := make([]part, len(bounds)-1) // one for each range, so that no two goroutines share a number
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(connections)
	for i := range parts {
		group.Go(func() error {
			var p part
			for age, err := range StreamUserAgesBetween(ctx, db, bounds[i], bounds[i+1]) {
				if err != nil {
					return err
				}
				p.total += age
				p.count++
			}
			parts[i] = p
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	var sum part
	for _, p := range parts {
		sum.total += p.total
		sum.count += p.count
	}
	if sum.count == 0 {
		return 0, seed.ErrNoUsers
	}
	return float64(sum.total) / float64(sum.count), nil // not the average of averages: ranges have unequal numbers of users
}

// StreamUserAgesBetween is a generator like [StreamUserAges], of those users whose id is beyond after, and at most upTo.
func StreamUserAgesBetween(ctx context.Context, db *sql.DB, after, upTo string) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()

		rows, err := db.QueryContext(ctx, "SELECT CAST(age AS SIGNED) FROM user_data WHERE user_id > ? AND user_id <= ? ORDER BY user_id", after, upTo)
		if err != nil {
			yield(0, fmt.Errorf("query ages: %w", err))
			return
		}
		defer rows.Close()
		defer cancel() // runs before Close, so that a break does not read the rest of the range

		var age int
		for rows.Next() {
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

// splitUserIDs returns the bounds of ranges that cover all users: each begins after a bound and ends with the next. There
// are at most parts of them, about equal where the ids are spread evenly between the first and the last, as random UUIDs
// are, and those that begin with the time. Of other ids, and of an empty table, there is one range.
//
// The server finds the first and the last id in its index at once. To find ranges of equal size it would have to walk the
// table, which takes as long as to stream it.
func splitUserIDs(ctx context.Context, db *sql.DB, parts int) ([]string, error) {
	var first, last sql.NullString // NULL for an empty table
	err := db.QueryRowContext(ctx, "SELECT MIN(user_id), MAX(user_id) FROM user_data").Scan(&first, &last)
	if err != nil {
		return nil, fmt.Errorf("find the first and last user_id: %w", err)
	}
	bounds := []string{""} // before every id
	from, errFrom := leading48Bits(first.String)
	to, errTo := leading48Bits(last.String)
	if errFrom == nil && errTo == nil {
		step := (to - from) / uint64(parts)
		for i := 1; i < parts && step > 0; i++ {
			bound := from + uint64(i)*step
			bounds = append(bounds, fmt.Sprintf("%08x-%04x", bound>>16, bound&0xffff))
		}
	}
	return append(bounds, last.String), nil
}

// leading48Bits returns the number that a UUID's first twelve hexadecimal digits are.
func leading48Bits(uuid string) (uint64, error) {
	digits := strings.Replace(uuid, "-", "", 1)
	return strconv.ParseUint(digits[:min(12, len(digits))], 16, 48)
}
