package main

import (
	"context"
	"database/sql"
	"iter"

	"example.com/generators/shared/seed"
)

func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
		if err != nil {
			yield(seed.User{}, err)
			return
		}
		defer rows.Close()
		var users []seed.User
		for rows.Next() {
			var user seed.User
			rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age)
			users = append(users, user)
		}
		for _, user := range users {
			if !yield(user, nil) {
				return
			}
		}
	}
}
