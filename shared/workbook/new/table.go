package new

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.com/generators/shared/workbook/submission"

	"golang.org/x/text/unicode/norm"
)

// Table is the table that an exercise is about, as a CSV file or a server proposes it.
type Table struct {
	Name    string // orders, or Orders where a server spells it so
	Row     string // Order, the struct's name
	CSV     string // orders.csv
	Comma   rune   // what separates its fields
	Columns []column
	Key     column // the first that tells all rows apart
	Rows    int    // of the CSV
	Content []byte // of the CSV
}

// column is a column of a table, and the field of a row.
type column struct {
	Name  string // order_id, in SQL
	Field string // OrderID, in Go
	Null  bool   // a field can be NULL

	Empty bool // some of its fields are empty, and yet not NULL
	kind  kind

	length        int // of the longest field, in characters; in bytes from mostText on
	before, after int // the point, of a decimal number: the most digits
	values        map[string]bool
}

// String returns what an author has to look at: the types, and the key.
func (t *Table) String() string {
	var columns []string
	for _, c := range t.Columns {
		columns = append(columns, c.Name+" "+c.SQL())
	}
	return fmt.Sprintf("%s: %s; key %s", t.Name, strings.Join(columns, ", "), t.Key.Name)
}

func (t *Table) names() []string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

// Empties returns the numbers of those columns, from 0, in which an empty field of the CSV is not NULL.
func (t *Table) Empties() string { return t.numbers(func(c column) bool { return c.Empty }) }

// Dates returns the numbers of those columns, from 0, that have a day and no time of it.
func (t *Table) Dates() string { return t.numbers(func(c column) bool { return c.kind == date }) }

func (t *Table) numbers(is func(column) bool) string {
	var numbers []string
	for i, c := range t.Columns {
		if is(c) {
			numbers = append(numbers, strconv.Itoa(i))
		}
	}
	return strings.Join(numbers, ", ")
}

// kind is what the fields of a column are.
type kind int

// The kinds, the narrower first.
const (
	empty kind = iota
	whole
	decimal
	date
	moment
	text
)

var (
	wholeForm   = regexp.MustCompile(`^-?(0|[1-9]\d{0,17})$`)
	decimalForm = regexp.MustCompile(`^-?(0|[1-9]\d{0,29})\.(\d{1,10})$`)
)

// kindOf returns what a field is.
func kindOf(field string) kind {
	is := func(layout string) bool { _, err := time.Parse(layout, field); return err == nil }
	switch {
	case field == "":
		return empty
	case wholeForm.MatchString(field):
		return whole
	case decimalForm.MatchString(field):
		return decimal
	case is(time.DateOnly):
		return date
	case is(time.DateTime):
		return moment
	}
	return text
}

// add takes one more field into account.
func (c *column) add(field string) {
	is := kindOf(field)
	switch {
	case is == empty:
		c.Null = true
		return
	case c.kind == empty || c.kind == is:
		c.kind = is
	case c.kind <= decimal && is <= decimal:
		c.kind = decimal
	default:
		c.kind = text
	}
	c.length = max(c.length, utf8.RuneCountInString(field))
	if len(field) > mostText {
		c.length = max(c.length, len(field))
	}
	before, after, _ := strings.Cut(strings.TrimPrefix(field, "-"), ".")
	c.before, c.after = max(c.before, len(before)), max(c.after, len(after))
	c.values[strings.ToLower(strings.TrimSpace(field))] = true // as little as this is the same to some servers
}

// mostText is what a TEXT holds, in bytes.
const mostText = 1<<16 - 1

// SQL returns the column's type.
func (c column) SQL() string {
	null := " NOT NULL"
	if c.Null {
		null = " NULL"
	}
	switch c.kind {
	case whole:
		if c.before < 10 {
			return "INT" + null
		}
		return "BIGINT" + null
	case decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", max(8, c.before)+c.after, c.after) + null
	case date:
		return "DATE" + null
	case moment:
		return "DATETIME" + null
	}
	switch {
	case c.length > mostText:
		return "MEDIUMTEXT" + null
	case c.length > 255:
		return "TEXT" + null
	}
	return "VARCHAR(255)" + null
}

// Go returns the field's type without NULL.
func (c column) Go() string {
	switch c.kind {
	case whole:
		return "int64"
	case date, moment:
		return "time.Time"
	}
	return "string" // a decimal number too, of which a float64 would not hold each digit
}

// Type returns the field's type.
func (c column) Type() string {
	if c.Null {
		return "sql.Null[" + c.Go() + "]"
	}
	return c.Go()
}

func (c column) isText() bool { return c.kind == text || c.kind == empty }

// Draw returns the Go expression that draws a value for row i of a test.
func (c column) Draw(key bool) string {
	var draws string
	switch {
	case key && c.kind == whole:
		return "int64(1 + 3*i)"
	case key && c.kind == decimal:
		return fmt.Sprintf(`fmt.Sprintf("%%d.%%0%dd", i, 1)`, c.after)
	case key && c.kind == date:
		return "time.Date(1500, 1, 1+i, 0, 0, 0, 0, time.UTC)"
	case key && c.kind == moment:
		return "time.Date(2000, 1, 1, 0, 0, 17*i, 0, time.UTC)"
	case key:
		return `fmt.Sprintf("%08d", 3*i)`
	case c.kind == whole:
		draws = "random.Int64N(1000)"
	case c.kind == decimal:
		draws = fmt.Sprintf("random.Decimal(%d, %d)", max(c.before, 1), c.after)
	case c.kind == date:
		draws = "random.Time().Truncate(24 * time.Hour)"
	case c.kind == moment:
		draws = "random.Time()"
	default:
		draws = "random.Text(length)"
	}
	if c.Null {
		return "mysqltest.Maybe(random, " + draws + ")"
	}
	return draws
}

// FromCSV proposes a table for a CSV file: its types, where NULL is possible, and its key.
func FromCSV(path string) (*Table, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return readTable(path, content)
}

func readTable(path string, content []byte) (*Table, error) {
	fault := func(line, field int, format string, args ...any) error {
		at := fmt.Sprintf("%s:%d", path, line)
		if field > 0 {
			at += fmt.Sprintf(": column %d", field)
		}
		return fmt.Errorf(at+": "+format, args...)
	}
	content, err := submission.UTF8(path, content)
	if err != nil {
		return nil, err
	}
	t := &Table{CSV: filepath.Base(path), Comma: submission.Comma(content), Content: content}
	t.Name = identifier(strings.TrimSuffix(t.CSV, filepath.Ext(t.CSV)))
	if t.Name == "" || filepath.Ext(t.CSV) != ".csv" {
		return nil, fmt.Errorf("%s: want a file such as orders.csv, after which the table is called", path)
	}
	t.Row = camel(singular(t.Name))
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma = t.Comma
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fault(1, 0, "the file is empty: want a header and rows")
	}
	for i, name := range rows[0] {
		c := column{Name: identifier(name), values: make(map[string]bool)}
		if c.Name == "" {
			return nil, fault(1, i+1, "the header %q has no Latin letter: want a name for a column", name)
		}
		c.Field = camel(c.Name)
		if slices.ContainsFunc(t.Columns, func(other column) bool { return other.Field == c.Field }) {
			return nil, fault(1, i+1, "the header %q makes the name %s, as one before it does", name, c.Name)
		}
		t.Columns = append(t.Columns, c)
	}
	for _, row := range rows[1:] {
		for i, field := range row {
			t.Columns[i].add(field)
		}
	}
	if t.Rows = len(rows) - 1; t.Rows < 2 {
		return nil, fault(2, 0, "%d row(s), each ended by a line feed: want at least 2, to see the types and the key", t.Rows)
	}
	key := slices.IndexFunc(t.Columns, func(c column) bool { return c.length <= 255 && len(c.values) == t.Rows })
	if key < 0 {
		return nil, fault(1, 0, "no column has another value in each row: add one, such as an id, for the query to order by")
	}
	t.Key = t.Columns[key]
	return t, nil
}

// identifier returns a name in small letters and digits, without accents and joined by _; empty if there is no letter
// in it.
func identifier(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name)) // which takes the accents off the letters
	words := strings.FieldsFunc(name, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	name = strings.TrimLeft(strings.Join(words, "_"), "0123456789_")
	if slices.Contains(reserved, name) {
		name += "_"
	}
	return name
}

// reserved are the words that are no name without quotes: those of MySQL 8.4 (its manual, "Keywords and Reserved
// Words"), and some more of MariaDB and of the embedded server.
var reserved = strings.Fields(`
	accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade
	case change char character check collate column condition constraint continue convert copy create cross cube
	cume_dist current_date current_time current_timestamp current_user cursor database databases day_hour
	day_microsecond day_minute day_second dec decimal declare default delayed delete dense_rank desc describe
	deterministic distinct distinctrow div double drop dual each else elseif empty enclosed encrypted escape
	escaped except exclusive exists exit explain false fetch first_value float float4 float8 for force foreign
	format from fulltext function generated get grant group grouping groups having high_priority hour_microsecond
	hour_minute hour_second if ignore in index infile inner inout insensitive insert int int1 int2 int3 int4 int8
	integer intersect interval into io_after_gtids io_before_gtids is iterate join json_table key keys kill lag
	last_value lateral lead leading leave left like limit linear lines load localtime localtimestamp lock long
	longblob longtext loop low_priority manual match maxvalue mediumblob mediumint mediumtext middleint
	minute_microsecond minute_second mod modifies natural next no_write_to_binlog not now nth_value ntile null
	numeric of off offset on optimize optimizer_costs option optionally or order out outer outfile over parallel
	partition percent_rank plan precision primary procedure purge qualify range rank read read_write reads real
	recursive references regexp release rename repeat replace require resignal restrict return returning revoke
	right rlike row row_number rows schema schemas second_microsecond select sensitive separator set shared show
	signal smallint spatial specific sql sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate
	sqlwarning ssl starting std stddev stored straight_join substr substring system table tablesample terminated
	then tinyblob tinyint tinytext to trailing transactional trigger true undo union unique unlock unsigned update
	usage use using utc_date utc_time utc_timestamp value values varbinary varchar varcharacter variance varying
	vector versioning virtual when where while window with write xor year_month yes zerofill
`)

// camel returns the Go name of an identifier.
func camel(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(strings.Trim(name, "_"), "_") {
		capitals := 1
		if slices.Contains([]string{"id", "url", "uuid", "ip", "html", "json", "sql"}, word) {
			capitals = len(word)
		}
		b.WriteString(strings.ToUpper(word[:capitals]))
		b.WriteString(word[capitals:])
	}
	return b.String()
}

// singular returns what one row of a table is called.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss"):
		return strings.TrimSuffix(name, "s")
	}
	return name + "_row"
}
