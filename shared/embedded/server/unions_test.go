package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

func TestAUnionOfManyPartsIsReadInOrderAndInTime(t *testing.T) {
	const parts = 500 // as they come, they took a minute and a half
	for name, edit := range map[string]func(*mysql.Config){"prepared": func(*mysql.Config) {}, "text": interpolate} {
		t.Run(name, func(t *testing.T) {
			db := open(t, edit)
			var values []any
			var want []string
			for i := range parts {
				values = append(values, fmt.Sprintf("%03d", i), i%100)
				want = append(want, fmt.Sprintf("[{%03d true} {%d true}]", i, i%100))
			}
			union := "SELECT ? AS id, ?" + strings.Repeat(" UNION ALL SELECT ?, ?", parts-1)
			began := time.Now()
			if diff := cmp.Diff(want, rows(t.Context(), db, union, values...)); diff != "" {
				t.Errorf("the rows of the union (-want +got):\n%s", diff)
			}
			distinct := strings.ReplaceAll(union, "UNION ALL", "UNION")
			got := rows(t.Context(), db, "SELECT COUNT(*), MAX(id) FROM ("+distinct+") u", values...)
			if diff := cmp.Diff([]string{"[{500 true} {499 true}]"}, got); diff != "" {
				t.Errorf("the rows of a union in a query (-want +got):\n%s", diff)
			}
			mustExec(t, db, "CREATE DATABASE d")
			mustExec(t, db, "CREATE TABLE d.t (id CHAR(3) PRIMARY KEY, age INT)")
			mustExec(t, db, "INSERT INTO d.t "+union, values...)
			if diff := cmp.Diff(want, rows(t.Context(), db, "SELECT * FROM d.t ORDER BY id")); diff != "" {
				t.Errorf("the rows that a union inserted (-want +got):\n%s", diff)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("three unions of %d parts took %v", parts, took)
			}
		})
	}
}

func TestAUnionMeansWhatItSays(t *testing.T) {
	db := open(t, interpolate)
	for query, want := range map[string]string{
		"SELECT 1 AS a UNION ALL SELECT 2.5 UNION ALL SELECT 3 UNION ALL SELECT NULL": "1 2.5 3 NULL",
		"SELECT 3 AS a UNION ALL SELECT 1 UNION ALL SELECT 2 ORDER BY a LIMIT 2":      "1 2",
		"SELECT 3 AS a UNION ALL (SELECT 1 LIMIT 0) UNION ALL SELECT 2":               "3 2",
		"SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1":          "1 1 1",
		"SELECT 1 AS a UNION ALL SELECT 1 UNION ALL SELECT 1 UNION SELECT 1":          "1",
		"SELECT 1 AS a UNION SELECT 2 UNION SELECT 1 UNION SELECT 3 UNION SELECT 2":   "1 2 3",
		"WITH x AS (SELECT 7) SELECT * FROM x UNION ALL SELECT 8 UNION ALL SELECT 9":  "7 8 9",
	} {
		got := strings.Join(rows(t.Context(), db, query), " ")
		got = strings.NewReplacer("[{", "", " true}]", "", " false}]", "NULL").Replace(got)
		if got != want {
			t.Errorf("%s = %s, want %s", query, got, want)
		}
	}
}

// Types that differ are converted, and then the engine finds a column by its name alone.
func TestAUnionOfNumbersOfManySizesKeepsItsColumns(t *testing.T) {
	want := []string{"[{a true} {100 true}]", "[{b true} {150 true}]", "[{c true} {70000 true}]", "[{d true} {1 true}]"}
	for name, edit := range map[string]func(*mysql.Config){"prepared": func(*mysql.Config) {}, "text": interpolate} {
		t.Run(name, func(t *testing.T) {
			db := open(t, edit)
			mustExec(t, db, "CREATE DATABASE d")
			values := []any{"a", 100, "b", 150, "c", 70000, "d", 1}
			for parts := 2; parts <= 4; parts++ {
				union := "SELECT ?, ?" + strings.Repeat(" UNION ALL SELECT ?, ?", parts-1)
				if diff := cmp.Diff(want[:parts], rows(t.Context(), db, union, values[:2*parts]...)); diff != "" {
					t.Errorf("the rows of a union of %d parts (-want +got):\n%s", parts, diff)
				}
				named := strings.Replace(union, "?, ?", "? AS id, ? AS age", 1)
				mustExec(t, db, "CREATE TABLE d.t (id CHAR(3) PRIMARY KEY, age DECIMAL(6,0))")
				mustExec(t, db, "INSERT INTO d.t SELECT id, age FROM ("+named+") AS n WHERE NOT EXISTS "+
					"(SELECT 1 FROM d.t WHERE t.id = n.id)", values[:2*parts]...)
				if diff := cmp.Diff(want[:parts], rows(t.Context(), db, "SELECT * FROM d.t ORDER BY id")); diff != "" {
					t.Errorf("the rows that a union of %d parts inserted (-want +got):\n%s", parts, diff)
				}
				mustExec(t, db, "DROP TABLE d.t")
			}
		})
	}
	for _, union := range []string{
		"SELECT ?, ? + 0 UNION ALL SELECT ?, ? + 0", "(SELECT ?, ?) UNION ALL (SELECT ?, ?)",
		"SELECT ?, CAST(? AS SIGNED) UNION (SELECT ?, ? LIMIT 1)",
	} {
		got := rows(t.Context(), open(t, func(*mysql.Config) {}), union, "a", 100, "b", 150)
		if diff := cmp.Diff(want[:2], got); diff != "" {
			t.Errorf("the rows of %s (-want +got):\n%s", union, diff)
		}
	}
}
