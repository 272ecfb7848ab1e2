// Right: the page in a read-only transaction that is committed, whose query puts the limits in a subquery.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

var (
	errSize   = errors.New("page size below one")
	errOffset = errors.New("offset below zero")
)

const base = "SELECT u.user_id, u.name, u.email, u.age FROM user_data AS u"

// PaginateUsers fetches a page.
func PaginateUsers(ctx context.Context, db *sql.DB, pageSize, offset int) ([]seed.User, error) {
	if pageSize < 1 {
		return nil, errSize
	}
	if offset < 0 {
		return nil, errOffset
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, base+" ORDER BY u.user_id LIMIT ? OFFSET ?", pageSize, offset)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	page, err := seed.CollectUsers(rows)
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return page, nil
}

type pager struct {
	ctx    context.Context
	db     *sql.DB
	size   int
	offset int
	done   bool
}

// next returns the next page; an empty one is the end.
func (p *pager) next() (page []seed.User, err error) {
	if p.done {
		return nil, nil
	}
	page, err = PaginateUsers(p.ctx, p.db, p.size, p.offset)
	p.offset += len(page)
	p.done = err != nil || len(page) < p.size
	return page, err
}

// LazyPaginate pages.
func LazyPaginate(ctx context.Context, db *sql.DB, pageSize int) iter.Seq2[[]seed.User, error] {
	return func(yield func([]seed.User, error) bool) {
		p := pager{ctx: ctx, db: db, size: pageSize}
		for page, err := p.next(); err != nil || len(page) > 0; page, err = p.next() {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
		}
	}
}
