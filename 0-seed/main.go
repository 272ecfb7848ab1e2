// Seed creates the database ALX_prodev and its table user_data, and fills the table from a CSV.
//
//	go run ./0-seed                  the 1,000 users that come with the workbook
//	go run ./0-seed -csv users.csv   your own: the first line names the columns name, email, age
//	                                 and, if there is one, user_id
//
// It can run again: a user who is in the table already is not inserted twice. Its three steps, the exercise, are in
// shared/seed/seed.go.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"

	"example.com/generators/shared/program"
	"example.com/generators/shared/seed"
)

func main() {
	path := flag.String("csv", "", "the CSV `file` to insert, or - for standard input (default the workbook's own)")
	program.Run("Creates database ALX_prodev and table user_data, and fills it from a CSV.",
		func(ctx context.Context, stdout io.Writer) error {
			if err := seed.CheckWritable(); err != nil {
				return err
			}
			csv, err := openCSV(*path)
			if err != nil {
				return err
			}
			defer csv.Close()

			server, err := seed.Connect(ctx)
			if err != nil {
				return err
			}
			defer server.Close()
			fmt.Fprintln(stdout, "connection successful")

			if err := seed.CreateDatabase(ctx, server); err != nil {
				return seed.Explain(err)
			}
			db, err := seed.ConnectProdev(ctx)
			if err != nil {
				return err
			}
			defer db.Close()

			if err := createTable(ctx, db, stdout); err != nil {
				return seed.Explain(err)
			}
			inserted, err := insert(ctx, db, csv)
			if err != nil {
				return err
			}
			fmt.Fprintf(stdout, "Users: %d inserted\n", inserted)
			return show(ctx, db, stdout)
		})
}

// createTable creates the table, or looks whether the one that is there already can take all users, and says which.
func createTable(ctx context.Context, db *sql.DB, stdout io.Writer) error {
	exists, err := seed.TableExists(ctx, db)
	if err != nil {
		return err
	}
	if err := seed.CreateTable(ctx, db); err != nil {
		return err
	}
	if err := seed.CheckTable(ctx, db); err != nil {
		return err
	}
	if exists {
		fmt.Fprintln(stdout, "Table user_data is there already")
	} else {
		fmt.Fprintln(stdout, "Table user_data created successfully")
	}
	return nil
}

// show asks the server for the database's name and the first five users, and prints what it says.
func show(ctx context.Context, db *sql.DB, stdout io.Writer) error {
	var database string
	if err := db.QueryRowContext(ctx, "SELECT DATABASE()").Scan(&database); err != nil {
		return fmt.Errorf("query database: %w", err)
	}
	fmt.Fprintf(stdout, "Database %s is present\n", database)

	rows, err := db.QueryContext(ctx, "SELECT user_id, name, email, age FROM user_data ORDER BY user_id LIMIT 5")
	if err != nil {
		return fmt.Errorf("query users: %w", err)
	}
	users, err := seed.CollectUsers(rows)
	if err != nil {
		return err
	}
	lines := seed.NewEncoder(stdout)
	for _, user := range users {
		if err := lines.Encode(user); err != nil {
			return err
		}
	}
	return nil
}
