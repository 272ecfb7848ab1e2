package main

import (
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

func TestHintsToTheOptimizerChangeNoRow(t *testing.T) {
	for name, edit := range map[string]func(*mysql.Config){"prepared": func(*mysql.Config) {}, "text": interpolate} {
		t.Run(name, func(t *testing.T) {
			db := open(t, edit)
			mustExec(t, db, "CREATE DATABASE d")
			mustExec(t, db, "CREATE TABLE d.t (id INT, name VARCHAR(80), PRIMARY KEY USING BTREE (id))")
			mustExec(t, db, "CREATE TABLE d.other (id INT, UNIQUE USING HASH (id))")
			mustExec(t, db, "INSERT HIGH_PRIORITY IGNORE INTO d.t VALUES (?, ?), (2, 'b')", 1, "a")
			for query, want := range map[string][]string{
				"SELECT SQL_BUFFER_RESULT id FROM d.t WHERE id > ? ORDER BY id":                       {"[{2 true}]"},
				"SELECT HIGH_PRIORITY SQL_BIG_RESULT name FROM d.t WHERE id > ?":                      {"[{b true}]"},
				"SELECT distinctrow 5 FROM d.t WHERE id >= ?":                                         {"[{5 true}]"},
				"SELECT id FROM d.t FORCE INDEX (PRIMARY) WHERE id > ?":                               {"[{2 true}]"},
				"SELECT id FROM d.t AS u use key for order by (`primary`) WHERE u.id > ? ORDER BY id": {"[{2 true}]"},
				"SELECT id FROM d.t USE INDEX () WHERE id > ? ORDER BY id":                            {"[{2 true}]"},
				"SELECT id FROM d.t WHERE id > ? FOR SHARE":                                           {"[{2 true}]"},
				"SELECT name FROM d.t WHERE id > ? LIMIT 1 for share skip locked":                     {"[{b true}]"},
				"SELECT ? AS `USE INDEX ()`, 'it''s DISTINCTROW', \"\\\" HIGH_PRIORITY\"": {
					`[{1 true} {it's DISTINCTROW true} {" HIGH_PRIORITY true}]`,
				},
			} {
				if diff := cmp.Diff(want, rows(t.Context(), db, query, 1)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", query, diff)
				}
			}
		})
	}
}
