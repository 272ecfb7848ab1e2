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
