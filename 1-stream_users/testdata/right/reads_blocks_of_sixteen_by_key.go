// Right: blocks of sixteen by key, held in an array.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"example.com/generators/shared/seed"
)

const blockSize = 16

type block struct {
	users [blockSize]seed.User
	n     int
}

// load fills the block with the users after the given id.
func (b *block) load(ctx context.Context, db *sql.DB, after string) (err error) {
	b.n = 0
	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data WHERE user_id > ? ORDER BY user_id LIMIT 16", after)
	if err != nil {
		return fmt.Errorf("block after %q: %w", after, err)
	}
	found, err := seed.CollectUsers(rows)
	b.n = copy(b.users[:], found)
	return err
}

// StreamUsers streams all users.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		var b block
		after := ""
		for i := 0; ; i++ {
			if i == b.n {
				if i > 0 && i < blockSize {
					return
				}
				if err := b.load(ctx, db, after); err != nil {
					yield(seed.User{}, err)
					return
				}
				if b.n == 0 {
					return
				}
				i = 0
				after = b.users[b.n-1].ID
			}
			if !yield(b.users[i], nil) {
				return
			}
		}
	}
}
