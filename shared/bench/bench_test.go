package bench

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

// rows is more than a page, and not whole pages.
const rows = 2_500

func TestTable(t *testing.T) {
	mysqltest.Require(t, "the embedded one cannot make up rows")
	table := newTable(t, rows)
	found, err := table.Query(queryUsers)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$`)
	emails := make(map[string]bool)
	var count, total int
	var first string
	for found.Next() {
		var id, name, email string
		var age int
		if err := found.Scan(&id, &name, &email, &age); err != nil {
			t.Fatal(err)
		}
		if !uuid.MatchString(id) || !strings.Contains(name, " ") || emails[email] || age < 1 || age > 100 {
			t.Fatalf("a user is %q, %q, %q, %d", id, name, email, age)
		}
		if first == "" {
			first = id
		}
		emails[email] = true
		count++
		total += age
	}
	if err := found.Err(); err != nil || count != rows || total != table.total {
		t.Errorf("%d users whose ages add up to %d, want %d and %d: %v", count, total, rows, table.total, err)
	}
	if id := table.idBefore(t, 1); id != first {
		t.Errorf("the id before the second user is %s, want %s", id, first)
	}
}

func TestMethods(t *testing.T) {
	mysqltest.Require(t, "the embedded one cannot make up rows")
	table := newTable(t, rows)
	for _, m := range []Method{UserLoop, CloseOnly, LimitOffset, LoadUsers, DrainUsers, AgeLoop, LoadAges, DrainAges} {
		db, read := table.open(t)
		all := &Consumer{weigh: rows / 2}
		if err := table.check(m, all, m.Run(t.Context(), db, all)); err != nil {
			t.Error(err)
		}
		if read.Load() < 5*rows {
			t.Errorf("%s of all rows read %d bytes", m.Name, read.Load())
		}
		if m.blind {
			continue
		}
		if all.heap == 0 || all.first.IsZero() {
			t.Errorf("%s: the heap was %d, the first row at %v", m.Name, all.heap, all.first)
		}
		some := &Consumer{stopAt: 6}
		if err := table.check(m, some, m.Run(t.Context(), db, some)); err != nil {
			t.Error(err)
		}
		if db.Stats().InUse > 0 {
			t.Errorf("%s kept a connection after a break", m.Name)
		}
	}
}

// A method that gives the wrong rows must not get away with being fast.
func TestCheck(t *testing.T) {
	table := &table{rows: 3, total: 60}
	takes := func(ages ...int) Method {
		return Method{Name: "method", Run: func(_ context.Context, _ *sql.DB, c *Consumer) error {
			for _, age := range ages {
				if !c.Take(age) {
					break
				}
			}
			return nil
		}}
	}
	for _, test := range []struct {
		method Method
		stopAt int
		want   string
	}{
		{takes(10, 20, 30), 0, ""},
		{takes(10, 20, 30), 2, ""},
		{takes(10, 50), 0, "2 rows whose ages add up to 60"},
		{takes(10, 20, 31), 0, "3 rows whose ages add up to 61"},
		{takes(10), 2, "1 rows"},
	} {
		c := &Consumer{stopAt: test.stopAt}
		err := table.check(test.method, c, test.method.Run(t.Context(), nil, c))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("check of %d rows, stopping at %d: %v, want %q", c.rows, test.stopAt, err, test.want)
		}
	}
}
