package seed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What a table user_data must be is known here alone. A table of another shape may be there already: an INSERT IGNORE
// would bend values until they fit it, or leave users out, and a reader would miss rows.

// TableExists reports whether the database that db has chosen has a table user_data.
func TableExists(ctx context.Context, db *sql.DB) (bool, error) {
	t, err := describe(ctx, db)
	if err != nil {
		return false, fmt.Errorf("look for table user_data: %w", err)
	}
	return t.kind != "", nil
}

// CheckTable returns an error if the table user_data cannot hold every user that [ReadUsers] yields, all or none of a
// file, each user_id once. It names every difference, and a statement that changes the table. Nothing is written.
func CheckTable(ctx context.Context, db *sql.DB) error {
	t, err := describe(ctx, db)
	if err != nil {
		return fmt.Errorf("look at table user_data: %w", err)
	}
	return t.fault("so nothing was inserted", slices.Concat(t.misread(), t.bent()))
}

// checkReadable returns an error if exercises 1 to 4 would misread the table user_data.
func checkReadable(ctx context.Context, db *sql.DB) error {
	t, err := describe(ctx, db)
	if err != nil {
		return fmt.Errorf("look at table user_data: %w", err)
	}
	return t.fault("so it would be misread", t.misread())
}

// table is what the server says of a table user_data.
type table struct {
	kind    string // such as baseTable; empty if there is none
	engine  string
	columns map[string]columnType
	unique  map[string][]string // the columns of each unique key; one that is not whole has (part) behind it
}

// baseTable is what a table is that is no view.
const baseTable = "BASE TABLE"

// columnType is a column's type.
type columnType struct {
	declared string // such as decimal(5,2) unsigned
	name     string // such as decimal
	charset  string
	length   int64 // in characters, or digits
	scale    int64
	needed   bool // a row must have a value
}

// difference is what is wrong with a table, and the part of an ALTER TABLE that mends it; empty if none does.
type difference struct{ is, change string }

// wanted are the columns, as CreateTable of exercise 0 makes them.
var wanted = []wantedColumn{
	{"user_id", "CHAR(36) NOT NULL", 36},
	{"name", "VARCHAR(255) NOT NULL", maxText},
	{"email", "VARCHAR(255) NOT NULL", maxText},
	{"age", "DECIMAL(3,0) NOT NULL", 0},
}

type wantedColumn struct {
	name, definition string
	length           int64 // characters that it must hold; 0 if it holds no text
}

// describe asks the server for the table.
func describe(ctx context.Context, db *sql.DB) (*table, error) {
	t := &table{columns: make(map[string]columnType), unique: make(map[string][]string)}
	err := each(ctx, db, `SELECT table_type, COALESCE(engine, '') FROM information_schema.tables
		WHERE table_schema = DATABASE() AND table_name = 'user_data'`,
		func(rows *sql.Rows) error { return rows.Scan(&t.kind, &t.engine) })
	if err != nil || t.kind == "" {
		return t, err
	}
	err = each(ctx, db, `SELECT column_name, column_type, data_type, COALESCE(character_set_name, ''),
			COALESCE(character_maximum_length, numeric_precision, 0), COALESCE(numeric_scale, 0),
			is_nullable = 'NO' AND column_default IS NULL AND extra NOT LIKE '%auto_increment%'
				AND extra NOT LIKE '%GENERATED%'
		FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'user_data'`,
		func(rows *sql.Rows) error {
			var name string
			var c columnType
			err := rows.Scan(&name, &c.declared, &c.name, &c.charset, &c.length, &c.scale, &c.needed)
			c.name = strings.ToLower(c.name)
			t.columns[strings.ToLower(name)] = c
			return err
		})
	if err != nil {
		return nil, err
	}
	err = each(ctx, db, `SELECT index_name, column_name, sub_part IS NOT NULL FROM information_schema.statistics
		WHERE table_schema = DATABASE() AND table_name = 'user_data' AND non_unique = 0 ORDER BY index_name, seq_in_index`,
		func(rows *sql.Rows) error {
			var index, column string
			var part bool
			err := rows.Scan(&index, &column, &part)
			if column = strings.ToLower(column); part {
				column += " (part)"
			}
			t.unique[index] = append(t.unique[index], column)
			return err
		})
	return t, err
}

// each calls scan for each row of a query.
func each(ctx context.Context, db *sql.DB, query string, scan func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// misread returns the differences that make readers miss rows, or fail at the first.
func (t *table) misread() (all []difference) {
	for _, column := range wanted {
		if _, there := t.columns[column.name]; !there {
			all = append(all, difference{"there is no " + column.name, "ADD " + column.name + " " + column.definition})
		}
	}
	if id, there := t.columns["user_id"]; there {
		if !slices.Contains([]string{"char", "varchar", "binary", "varbinary"}, id.name) {
			all = append(all, t.modify("user_id", "is no text"))
		} else if t.kind == baseTable && !t.hasKey() {
			const is = "user_id is no key by itself, so that one can be there twice"
			all = append(all, difference{is, "ADD PRIMARY KEY (user_id)"})
		}
	}
	if age, there := t.columns["age"]; there && age.scale > 0 {
		all = append(all, t.modify("age", "comes as text such as 25.00, which is no int"))
	}
	return all
}

// bent returns the further differences that make an INSERT IGNORE change users or leave them out.
func (t *table) bent() (all []difference) {
	if t.kind != baseTable {
		all = append(all, difference{"it is a " + strings.ToLower(t.kind), ""})
	}
	if slices.Contains([]string{"MYISAM", "ARIA", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE"}, strings.ToUpper(t.engine)) {
		all = append(all, difference{"its engine " + t.engine + " has no transactions", "ENGINE=InnoDB"})
	}
	for _, text := range wanted {
		c, there := t.columns[text.name]
		switch {
		case !there || text.length == 0:
		case c.length < text.length && c.length > 0:
			all = append(all, t.modify(text.name, fmt.Sprintf("holds fewer than %d characters", text.length)))
		case text.name != "user_id" && c.charset != "utf8mb4":
			all = append(all, difference{
				text.name + " cannot hold every character: its character set is " + c.charset,
				"CONVERT TO CHARACTER SET utf8mb4",
			})
		}
	}
	if age, there := t.columns["age"]; there && age.scale == 0 && !age.holds150() {
		all = append(all, t.modify("age", fmt.Sprintf("does not hold every whole number from 0 to %d", maxAge)))
	}
	for _, name := range slices.Sorted(maps.Keys(t.columns)) {
		if t.columns[name].needed && !slices.Contains(columnNames, name) {
			all = append(all, difference{name + " has no default", "ALTER " + name + " SET DEFAULT ..."})
		}
	}
	for _, index := range slices.Sorted(maps.Keys(t.unique)) {
		columns := t.unique[index]
		if !slices.ContainsFunc(columns, canDiffer) {
			all = append(all, difference{
				"its unique key " + index + " leaves out users with the same " + strings.Join(columns, " and "),
				"DROP KEY " + index,
			})
		}
	}
	return all
}

// canDiffer reports whether a column of a unique key keeps users apart: user_id does, and so does one of another use.
func canDiffer(column string) bool { return !slices.Contains([]string{"name", "email", "age"}, column) }

func (t *table) modify(column, is string) difference {
	i := slices.IndexFunc(wanted, func(w wantedColumn) bool { return w.name == column })
	return difference{
		column + " is " + t.columns[column].declared + ", which " + is,
		"MODIFY " + column + " " + wanted[i].definition,
	}
}

// hasKey reports whether there is a unique key of user_id alone.
func (t *table) hasKey() bool {
	for _, columns := range t.unique {
		if slices.Equal(columns, []string{"user_id"}) {
			return true
		}
	}
	return false
}

func (c columnType) holds150() bool {
	switch c.name {
	case "smallint", "mediumint", "int", "bigint":
		return true
	case "tinyint":
		return strings.Contains(strings.ToLower(c.declared), "unsigned")
	case "decimal":
		return c.length >= 3
	}
	return false
}

// fault returns an error that names all differences; nil if there are none.
func (t *table) fault(so string, all []difference) error {
	if t.kind == "" || len(all) == 0 {
		return nil
	}
	var are, changes []string
	for _, d := range all {
		are = append(are, d.is)
		if d.change != "" && !slices.Contains(changes, d.change) {
			changes = append(changes, d.change)
		}
	}
	wayOut := "rename it or drop it"
	if len(changes) > 0 {
		wayOut += ", or ALTER TABLE user_data " + strings.Join(changes, ", ")
	}
	return errors.New("table user_data has another shape, " + so + ": " + strings.Join(are, "; ") + ". " + wayOut)
}
