package laws_test

import (
	"cmp"
	"context"
	"database/sql"
	"iter"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// sale is a row of a join, of which the left side can lack the right one.
type sale struct {
	ID    int64
	Buyer sql.Null[string]
	Total string // a DECIMAL
	At    time.Time
}

// sales has the newest sale first: keys that are times, and go down.
var sales = laws.Source[sale]{
	Order: "at",
	Rows:  func(n int) []sale { return drawSales(n, 0) },
	Wide:  func(n int) []sale { return drawSales(n, 200) },
	Fill: func(ctx context.Context, db *sql.DB, rows []sale) error {
		for _, statement := range []string{
			"CREATE TABLE buyers (buyer_id BIGINT PRIMARY KEY, name VARCHAR(255) NOT NULL) CHARACTER SET utf8mb4",
			"CREATE TABLE sales (sale_id BIGINT NOT NULL, buyer_id BIGINT, total DECIMAL(10,2) NOT NULL, " +
				"at DATETIME PRIMARY KEY)",
		} {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		var buyers, sold [][]any
		for _, row := range rows {
			var buyer any
			if row.Buyer.Valid {
				buyer = row.ID
				buyers = append(buyers, []any{row.ID, row.Buyer.V})
			}
			sold = append(sold, []any{row.ID, buyer, row.Total, row.At})
		}
		if err := seed.InsertRows(ctx, db, "buyers (buyer_id, name)", buyers); err != nil {
			return err
		}
		return seed.InsertRows(ctx, db, "sales (sale_id, buyer_id, total, at)", sold)
	},
	Key:   func(row sale) any { return row.ID },
	Spoil: "at",
}

func drawSales(n, length int) []sale {
	random := mysqltest.NewRandom()
	rows := make([]sale, n)
	for i := range rows {
		rows[i] = sale{
			ID: 1<<40 + random.Int64N(1000) + 1000*int64(i), Buyer: mysqltest.Maybe(random, random.Text(length)),
			Total: random.Decimal(5, 2), At: time.Date(2024, 1, 1, 0, 0, -i, 0, time.UTC),
		}
	}
	return rows
}

// way is a way to read sales; the zero way is right.
type way struct {
	from, order string // in place of what is right
	loads       bool   // all, before the first is yielded
	forgetsErr  bool   // of the rows
	skipsNULL   bool
	swallows    bool // an error of Scan
	keeps       int  // connections, for ever
}

// read returns a generator of what f makes of each sale.
func read[T any](w way, f func() func(sale) T) func(context.Context, *sql.DB) iter.Seq2[T, error] {
	query := "SELECT sale_id, name, total, at FROM sales " + cmp.Or(w.from, "LEFT JOIN buyers USING (buyer_id)") +
		cmp.Or(w.order, " ORDER BY at DESC")
	return func(ctx context.Context, db *sql.DB) iter.Seq2[T, error] {
		return func(yield func(T, error) bool) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			for range w.keeps {
				if _, err := db.Conn(ctx); err != nil {
					yield(*new(T), err)
					return
				}
			}
			rows, err := db.QueryContext(ctx, query)
			if err != nil {
				yield(*new(T), err)
				return
			}
			defer rows.Close()
			defer cancel()
			make, all := f(), []sale(nil)
			for rows.Next() {
				var row sale
				if err := rows.Scan(&row.ID, &row.Buyer, &row.Total, &row.At); err != nil {
					if !w.swallows {
						yield(*new(T), err)
					}
					return
				}
				if all = append(all, row); w.skipsNULL && !row.Buyer.Valid || w.loads {
					continue
				}
				if all = nil; !yield(make(row), nil) {
					return
				}
			}
			for _, row := range all {
				if !yield(make(row), nil) {
					return
				}
			}
			if err := rows.Err(); err != nil && !w.forgetsErr {
				yield(*new(T), err)
			}
		}
	}
}

var ways = map[string]struct {
	way
	law string // the one that names the fault
}{
	"right":                    {},
	"a join without the left":  {way{from: "JOIN buyers USING (buyer_id)"}, "yields_every_row_once_in_order"},
	"the oldest first":         {way{order: " ORDER BY at"}, "yields_every_row_once_in_order"},
	"no order":                 {way{order: " "}, "asks_for_the_order"},
	"all at once":              {way{loads: true}, "is_lazy"},
	"no look at rows.Err":      {way{forgetsErr: true}, "reports_an_error_between_rows"},
	"NULL passed over":         {way{skipsNULL: true}, "yields_every_row_once_in_order"},
	"an error of Scan swallow": {way{swallows: true}, "reports_a_row_it_cannot_scan"},
	"ten connections kept":     {way{keeps: 10}, "leaves_the_handle_as_it_was"}, // and does not wait for one of seven
}

// TestWay holds the way that the environment names to the laws: as it is, and as the sum of what it has read so far.
func TestWay(t *testing.T) {
	name := os.Getenv("LAWS_TEST_WAY")
	if name == "" {
		t.Skip("TestTheLawsNameTheFaultOfAGeneratorOverAJoin runs it")
	}
	columns := []string{"sale_id", "name", "total", "at"}
	t.Run("rows", func(t *testing.T) {
		laws.Generator[sale]{
			Range: read(ways[name].way, func() func(sale) sale { return func(row sale) sale { return row } }), Size: 1,
			From: laws.Rows(sales, laws.Each), Columns: columns,
		}.Check(t)
	})
	sum := func() func(sale) int64 {
		var sum int64
		return func(row sale) int64 { sum += row.ID; return sum }
	}
	t.Run("sums", func(t *testing.T) {
		laws.Generator[int64]{
			Range: read(ways[name].way, sum), Size: 1, Columns: columns,
			From: laws.Rows(sales, func(rows iter.Seq[sale]) iter.Seq[int64] { return laws.Map(sum())(rows) }),
		}.Check(t)
	})
}

func TestTheLawsNameTheFaultOfAGeneratorOverAJoin(t *testing.T) {
	for name, test := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(os.Args[0], "-test.run", "^TestWay$/./^"+test.law) // of a right one, all
			command.Env = append(os.Environ(), "LAWS_TEST_WAY="+name)
			output, err := command.CombinedOutput()
			if test.law == "" {
				if err != nil {
					t.Errorf("the laws say of a right generator:\n%s", output)
				}
				return
			}
			for _, kind := range []string{"rows", "sums"} {
				if !strings.Contains(string(output), "--- FAIL: TestWay/"+kind+"/"+test.law) {
					t.Errorf("of %s, %s does not fail:\n%s", kind, test.law, output)
				}
			}
		})
	}
}
