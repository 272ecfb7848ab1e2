package new

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
)

// MostRows is how many rows of a server's table an exercise takes along.
const MostRows = 1000

// Described is what a server has of a table.
type Described struct {
	Table   string            // as the server spells it: it may tell Tickets from tickets
	Columns []DescribedColumn // none if there is no such table
	Rows    [][]*string       // the first by key, MostRows at most; nil stands for NULL
}

// DescribedColumn is a column as information_schema.columns has it.
type DescribedColumn struct {
	Name             string
	Type             string // the server's name of it, in small letters
	Null, Key        bool
	Length           uint64 // in characters, of a text
	Precision, Scale int    // of a number: its digits, and those after the point
}

// kinds says what the fields of a column are, by MySQL's name of the type.
var kinds = map[string]kind{
	"tinyint": whole, "smallint": whole, "mediumint": whole, "int": whole, "bigint": whole,
	"decimal": decimal, "date": date, "datetime": moment, "timestamp": moment,
	"char": text, "varchar": text, "tinytext": text, "text": text, "mediumtext": text, "longtext": text, "enum": text,
}

// FromServer proposes a table for one that a server has: its types, where NULL is possible, and its key. Its first rows
// become the CSV.
func FromServer(d Described) (*Table, error) {
	name := identifier(d.Table)
	if !strings.EqualFold(name, d.Table) {
		return nil, fmt.Errorf("the table %s: want a name that needs no quotes in SQL, such as %q", d.Table, name)
	}
	t := &Table{Name: d.Table, CSV: name + ".csv", Row: camel(singular(name)), Comma: ',', Rows: len(d.Rows)}
	err := t.describe(d)
	if err == nil {
		t.Content, err = csvOf(t, d.Rows)
	}
	if err != nil {
		return nil, fmt.Errorf("the table %s: %w", d.Table, err)
	}
	return t, nil
}

// describe takes over the columns and the key.
func (t *Table) describe(d Described) error {
	var keys []column
	for i, has := range d.Columns {
		c := column{
			Name: identifier(has.Name), Null: has.Null, length: int(min(has.Length, 1<<16)),
			before: has.Precision - has.Scale, after: has.Scale,
		}
		if !strings.EqualFold(c.Name, has.Name) {
			return fmt.Errorf("column %s: want a name that needs no quotes in SQL, such as %q: a view can give it one",
				has.Name, c.Name)
		}
		var known bool
		if c.kind, known = kinds[has.Type]; !known {
			return fmt.Errorf("column %s is %s: want whole numbers, DECIMAL, DATE, DATETIME or text; a view can leave it out",
				has.Name, strings.ToUpper(has.Type))
		}
		c.Field = camel(c.Name)
		for _, row := range d.Rows {
			c.Empty = c.Empty || !c.Null && row[i] != nil && *row[i] == ""
		}
		t.Columns = append(t.Columns, c)
		if has.Key {
			keys = append(keys, c)
		}
	}
	switch {
	case len(t.Columns) == 0:
		return errors.New("the server has none of that name that this account may see")
	case len(keys) != 1 || keys[0].length > 255:
		return fmt.Errorf("%d columns are its primary key: want one, of at most 255 characters, for the query to order by; "+
			"what a view or a join gives can begin as --csv", len(keys))
	case len(d.Rows) == 0:
		return errors.New("it is empty: want rows, for the program to print")
	}
	t.Key = keys[0]
	return nil
}

// csvOf returns the CSV of rows, in which NULL is an empty field.
func csvOf(t *Table, rows [][]*string) ([]byte, error) {
	lines := [][]string{t.names()}
	for _, row := range rows {
		line := make([]string, len(row))
		for i, field := range row {
			if field != nil {
				line[i] = *field
			}
		}
		lines = append(lines, line)
	}
	var out bytes.Buffer
	err := csv.NewWriter(&out).WriteAll(lines)
	return out.Bytes(), err
}
