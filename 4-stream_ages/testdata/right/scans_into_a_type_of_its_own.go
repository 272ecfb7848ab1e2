// Right: the age goes through a Scan of its own, in a transaction on a connection of its own, and the average is pulled.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"

	"example.com/generators/shared/seed"
)

type age uint16

var errAge = errors.New("an age that nobody has")

func (a *age) Scan(src any) error {
	var n sql.NullInt64
	if err := n.Scan(src); err != nil {
		return err
	}
	if !n.Valid || n.Int64 < 0 || n.Int64 > math.MaxUint16 {
		return errAge
	}
	*a = age(n.Int64)
	return nil
}

// StreamUserAges streams ages.
func StreamUserAges(ctx context.Context, db *sql.DB) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		conn, err := db.Conn(ctx)
		if err != nil {
			yield(0, fmt.Errorf("conn: %w", err))
			return
		}
		defer conn.Close()
		tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(0, fmt.Errorf("begin: %w", err))
			return
		}
		defer tx.Rollback()
		stmt, err := tx.PrepareContext(ctx, "SELECT ALL age FROM user_data WHERE user_id >= ? ORDER BY user_id")
		if err != nil {
			yield(0, fmt.Errorf("prepare: %w", err))
			return
		}
		defer stmt.Close()
		rows, err := stmt.QueryContext(ctx, "")
		if err != nil {
			yield(0, fmt.Errorf("query: %w", err))
			return
		}
		defer rows.Close()
		defer cancel()
		var a age
		for rows.Next() {
			if err = rows.Scan(&a); err != nil {
				break
			}
			if !yield(int(a), nil) {
				return
			}
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			yield(0, fmt.Errorf("read: %w", err))
		}
	}
}

// CalculateAverageAge averages.
func CalculateAverageAge(ctx context.Context, db *sql.DB) (mean float64, err error) {
	next, stop := iter.Pull2(StreamUserAges(ctx, db))
	defer stop()
	total, n := 0.0, 0
	for {
		a, err, ok := next()
		switch {
		case err != nil:
			return 0, err
		case !ok && n == 0:
			return 0, seed.ErrNoUsers
		case !ok:
			return total / float64(n), nil
		}
		total += float64(a)
		n++
	}
}
