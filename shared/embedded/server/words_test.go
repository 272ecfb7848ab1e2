package main

import (
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

// What the engine alone reads or does in another way than MySQL, whose manual says what is wanted.
func TestStatementsMeanWhatTheyMeanToMySQL(t *testing.T) {
	for name, edit := range map[string]func(*mysql.Config){"prepared": func(*mysql.Config) {}, "text": interpolate} {
		t.Run(name, func(t *testing.T) {
			db := open(t, func(c *mysql.Config) { edit(c); c.DBName = "" })
			mustExec(t, db, "CREATE DATABASE d")
			mustExec(t, db, "CREATE TABLE d.user_data (id INT PRIMARY KEY, name VARCHAR(20), j JSON)")
			mustExec(t, db, "CREATE TABLE d.user1data (id INT PRIMARY KEY)")
			mustExec(t, db, "CREATE TABLE d.USER_DATA (id INT PRIMARY KEY)") // another one, where case tells them apart
			mustExec(t, db, `INSERT INTO d.user_data VALUES (1, '5%', NULL), (2, '5a', NULL), (3, 'a_b', NULL), (4, 'a\\b', NULL)`)
			for query, want := range map[string][]string{
				`SHOW TABLES FROM d LIKE 'user\_data'`:                                                          {"[{user_data true}]"},
				`SELECT id FROM d.user_data WHERE name LIKE '5\%'`:                                              {"[{1 true}]"},
				`SELECT id FROM d.user_data WHERE name LIKE 'a\_%' ORDER BY id`:                                 {"[{3 true}]"},
				`SELECT id FROM d.user_data WHERE name LIKE 'a\\\\b'`:                                           {"[{4 true}]"},
				`SELECT id FROM d.user_data WHERE name NOT LIKE '%\_%' AND id > 2`:                              {"[{4 true}]"},
				`SELECT '\_', "\%", '\\_', 'it\'s'`:                                                             {`[{\_ true} {\% true} {\_ true} {it's true}]`},
				`SELECT COUNT(*) FROM d.USER_DATA`:                                                              {"[{0 true}]"},
				`SELECT JSON_OBJECT('a', CONCAT('x', CHAR(1 USING utf8mb4), '\n'))`:                             {`[{{"a": "x\u0001\n"} true}]`},
				`SELECT id FROM d.user_data UNION ALL SELECT 9 ORDER BY id DESC LIMIT 2 OFFSET 1`:               {"[{4 true}]", "[{3 true}]"},
				`SELECT id FROM d.user_data UNION SELECT 9 ORDER BY id LIMIT 9 OFFSET 3`:                        {"[{4 true}]", "[{9 true}]"},
				`SELECT COUNT(*) FROM (SELECT id FROM d.user_data UNION ALL SELECT 0 ORDER BY id LIMIT 3, 9) u`: {"[{2 true}]"},
			} {
				if diff := cmp.Diff(want, rows(t.Context(), db, query)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", query, diff)
				}
			}
			mustExec(t, db, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
			mustExec(t, db, "DO GET_LOCK('one', 0)")
			if diff := cmp.Diff([]string{"[{1 true}]"}, rows(t.Context(), db, "SELECT IS_USED_LOCK('one') > 0")); diff != "" {
				t.Errorf("the lock (-want +got):\n%s", diff)
			}
			if _, err := db.Exec("SELECT id FROM d.User_data"); err == nil {
				t.Error("a table was found by its name in another case")
			}
		})
	}
}
