// Right: a generator of rows leaves its error where its caller says, and the error of a late page has both contexts in it.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"example.com/generators/shared/seed"
)

// PaginateUsers fetches a page.
func PaginateUsers(ctx context.Context, db *sql.DB, pageSize, offset int) ([]seed.User, error) {
	if err := positive("page size", pageSize-1); err != nil {
		return nil, err
	}
	if err := positive("offset", offset); err != nil {
		return nil, err
	}
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	defer stop()
	rows, err := db.QueryContext(inner, "SELECT user_id, name, email, age FROM (SELECT user_id, name, email, age FROM user_data) AS everyone ORDER BY user_id LIMIT ? OFFSET ?", pageSize, offset)
	if err != nil {
		return nil, reason(ctx, fmt.Errorf("query: %w", err))
	}
	defer rows.Close()
	page := slices.Collect(scanned(rows, &err))
	if err != nil {
		return nil, reason(ctx, err)
	}
	if err := rows.Err(); err != nil {
		return nil, reason(ctx, fmt.Errorf("rows: %w", err))
	}
	return page, nil
}

func reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w (%w)", err, ctx.Err())
	}
	return err
}

func positive(name string, n int) error {
	if n < 0 {
		return fmt.Errorf("%s is too small", name)
	}
	return nil
}

func scanned(rows *sql.Rows, err *error) iter.Seq[seed.User] {
	return func(yield func(seed.User) bool) {
		for rows.Next() {
			var u seed.User
			if *err = rows.Scan(&u.ID, &u.Name, &u.Email, &u.Age); *err != nil || !yield(u) {
				return
			}
		}
	}
}

// LazyPaginate pages.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		turn(ctx, db, pageSize, 0, yield)
	}
}

func turn(ctx context.Context, db *sql.DB, size, offset int, yield func([]seed.User, error) bool) {
	page, err := PaginateUsers(ctx, db, size, offset)
	if err != nil {
		yield(nil, fmt.Errorf("page at %d: %w", offset, err))
		return
	}
	if len(page) > 0 && yield(page, nil) && len(page) == size {
		turn(ctx, db, size, offset+size, yield)
	}
}
