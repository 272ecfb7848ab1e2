// Stream_users prints users of the table, one JSON object a line, fetched one by one.
//
//	go run ./1-stream_users          the first 6 users
//	go run ./1-stream_users -n 0     all users
//
// However large the table, the program needs no more memory than for one user. It builds on exercise 0, which fills the
// table.
package main

import (
	"context"
	"flag"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

func main() {
	n := flag.Uint("n", 6, "how many `users` to print; 0 prints all")
	program.Run("Prints users, one JSON object a line, fetched one by one.",
		func(ctx context.Context, stdout io.Writer) error {
			db, err := seed.Open(ctx)
			if err != nil {
				return err
			}
			defer db.Close()

			lines := seed.NewEncoder(stdout)
			var printed uint
			for user, err := range StreamUsers(ctx, db) {
				if err != nil {
					return err
				}
				if err := lines.Encode(user); err != nil {
					return err
				}
				if printed++; printed == *n {
					break
				}
			}
			return nil
		})
}
