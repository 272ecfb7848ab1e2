package main

import (
	"github.com/dolthub/go-mysql-server/sql"
)

// editor makes the edits of a statement. What fails is undone: one row of an INSERT IGNORE, all of another statement.
type editor struct {
	*table
	working  *working
	begin    int      // edits before the statement
	rewrites *working // nil unless it fills the place of another
	failed   bool     // to rewrite
}

var (
	_ sql.ForeignKeyEditor    = (*editor)(nil)
	_ sql.AutoIncrementSetter = (*editor)(nil)
)

// StatementBegin implements sql.EditOpenerCloser.
func (e *editor) StatementBegin(*sql.Context) { e.begin = len(e.working.edits) }

// DiscardChanges implements sql.EditOpenerCloser.
func (e *editor) DiscardChanges(ctx *sql.Context, _ error) error {
	e.failed = true
	return e.working.undo(ctx, e.begin)
}

// StatementComplete implements sql.EditOpenerCloser.
func (e *editor) StatementComplete(*sql.Context) error { return nil }

// Insert implements sql.RowInserter.
func (e *editor) Insert(ctx *sql.Context, row sql.Row) error {
	if e.rewrites != nil {
		var err error
		if row, err = convert(ctx, e.working.schema.Schema, row); err != nil {
			return err
		}
	}
	if err := e.working.change(ctx, edit{after: newRecord(row)}); err != nil {
		return err
	}
	for i, column := range e.working.schema.Schema {
		if column.AutoIncrement && row[i] != nil {
			return e.stored.used(ctx, row[i], 1)
		}
	}
	return nil
}

// convert returns a row with its values in the types of a schema.
func convert(ctx *sql.Context, schema sql.Schema, row sql.Row) (sql.Row, error) {
	converted := make(sql.Row, len(row))
	for i, value := range row {
		var err error
		if converted[i], _, err = schema[i].Type.Convert(ctx, value); err != nil {
			return nil, err
		}
	}
	return converted, nil
}

func newRecord(row sql.Row) *record { return &record{row: row, number: numbers.Add(1)} }

// Delete implements sql.RowDeleter.
func (e *editor) Delete(ctx *sql.Context, row sql.Row) error {
	there, err := e.working.find(ctx, row)
	if err != nil || there == nil {
		return err
	}
	return e.working.change(ctx, edit{before: there})
}

// Update implements sql.RowUpdater.
func (e *editor) Update(ctx *sql.Context, before, after sql.Row) error {
	there, err := e.working.find(ctx, before)
	if err != nil || there == nil {
		return err
	}
	return e.working.change(ctx, edit{there, newRecord(after)})
}

// SetAutoIncrementValue implements sql.AutoIncrementSetter.
func (e *editor) SetAutoIncrementValue(_ *sql.Context, value uint64) error {
	e.stored.mu.Lock()
	defer e.stored.mu.Unlock()
	e.stored.next = value
	return nil
}

// AcquireAutoIncrementLock implements sql.AutoIncrementSetter.
func (e *editor) AcquireAutoIncrementLock(*sql.Context) (func(), error) { return func() {}, nil }

// Close implements sql.Closer.
func (e *editor) Close(*sql.Context) error {
	if e.rewrites != nil && !e.failed {
		e.rewrites.rebuild(e.working.contents)
	}
	return nil
}
