// Right: it goes by the names of the columns, its error says where the stream broke, and it logs what Close says, in a way
// that go vet would mend.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"log"
	"slices"
	"strconv"
	"strings"

	"example.com/generators/shared/seed"
)

// streamError says at which step, and at which row, a stream broke.
type streamError struct {
	step string
	row  int
	err  error
}

func (e *streamError) Error() string {
	return fmt.Sprintf("%s, row count (%d): %v", e.step, e.row, e.err)
}
func (e *streamError) Unwrap() error { return e.err }
func (e *streamError) Is(target error) bool {
	other, ok := target.(*streamError)
	return ok && other.step == e.step
}

var query = fmt.Sprintf("SELECT %s FROM `user_data` AS `u` ORDER BY `u`.`user_id` ASC", strings.Join([]string{"`u`.`age`", "`u`.`name` AS full_name", "`u`.`email`", "`u`.`user_id`"}, ", "))

// StreamUsers streams all users.
func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
	return func(yield func(seed.User, error) bool) {
		step, row := "query", 0
		fail := func(err error) { yield(seed.User{}, &streamError{step, row, err}) }
		inner, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		rows, err := db.QueryContext(inner, query)
		if err != nil {
			fail(err)
			return
		}
		defer func() {
			cancel(errors.New("the loop is over"))
			if err := rows.Close(); err != nil {
				log.Println("close: %v\n", err)
			}
		}()
		step = "columns"
		names, err := rows.Columns()
		if err != nil {
			fail(err)
			return
		}
		step = "read"
		for rows.Next() {
			row++
			var values [4]any
			if err := rows.Scan(&values[0], &values[1], &values[2], &values[3]); err != nil {
				fail(err)
				return
			}
			column := func(name string) string { return toText(values[slices.Index(names, name)]) }
			age, err := strconv.Atoi(column("age"))
			if err != nil {
				fail(err)
				return
			}
			if !yield(seed.User{ID: column("user_id"), Name: column("full_name"), Email: column("email"), Age: age}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
		}
	}
}

func toText(value any) string {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}
