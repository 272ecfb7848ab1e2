package new

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
)

// most is how many rows of a server's table an exercise takes along.
const most = 1000

// kinds says what the fields of a column are, by MySQL's name of the type.
var kinds = map[string]kind{
	"tinyint": whole, "smallint": whole, "mediumint": whole, "int": whole, "bigint": whole,
	"decimal": decimal, "date": date, "datetime": moment, "timestamp": moment,
	"char": text, "varchar": text, "tinytext": text, "text": text, "mediumtext": text, "longtext": text, "enum": text,
}

// FromServer proposes a table for one that a server has, by name: its types, where NULL is possible, and its key. The
// database is ALX_prodev, unless the name has another before a point. Its first 1,000 rows, by key, become the CSV.
func FromServer(ctx context.Context, db *sql.DB, name string) (*Table, error) {
	database, table, found := strings.Cut(name, ".")
	if !found {
		database, table = "ALX_prodev", name
	}
	t := &Table{Name: identifier(table), Comma: ','}
	if !strings.EqualFold(t.Name, table) {
		return nil, fmt.Errorf("the table %s: want a name that needs no quotes in SQL, such as %q", name, t.Name)
	}
	t.CSV, t.Row = t.Name+".csv", camel(singular(t.Name))
	if err := t.describe(ctx, db, database, table); err != nil {
		return nil, fmt.Errorf("the table %s: %w", name, err)
	}
	if err := t.read(ctx, db, database, table); err != nil {
		return nil, fmt.Errorf("read the table %s: %w", name, err)
	}
	return t, nil
}

// describe asks the server for the columns and the key.
func (t *Table) describe(ctx context.Context, db *sql.DB, database, table string) error {
	rows, err := db.QueryContext(ctx, `SELECT column_name, data_type, is_nullable = 'YES', column_key,
			COALESCE(character_maximum_length, 0), COALESCE(numeric_precision, 0), COALESCE(numeric_scale, 0)
		FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`, database, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var keys []column
	for rows.Next() {
		var c column
		var name, kind, key string
		var length uint64 // of LONGTEXT more than an int on some systems
		var precision int
		if err := rows.Scan(&name, &kind, &c.Null, &key, &length, &precision, &c.after); err != nil {
			return err
		}
		if c.Name = identifier(name); !strings.EqualFold(c.Name, name) {
			return fmt.Errorf("column %s: want a name that needs no quotes in SQL, such as %q: a view can give it one",
				name, c.Name)
		}
		var known bool
		if c.kind, known = kinds[strings.ToLower(kind)]; !known {
			return fmt.Errorf("column %s is %s: want whole numbers, DECIMAL, DATE, DATETIME or text; a view can leave it out",
				name, strings.ToUpper(kind))
		}
		c.Field, c.length, c.before = camel(c.Name), int(min(length, 1<<16)), precision-c.after
		t.Columns = append(t.Columns, c)
		if key == "PRI" {
			keys = append(keys, c)
		}
	}
	switch {
	case rows.Err() != nil:
		return rows.Err()
	case len(t.Columns) == 0:
		return errors.New("the server has none of that name that this account may see")
	case len(keys) != 1 || keys[0].length > 255:
		return fmt.Errorf("%d columns are its primary key: want one, of at most 255 characters, for the query to order by; "+
			"what a view or a join gives can begin as --csv", len(keys))
	}
	t.Key = keys[0]
	return nil
}

// printed returns the SQL expression of a field as the CSV has it, which no setting of a connection bends.
func (c column) printed() string {
	switch c.kind {
	case date:
		return "DATE_FORMAT(" + c.Name + ", '%Y-%m-%d')"
	case moment:
		return "DATE_FORMAT(" + c.Name + ", '%Y-%m-%d %H:%i:%s')"
	}
	return "CAST(" + c.Name + " AS CHAR)"
}

// read makes the CSV of the first rows.
func (t *Table) read(ctx context.Context, db *sql.DB, database, table string) error {
	var names, texts []string
	for _, c := range t.Columns {
		names, texts = append(names, c.Name), append(texts, c.printed())
	}
	rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(texts, ", ")+
		fmt.Sprintf(" FROM `%s`.`%s` ORDER BY %s LIMIT %d", strings.ReplaceAll(database, "`", "``"), table, t.Key.Name, most))
	if err != nil {
		return err
	}
	defer rows.Close()
	lines := [][]string{names}
	fields, into := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range fields {
		into[i] = &fields[i]
	}
	for ; rows.Next(); t.Rows++ {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		line := make([]string, len(fields))
		for i, field := range fields {
			line[i] = field.String
			t.Columns[i].Empty = t.Columns[i].Empty || field.Valid && field.String == "" && !t.Columns[i].Null
		}
		lines = append(lines, line)
	}
	if t.Rows == 0 && rows.Err() == nil {
		return errors.New("it is empty: want rows, for the program to print")
	}
	var out bytes.Buffer
	err = csv.NewWriter(&out).WriteAll(lines)
	t.content = out.Bytes()
	return errors.Join(rows.Err(), err)
}
