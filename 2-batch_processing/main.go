// Batch_processing prints the users older than 25, one JSON object a line, out of batches.
//
//	go run ./2-batch_processing                        in batches of 50
//	go run ./2-batch_processing -batch 10 | head -n 5  stops after five, and so do the batches
//
// However large the table, the program holds one batch. It builds on exercise 0, which fills the table.
package main

import (
	"context"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

func main() {
	batch := program.Positive("batch", 50, "how many `users` a batch has")
	program.Run("Prints the users older than 25, one JSON object a line, out of batches.",
		func(ctx context.Context, stdout io.Writer) error {
			db, err := seed.Open(ctx)
			if err != nil {
				return err
			}
			defer db.Close()

			lines := seed.NewEncoder(stdout)
			for user, err := range BatchProcessing(ctx, db, *batch) {
				if err != nil {
					return err
				}
				if err := lines.Encode(user); err != nil {
					return err
				}
			}
			return nil
		})
}
