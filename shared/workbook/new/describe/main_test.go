package main

import (
	"fmt"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/workbook/new"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

func TestATableOfAServerIsProposedAsItIs(t *testing.T) {
	db := mysqltest.New(t)
	for _, statement := range []string{
		"CREATE TABLE Orders (note VARCHAR(40) NOT NULL, Order_ID BIGINT NOT NULL PRIMARY KEY, units SMALLINT NULL, " +
			"total DECIMAL(12,4) NOT NULL, placed DATE NOT NULL, shipped DATETIME NULL, long_text TEXT NULL)",
		"INSERT INTO Orders VALUES ('', 9, NULL, 1.5, '2024-02-29', NULL, NULL), " +
			"('a,\"b\"', 7, 3, -2, '2024-03-01', '2024-03-02 10:11:12', 'é')",
		"CREATE TABLE nobody (id INT PRIMARY KEY)",
		"CREATE TABLE pairs (a INT, b INT, PRIMARY KEY (a, b))",
		"CREATE TABLE odd (id INT PRIMARY KEY, weight DOUBLE)",
		"CREATE TABLE quoted (id INT PRIMARY KEY, `two words` INT)",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var database string
	if err := db.QueryRowContext(t.Context(), "SELECT DATABASE()").Scan(&database); err != nil {
		t.Fatal(err)
	}
	propose := func(name string) (*new.Table, error) {
		t.Helper()
		described, err := describe(t.Context(), db.DB, database+"."+name)
		if err != nil {
			t.Fatal(err)
		}
		return new.FromServer(*described)
	}
	table, err := propose("Orders")
	if err != nil {
		t.Fatal(err)
	}
	const want = `note VARCHAR(255) NOT NULL string
order_id BIGINT NOT NULL int64
units INT NULL sql.Null[int64]
total DECIMAL(12,4) NOT NULL string
placed DATE NOT NULL time.Time
shipped DATETIME NULL sql.Null[time.Time]
long_text TEXT NULL sql.Null[string]
key order_id, empty in 0, a date in 4
note,order_id,units,total,placed,shipped,long_text
"a,""b""",7,3,-2.0000,2024-03-01,2024-03-02 10:11:12,é
,9,,1.5000,2024-02-29,,
`
	if diff := cmp.Diff("Orders Order orders.csv", table.Name+" "+table.Row+" "+table.CSV); diff != "" {
		t.Errorf("of its names (-want +got):\n%s", diff)
	}
	var got strings.Builder
	for _, c := range table.Columns {
		fmt.Fprintln(&got, c.Name, c.SQL(), c.Type())
	}
	fmt.Fprintf(&got, "key %s, empty in %s, a date in %s\n", table.Key.Name, table.Empties(), table.Dates())
	got.Write(table.Content)
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("of the table (-want +got):\n%s", diff)
	}

	for name, want := range map[string]string{
		"missing":   "the server has none of that name that this account may see",
		"nobody":    "it is empty: want rows",
		"pairs":     "2 columns are its primary key: want one",
		"odd":       "column weight is DOUBLE: want whole numbers",
		"quoted":    `column two words: want a name that needs no quotes in SQL, such as "two_words"`,
		"my orders": `want a name that needs no quotes in SQL, such as "my_orders"`,
	} {
		if _, err := propose(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("of %q: %v, want %q", name, err, want)
		}
	}
}
