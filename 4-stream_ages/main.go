// Stream_ages prints the average age of all users, without ever holding two ages.
//
//	go run ./4-stream_ages
//
// However large the table, the program keeps a total and a count. It builds on exercise 0, which fills the table.
package main

import (
	"context"
	"fmt"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

func main() {
	program.Run("Prints the average age of all users, from a stream of ages.",
		func(ctx context.Context, stdout io.Writer) error {
			db, err := seed.Open(ctx)
			if err != nil {
				return err
			}
			defer db.Close()

			average, err := CalculateAverageAge(ctx, db)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(stdout, "Average age of users: %.2f\n", average)
			return err
		})
}
