// Describe prints what a server has of a table, as JSON: see [new.Described].
//
//	go run ./shared/workbook/new/describe orders
//
// It is a program of its own, since the command workbook does without the package seed, in which a student's file may
// not compile.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.com/generators/shared/seed"
	"example.com/generators/shared/workbook/new"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "want the name of a table")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name string) error {
	if uses, err := seed.UsesEmbedded(); err == nil && uses {
		return errors.New("the embedded server has no table of yours: set DB_HOST and the other variables to those of a " +
			"server that has it")
	}
	db, err := seed.Connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	described, err := describe(ctx, db, name)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(described)
}

// describe asks the server for the columns of a table, and for its first rows by key. Without a key it asks for none.
func describe(ctx context.Context, db *sql.DB, name string) (*new.Described, error) {
	database, table, found := strings.Cut(name, ".")
	if !found {
		database, table = "ALX_prodev", name
	}
	d := &new.Described{Table: table}
	rows, err := db.QueryContext(ctx, `SELECT table_name, column_name, data_type, is_nullable = 'YES', column_key = 'PRI',
			COALESCE(character_maximum_length, 0), COALESCE(numeric_precision, 0), COALESCE(numeric_scale, 0)
		FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`, database, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var texts, keys []string
	for rows.Next() {
		var c new.DescribedColumn
		err := rows.Scan(&d.Table, &c.Name, &c.Type, &c.Null, &c.Key, &c.Length, &c.Precision, &c.Scale)
		if err != nil {
			return nil, err
		}
		c.Type = strings.ToLower(c.Type)
		d.Columns, texts = append(d.Columns, c), append(texts, text(c))
		if c.Key {
			keys = append(keys, quoted(c.Name))
		}
	}
	if err := rows.Err(); err != nil || len(keys) == 0 {
		return d, err
	}
	d.Rows, err = first(ctx, db, len(texts), fmt.Sprintf("SELECT %s FROM %s.%s ORDER BY %s LIMIT %d",
		strings.Join(texts, ", "), quoted(database), quoted(d.Table), strings.Join(keys, ", "), new.MostRows))
	return d, err
}

// text returns the SQL expression of a field as a CSV has it, which no setting of a connection bends.
func text(c new.DescribedColumn) string {
	switch c.Type {
	case "date":
		return "DATE_FORMAT(" + quoted(c.Name) + ", '%Y-%m-%d')"
	case "datetime", "timestamp":
		return "DATE_FORMAT(" + quoted(c.Name) + ", '%Y-%m-%d %H:%i:%s')"
	}
	return "CAST(" + quoted(c.Name) + " AS CHAR)"
}

// quoted returns a name in the quotes of SQL.
func quoted(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// first returns the rows of a query, whose fields are texts or NULL.
func first(ctx context.Context, db *sql.DB, fields int, query string) (all [][]*string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]*string, fields), make([]any, fields)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
