package new

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadTableProposesTypesNullAndKey(t *testing.T) {
	for _, test := range []struct {
		csv  string
		want string // the columns with their types, and the key
	}{
		{"id,n\n1,2\n2,2\n", "id INT NOT NULL int64, n INT NOT NULL int64; key id"},
		{"n,id\n2,1\n2,2\n", "n INT NOT NULL int64, id INT NOT NULL int64; key id"},
		{"id,n\n1,3000000000\n2,\n", "id INT NOT NULL int64, n BIGINT NULL sql.Null[int64]; key id"},
		{"id,zip\n1,00123\n2,45678\n", "id INT NOT NULL int64, zip VARCHAR(255) NOT NULL string; key id"},
		{"id,price\n1,2.50\n2,-30\n", "id INT NOT NULL int64, price DECIMAL(10,2) NOT NULL string; key id"},
		{
			"id,price\n1,1234567890.125\n2,\n",
			"id INT NOT NULL int64, price DECIMAL(13,3) NULL sql.Null[string]; key id",
		},
		{
			"day,at\n2024-02-29,2024-02-29 10:00:00\n2024-03-01,2024-02-29 10:00:00\n",
			"day DATE NOT NULL time.Time, at DATETIME NOT NULL time.Time; key day",
		},
		{"id,day\n1,2024-02-30\n2,2024-03-01\n", "id INT NOT NULL int64, day VARCHAR(255) NOT NULL string; key id"},
		{"id,x\n1,2024-01-01\n2,5\n", "id INT NOT NULL int64, x VARCHAR(255) NOT NULL string; key id"},
		{"a,id\n,1\nx,2\n", "a VARCHAR(255) NULL sql.Null[string], id INT NOT NULL int64; key id"},
		{"name,n\nAnn,1\nann,2\n", "name VARCHAR(255) NOT NULL string, n INT NOT NULL int64; key n"},
		{"id,text\n1," + strings.Repeat("é", 256) + "\n2,x\n", "id INT NOT NULL int64, text TEXT NOT NULL string; key id"},
		{
			"id,text\n1," + strings.Repeat("é", 1<<15) + "\n2,x\n",
			"id INT NOT NULL int64, text MEDIUMTEXT NOT NULL string; key id",
		},
		{"\xff\xfei\x00d\x00\n\x001\x00\n\x002\x00", "id INT NOT NULL int64; key id"}, // UTF-16, as Excel saves it
		{"dec,plan\n1,a\n2,b\n", "dec_ INT NOT NULL int64, plan_ VARCHAR(255) NOT NULL string; key dec_"},
		{"id,none\n1,\n2,\n", "id INT NOT NULL int64, none VARCHAR(255) NULL sql.Null[string]; key id"},
		{"\uFEFFOrder ID;Group;2nd\n1;a;b\n2;a;b\n", "order_id INT NOT NULL int64, group_ VARCHAR(255) NOT NULL string, " +
			"nd VARCHAR(255) NOT NULL string; key order_id"},
		{
			"Prüfer,Prénom (°C)\n1,a\n2,a\n",
			"prufer INT NOT NULL int64, prenom_c VARCHAR(255) NOT NULL string; key prufer",
		},
	} {
		table, err := readTable("orders.csv", []byte(test.csv))
		if err != nil {
			t.Errorf("readTable(%.40q): %v", test.csv, err)
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name+" "+c.SQL()+" "+c.Type())
		}
		got := strings.Join(columns, ", ") + "; key " + table.Key.Name
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("readTable(%.40q) (-want +got):\n%s", test.csv, diff)
		}
	}
}

func TestReadTableSaysWhereAFileIsNoTable(t *testing.T) {
	for _, test := range []struct{ path, csv, want string }{
		{"orders.csv", "", "orders.csv:1: the file is empty: want a header and rows"},
		{
			"orders.csv", "id,n\n",
			"orders.csv:2: 0 row(s), each ended by a line feed: want at least 2, to see the types and the key",
		},
		{"orders.csv", "id,n\n1,Zo\xeb\n", "orders.csv: encoding: invalid UTF-8: save it as UTF-8"},
		{"orders.csv", "id,名\n1,2\n", `orders.csv:1: column 2: the header "名" has no Latin letter: want a name for a column`},
		{"orders.csv", "id,ID\n1,2\n", `orders.csv:1: column 2: the header "ID" makes the name id, as one before it does`},
		{"orders.csv", "id,n\n1\n", "orders.csv: record on line 2: wrong number of fields"},
		{
			"orders.csv", "id,n\n1,\"2\n",
			`orders.csv: parse error on line 2, column 6: extraneous or missing " in quoted-field`,
		},
		{
			"orders.csv", "a,b\n1,\n1,2\n",
			"orders.csv:1: no column has another value in each row: add one, such as an id, for the query to order by",
		},
		{"123.csv", "id\n1\n2\n", "123.csv: want a file such as orders.csv, after which the table is called"},
		{"orders.txt", "id\n1\n2\n", "orders.txt: want a file such as orders.csv, after which the table is called"},
	} {
		if _, err := readTable(test.path, []byte(test.csv)); err == nil || err.Error() != test.want {
			t.Errorf("readTable(%q, %q): %v, want %s", test.path, test.csv, err, test.want)
		}
	}
}

func TestNamesOfRowsAreSingular(t *testing.T) {
	for name, want := range map[string]string{
		"orders": "Order", "cities": "City", "order_lines": "OrderLine", "address": "AddressRow", "sheep": "SheepRow",
	} {
		if got := camel(singular(name)); got != want {
			t.Errorf("a row of %s is called %s, want %s", name, got, want)
		}
	}
}
