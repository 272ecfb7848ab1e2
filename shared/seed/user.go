package seed

import (
	"database/sql"
	"errors"
	"fmt"
)

// User is one row of the table user_data.
type User struct {
	ID    string `json:"user_id"` // a UUID in its 36-character form, the primary key
	Name  string `json:"name"`    // 1 to 255 characters
	Email string `json:"email"`   // 1 to 255 characters
	Age   int    `json:"age"`     // in years, 0 to 150
}

var (
	// ErrNotSeeded says that the server has no database ALX_prodev or no table user_data yet.
	ErrNotSeeded = errors.New("not seeded yet; go run ./0-seed does it")

	// ErrNoUsers says that a question about users has no answer because the table is empty.
	ErrNoUsers = errors.New("no users")
)

// CollectUsers reads the users that are left in rows into a slice and closes rows. It is Python's fetchall: right for
// one page, wrong for a whole table. The columns must be user_id, name, email and age, in this order. On an error the
// slice is nil.
func CollectUsers(rows *sql.Rows) ([]User, error) {
	defer rows.Close()
	var users []User
	for rows.Next() {
		var user User
		if err := rows.Scan(&user.ID, &user.Name, &user.Email, &user.Age); err != nil {
			return nil, fmt.Errorf("scan user %q: %w", user.ID, err)
		}
		users = append(users, user)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	return users, nil
}
