package main

import (
	"encoding/csv"

	"example.com/generators/data"

	"github.com/dolthub/go-mysql-server/sql"
)

// createGiven makes an ordinary database of that name, if it is not there, and in it the table user_data with the
// users of data/user_data.csv, if that is not there. So the programs of exercises 1 to 4 have a table before exercise
// 0, which is to make one, is written.
func (d *databases) createGiven(ctx *sql.Context, name string) (sql.RowIter, error) {
	if !d.HasDatabase(ctx, name) {
		if err := d.CreateDatabase(ctx, name); err != nil {
			return nil, err
		}
	}
	found, err := d.Database(ctx, name)
	if err != nil {
		return nil, err
	}
	given, ordinary := found.(*database)
	if !ordinary {
		return nil, nil // made-up users are there
	}
	err = given.CreateTable(ctx, "user_data", sql.NewPrimaryKeySchema(usersSchema(name)), usersCollation, "")
	if sql.ErrTableAlreadyExists.Is(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	given.mu.RLock()
	users := given.tables["user_data"]
	given.mu.RUnlock()
	return nil, users.fill(ctx)
}

// fill puts the users of data/user_data.csv into the table.
func (s *stored) fill(ctx *sql.Context) error {
	lines, err := csv.NewReader(data.Open()).ReadAll()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range lines[1:] { // after the header, user_id,name,email,age
		row, err := convert(ctx, s.committed.schema.Schema, sql.NewRow(line[0], line[1], line[2], line[3]))
		if err != nil {
			return err
		}
		if err := s.committed.insert(ctx, newRecord(row)); err != nil {
			return err
		}
	}
	return nil
}
