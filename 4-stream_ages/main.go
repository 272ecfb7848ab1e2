// Stream_ages prints the average age of all users, without ever holding two ages.
//
//	go run ./4-stream_ages
//	go run ./4-stream_ages -connections 4    four streams share the work
//
// However large the table, the program keeps a total and a count. It builds on exercise 0, which fills the table.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

func main() {
	connections := program.Positive("connections", 1, "how many `streams` share the work, each over a connection of its own")
	program.Run("Prints the average age of all users, from a stream of ages.", func(ctx context.Context, stdout io.Writer) error {
		db, err := seed.Open(ctx)
		if err != nil {
			return err
		}
		defer db.Close()

		program.UseCores(*connections)
		average, err := averageAge(ctx, db, *connections)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "Average age of users: %.2f\n", average)
		return err
	})
}

func averageAge(ctx context.Context, db *sql.DB, connections int) (float64, error) {
	if connections == 1 {
		return CalculateAverageAge(ctx, db)
	}
	return ParallelAverageAge(ctx, db, connections)
}
