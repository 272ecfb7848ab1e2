package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

// run returns what a statement says, which may be rows, numbers or an error.
func run(ctx context.Context, c *sql.Conn, statement string) []string {
	first, _, _ := strings.Cut(strings.TrimSpace(statement), " ")
	switch strings.ToUpper(first) {
	case "SELECT", "SHOW", "DESCRIBE":
		return rows(ctx, c, statement)
	}
	result, err := c.ExecContext(ctx, statement)
	if err != nil {
		text, _, _ := strings.Cut(err.Error(), " given: [") // the engine writes keys in ways of its own
		return []string{text}
	}
	affected, _ := result.RowsAffected()
	last, _ := result.LastInsertId()
	return []string{fmt.Sprintf("%d rows, last id %d", affected, last)}
}

// Each script begins in an empty database.
var scripts = map[string]string{
	"a key of two columns": `
		CREATE TABLE t (a INT, b VARCHAR(10), c INT, PRIMARY KEY (b, a))
		INSERT INTO t VALUES (2, 'x', 1), (1, 'x', 2), (1, 'w', 3)
		SELECT * FROM t
		INSERT INTO t VALUES (3, 'y', 1), (1, 'x', 9)
		SELECT * FROM t ORDER BY b DESC, a DESC
		SELECT c FROM t WHERE b = 'x' ORDER BY a
		SELECT c FROM t WHERE b = 'x' AND a > 1
		SELECT c FROM t WHERE b >= 'w' AND a = 1 ORDER BY b, a
		SELECT COUNT(*) FROM t WHERE b > 'w'
		SHOW CREATE TABLE t`,
	"a long list of values": strings.NewReplacer(
		"MANY", strings.Repeat("11, 12, '13',", 20), "NONE", strings.Repeat("NULL,", 60),
	).Replace(`
		CREATE TABLE t (id CHAR(36) PRIMARY KEY, a INT, b VARCHAR(20), UNIQUE KEY (a), KEY (b))
		INSERT INTO t VALUES ('a', 3, 'p'), ('B', 1, 'q'), ('c', 2, NULL), ('D', NULL, 'p'), ('é', 7, '7')
		SELECT * FROM t WHERE id IN (MANY 'C', 'b', 'B', NULL, 'e') ORDER BY id
		SELECT * FROM t WHERE id IN (MANY 'a', 'c', 'D') ORDER BY id DESC LIMIT 2
		SELECT COUNT(*) FROM t WHERE id IN (MANY 'a', 'b', 'c') AND a > 1
		SELECT COUNT(*) FROM t AS u WHERE u.id IN (MANY 'a', 'b', 'c') AND u.b IN ('p', 'q')
		SELECT id FROM t WHERE a IN (MANY 1, 7, 7.5, '2', NULL) ORDER BY id
		SELECT id FROM t WHERE b IN (MANY 7, 'P') ORDER BY id
		SELECT id FROM t WHERE id NOT IN (MANY 'a', 'b') ORDER BY id
		SELECT id FROM t WHERE id IN (MANY CONCAT('a', '')) ORDER BY id
		SELECT id FROM t WHERE CONCAT(id, '') IN (MANY 'a') ORDER BY id
		SELECT id FROM t WHERE a IN (MANY NULL)
		SELECT id FROM t WHERE id IN (NONE NULL)
		UPDATE t SET b = 'new' WHERE id IN (MANY 'A', 'c')
		DELETE FROM t WHERE id IN (MANY 'A', 'a', 'd')
		SELECT * FROM t ORDER BY id`),
	"unique and other indexes": `
		CREATE TABLE t (id INT PRIMARY KEY, a INT UNIQUE, b VARCHAR(20), KEY by_b (b), UNIQUE KEY ab (a, b))
		INSERT INTO t VALUES (3, NULL, 'p'), (1, NULL, 'q'), (2, 7, NULL), (4, 8, 'p')
		INSERT INTO t VALUES (5, 7, 'z')
		INSERT IGNORE INTO t VALUES (6, 7, 'z'), (7, 9, 'y'), (4, 10, 'x')
		SELECT * FROM t ORDER BY id
		SELECT id FROM t WHERE b = 'p' ORDER BY id
		SELECT id FROM t WHERE b IS NULL
		SELECT id FROM t WHERE a IS NULL ORDER BY id
		SELECT id FROM t WHERE a > 7 ORDER BY a
		SELECT id FROM t WHERE a BETWEEN 7 AND 8 ORDER BY a DESC
		SELECT id FROM t WHERE a IN (9, 7, 100) ORDER BY a
		SELECT id FROM t WHERE a IS NOT NULL ORDER BY a
		SELECT id FROM t WHERE a < 8 OR a > 8 ORDER BY a
		SELECT id FROM t WHERE b < 'q' ORDER BY b, id
		SELECT MIN(a), MAX(a), MIN(b), MAX(b) FROM t
		UPDATE t SET a = 7 WHERE id = 4
		UPDATE t SET a = 70 WHERE id = 2
		UPDATE t SET id = id + 10 WHERE b = 'p'
		SELECT * FROM t ORDER BY id
		DELETE FROM t WHERE a = 70
		SELECT * FROM t ORDER BY id
		SHOW INDEX FROM t`,
	"replace, and on duplicate key": `
		CREATE TABLE t (id INT PRIMARY KEY, a INT UNIQUE, n INT)
		INSERT INTO t VALUES (1, 1, 1), (2, 2, 1)
		INSERT INTO t VALUES (1, 5, 9), (3, 3, 1) ON DUPLICATE KEY UPDATE n = n + 1
		INSERT INTO t VALUES (9, 2, 9) ON DUPLICATE KEY UPDATE n = VALUES(n), a = 20
		SELECT * FROM t ORDER BY id
		REPLACE INTO t VALUES (1, 20, 7)
		SELECT * FROM t ORDER BY id
		INSERT INTO t VALUES (1, 1, 1) ON DUPLICATE KEY UPDATE a = 3
		SELECT * FROM t ORDER BY id`,
	"no key": `
		CREATE TABLE t (a INT, b VARCHAR(5))
		INSERT INTO t VALUES (2, 'x'), (1, 'y'), (2, 'x'), (NULL, NULL)
		SELECT * FROM t
		DELETE FROM t WHERE a = 1
		UPDATE t SET b = 'z' WHERE a IS NULL
		SELECT * FROM t
		ALTER TABLE t ADD UNIQUE KEY (a)
		SELECT COUNT(*) FROM t`,
	"an error undoes the statement": `
		CREATE TABLE t (id INT PRIMARY KEY)
		INSERT INTO t VALUES (5)
		INSERT INTO t VALUES (1), (2), (5), (6)
		SELECT * FROM t
		UPDATE t SET id = 7
		INSERT INTO t VALUES (1), (2)
		UPDATE t SET id = 3 WHERE id < 3
		SELECT * FROM t
		DELETE FROM t WHERE id > 2
		TRUNCATE TABLE t
		SELECT COUNT(*) FROM t`,
	"auto increment": `
		CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT)
		INSERT INTO t (a) VALUES (1), (2)
		INSERT INTO t VALUES (10, 3), (NULL, 4)
		INSERT INTO t (a) VALUES (5)
		SELECT * FROM t
		DELETE FROM t WHERE id = 12
		INSERT INTO t (a) VALUES (6)
		SELECT * FROM t
		SELECT LAST_INSERT_ID()
		TRUNCATE TABLE t
		INSERT INTO t (a) VALUES (7)
		SELECT * FROM t`,
	"altered": `
		CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5), KEY by_a (a))
		INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y')
		ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7 AFTER id
		SELECT * FROM t
		ALTER TABLE t DROP COLUMN b
		ALTER TABLE t CHANGE COLUMN a aa BIGINT
		SELECT id FROM t WHERE aa > 10
		SHOW CREATE TABLE t
		ALTER TABLE t MODIFY COLUMN aa VARCHAR(10) FIRST
		SELECT * FROM t
		CREATE UNIQUE INDEX u ON t (c)
		CREATE INDEX v ON t (c, aa)
		SELECT id FROM t WHERE c = 7 AND aa = '20'
		DROP INDEX v ON t
		ALTER TABLE t RENAME INDEX by_a TO renamed
		ALTER TABLE t DROP PRIMARY KEY
		INSERT INTO t VALUES ('30', 2, 8)
		SELECT * FROM t ORDER BY aa
		ALTER TABLE t ADD PRIMARY KEY (id)
		ALTER TABLE t ADD PRIMARY KEY (aa)
		SHOW CREATE TABLE t
		ALTER TABLE t RENAME TO s
		SELECT s.aa FROM s WHERE s.id = 1
		SELECT * FROM t
		RENAME TABLE s TO t
		SHOW TABLES
		ALTER TABLE t COMMENT 'said'
		DROP TABLE t
		DROP TABLE IF EXISTS t
		DROP TABLE t
		SHOW TABLES`,
	"defaults, checks and a view": `
		CREATE TABLE t (id INT PRIMARY KEY, a INT DEFAULT 5, b VARCHAR(9) DEFAULT (CONCAT('x', 'y')), CHECK (a > 0))
		INSERT INTO t (id) VALUES (1)
		INSERT INTO t VALUES (2, -1, 'z')
		INSERT INTO t VALUES (3, NULL, 'z')
		INSERT INTO t (id, a) VALUES (NULL, 1)
		SELECT * FROM t
		CREATE VIEW v AS SELECT a, b FROM t WHERE id < 3
		SELECT * FROM v
		ALTER TABLE t DROP CHECK t_chk_1
		INSERT INTO t VALUES (2, -1, 'z')
		SELECT * FROM t`,
	"a foreign key": `
		CREATE TABLE p (id INT PRIMARY KEY)
		CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)
		INSERT INTO p VALUES (1), (2)
		INSERT INTO c VALUES (10, 1), (11, 2), (12, 1)
		INSERT INTO c VALUES (13, 3)
		DELETE FROM p WHERE id = 1
		SELECT * FROM c
		DROP TABLE p
		SHOW CREATE TABLE c
		DROP TABLE c
		DROP TABLE p`,
	"joins and what asks the table itself": `
		CREATE TABLE t (id CHAR(36) PRIMARY KEY, a DECIMAL(5,2), d DATETIME)
		INSERT INTO t VALUES ('b', 1.25, '2024-01-02'), ('a', 2.5, NULL), ('c', 1.25, '2023-01-02 03:04:05')
		SELECT x.id, y.id FROM t x JOIN t y ON x.a = y.a WHERE x.id < y.id ORDER BY x.id
		SELECT x.id FROM t x JOIN t y ON x.id = y.id ORDER BY x.id DESC LIMIT 2
		SELECT id FROM t WHERE a = (SELECT MAX(a) FROM t)
		SELECT a, COUNT(*) FROM t GROUP BY a ORDER BY a
		INSERT INTO t SELECT CONCAT(id, id), a, d FROM t
		DELETE FROM t WHERE id IN (SELECT id FROM (SELECT id FROM t WHERE a > 2) s)
		SELECT * FROM t ORDER BY id LIMIT 10 OFFSET 1
		SELECT DISTINCT d FROM t ORDER BY d
		SHOW COLUMNS FROM t
		CREATE TABLE copied AS SELECT * FROM t
		SELECT COUNT(*) FROM copied
		CREATE TABLE alike LIKE t
		SHOW CREATE TABLE alike
		SELECT table_rows FROM information_schema.tables WHERE table_name = 't'`,
	"letters": `
		CREATE TABLE t (id VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, n VARCHAR(20), KEY (n(2))) CHARACTER SET utf8mb4
		INSERT INTO t VALUES ('a', 'Ägypten'), ('A', 'agave'), ('é', '🐘'), ('z', ''), ('aa', 'ab'), ('b', NULL)
		SELECT id FROM t ORDER BY id
		SELECT id FROM t WHERE id > 'A' ORDER BY id
		SELECT id FROM t ORDER BY n, id
		SELECT id FROM t WHERE n = 'AGAVE'
		SELECT id FROM t WHERE n > 'ag' ORDER BY n, id
		SELECT id FROM t WHERE n LIKE 'a%' ORDER BY id`,
	"values of another type": `
		CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9), d DATE, n DECIMAL(6,2), KEY (s), KEY (d), KEY (n))
		INSERT INTO t VALUES (1, '1', '2024-01-01', 1.5), (2, 'two', '2024-02-01', 2), (30, '30', NULL, -3.25)
		SELECT id FROM t WHERE id > '1' ORDER BY id
		SELECT id FROM t WHERE id = '2'
		SELECT id FROM t WHERE id > 1.5 ORDER BY id DESC
		SELECT id FROM t WHERE id < 2.5 ORDER BY id
		SELECT id FROM t WHERE s = 30
		SELECT id FROM t WHERE d > '2024-01-15'
		SELECT id FROM t WHERE d <= '2024-01-01 00:00:00'
		SELECT id FROM t WHERE n > '1.75'
		SELECT id FROM t WHERE n BETWEEN -4 AND 1.5 ORDER BY n
		SELECT id FROM t WHERE id > 99999999999 OR id < -99999999999
		SELECT id FROM t WHERE n > 1e300
		SELECT id FROM t WHERE id > 'abc' ORDER BY id
		SELECT id FROM t WHERE n < 'abc'
		SELECT id FROM t WHERE d > 'abc'
		INSERT INTO t VALUES ('x', 's', NULL, 0)
		INSERT IGNORE INTO t VALUES (40, 'much too long', NULL, 12345678)
		SELECT * FROM t WHERE id = 40`,
	"transactions": `
		CREATE TABLE t (id INT PRIMARY KEY)
		START TRANSACTION
		INSERT INTO t VALUES (1), (2)
		SELECT * FROM t
		ROLLBACK
		SELECT * FROM t
		START TRANSACTION
		INSERT INTO t VALUES (3)
		INSERT INTO t VALUES (4), (3)
		DELETE FROM t WHERE id = 3
		INSERT INTO t VALUES (5)
		COMMIT
		ROLLBACK
		SELECT * FROM t
		SET autocommit = 0
		INSERT INTO t VALUES (6)
		ROLLBACK
		INSERT INTO t VALUES (7)
		COMMIT
		SET autocommit = 1
		SELECT * FROM t`,
}

func TestTablesAnswerAsThoseOfTheEngine(t *testing.T) {
	reference := memory.NewDBProvider()
	reference.WithOption(memory.NativeIndexProvider(true))
	ours, engines := open(t, interpolate), openOn(t, interpolate, reference, memory.NewSessionBuilder(reference))
	for name, script := range scripts {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			var conns [2]*sql.Conn
			for i, db := range []*sql.DB{ours, engines} {
				c, err := db.Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				conns[i] = c
				run(t.Context(), c, "DROP DATABASE IF EXISTS d")
				run(t.Context(), c, "CREATE DATABASE d CHARACTER SET utf8mb4")
				run(t.Context(), c, "USE d")
			}
			for statement := range strings.Lines(strings.TrimSpace(script)) {
				statement = strings.TrimSpace(statement)
				got, want := run(t.Context(), conns[0], statement), run(t.Context(), conns[1], statement)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-engine's +ours):\n%s", statement, diff)
				}
			}
		})
	}
}

func TestTablesAreWhatMySQLSays(t *testing.T) {
	db := open(t, interpolate)
	mustExec(t, db, "CREATE DATABASE d CHARACTER SET utf8mb4")
	for _, test := range []struct{ name, script, want string }{
		{
			"an upper-case letter is the same key", `
				CREATE TABLE d.t (id CHAR(36) PRIMARY KEY, n INT) CHARACTER SET utf8mb4
				INSERT INTO d.t VALUES ('abc-é', 1)
				INSERT IGNORE INTO d.t VALUES ('ABC-E', 2), ('abd', 3)
				SELECT * FROM d.t WHERE id = 'Abc-É'
				SELECT COUNT(*) FROM d.t`,
			"0 rows, last id 0|1 rows, last id 0|1 rows, last id 0|[{abc-é true} {1 true}]|[{2 true}]",
		},
		{
			"but not in a binary collation", `
				CREATE TABLE d.t (id CHAR(36) COLLATE utf8mb4_bin PRIMARY KEY)
				INSERT INTO d.t VALUES ('a'), ('A')
				SELECT * FROM d.t`,
			"0 rows, last id 0|2 rows, last id 0|[{A true}]|[{a true}]",
		},
		{
			"a savepoint", `
				CREATE TABLE d.t (id INT PRIMARY KEY)
				START TRANSACTION
				INSERT INTO d.t VALUES (1)
				SAVEPOINT one
				INSERT INTO d.t VALUES (2)
				DELETE FROM d.t WHERE id = 1
				ROLLBACK TO SAVEPOINT one
				INSERT INTO d.t VALUES (3)
				COMMIT
				SELECT * FROM d.t`,
			"0 rows, last id 0|0 rows, last id 0|1 rows, last id 0|0 rows, last id 0|1 rows, last id 0|1 rows, last id 0|" +
				"0 rows, last id 0|1 rows, last id 0|0 rows, last id 0|[{1 true}]|[{3 true}]",
		},
		{
			"a unique key on a prefix", `
				CREATE TABLE d.t (id INT PRIMARY KEY, n VARCHAR(20), UNIQUE KEY u (n(3))) CHARACTER SET utf8mb4
				INSERT INTO d.t VALUES (1, 'abcd'), (2, 'ab')
				INSERT IGNORE INTO d.t VALUES (3, 'ABCE'), (4, 'abd')
				SELECT id FROM d.t WHERE n > 'abc' ORDER BY n`,
			"0 rows, last id 0|2 rows, last id 0|1 rows, last id 0|[{1 true}]|[{4 true}]",
		},
		{
			"a temporary table hides another until it is dropped, and ends no transaction", `
				CREATE TABLE d.t (id INT PRIMARY KEY)
				START TRANSACTION
				INSERT INTO d.t VALUES (1)
				CREATE TEMPORARY TABLE d.t (id INT PRIMARY KEY, n INT NOT NULL)
				INSERT INTO d.t VALUES (7, 8)
				SELECT * FROM d.t
				DROP TEMPORARY TABLE d.t
				SELECT * FROM d.t
				ROLLBACK
				SELECT COUNT(*) FROM d.t
				DROP TEMPORARY TABLE d.t`,
			"0 rows, last id 0|0 rows, last id 0|1 rows, last id 0|0 rows, last id 0|1 rows, last id 0|[{7 true} {8 true}]|" +
				"0 rows, last id 0|[{1 true}]|0 rows, last id 0|[{0 true}]|Error 1105 (HY000): Unknown table 't'",
		},
		{
			"an INSERT from a SELECT does not see its own rows, and the next one does", strings.ReplaceAll(`
				CREATE TABLE d.t (id INT PRIMARY KEY, n INT)
				INSERT INTO d.t SELECT * FROM (SELECT 1 i, 1 UNION ALL SELECT 1, 2) v WHERE NEW
				INSERT IGNORE INTO d.t SELECT * FROM (SELECT 1 i, 1 UNION ALL SELECT 1, 2) v WHERE NEW
				INSERT INTO d.t SELECT * FROM (SELECT 1 i, 1 UNION ALL SELECT 2, 2) v WHERE NEW
				INSERT INTO d.t SELECT id + 2, (SELECT COUNT(*) FROM d.t) FROM d.t
				SELECT * FROM d.t`, "NEW", "NOT EXISTS (SELECT 1 FROM d.t WHERE id = i)"),
			"0 rows, last id 0|Error 1062 (HY000): duplicate primary key|1 rows, last id 0|1 rows, last id 0|" +
				"2 rows, last id 0|[{1 true} {1 true}]|[{2 true} {2 true}]|[{3 true} {2 true}]|[{4 true} {2 true}]",
		},
		{
			"a read-only transaction refuses a row, and goes on", `
				CREATE TABLE d.t (id INT PRIMARY KEY)
				START TRANSACTION READ ONLY
				INSERT INTO d.t VALUES (1)
				SELECT COUNT(*) FROM d.t
				COMMIT`,
			"0 rows, last id 0|0 rows, last id 0|" +
				"Error 1792 (HY000): cannot execute statement in a READ ONLY transaction|[{0 true}]|0 rows, last id 0",
		},
		{
			"SET TRANSACTION leaves the session as it was", `
				SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY
				SET TRANSACTION READ WRITE
				SELECT @@transaction_isolation, @@transaction_read_only
				SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE
				SELECT @@transaction_isolation
				SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
			"1 rows, last id 0|1 rows, last id 0|[{REPEATABLE-READ true} {0 true}]|1 rows, last id 0|[{SERIALIZABLE true}]|" +
				"1 rows, last id 0",
		},
		{
			"errors have their numbers", `
				CREATE TABLE d.t (id INT PRIMARY KEY, n VARCHAR(2) NOT NULL, d DECIMAL(2) NOT NULL, KEY k (n))
				CREATE TABLE d.t (id INT)
				CREATE INDEX k ON d.t (d)
				INSERT INTO d.t (id, n) VALUES (1, 'n')
				INSERT INTO d.t VALUES (1, 'n', 100)
				INSERT INTO d.t VALUES (1, 'nnn', 1)`,
			"0 rows, last id 0|Error 1050 (42S01): table with name t already exists|" +
				"Error 1061 (42000): Duplicate key name 'k'|" +
				"Error 1364 (HY000): Field 'd' doesn't have a default value|" +
				"Error 1264 (22003): Out of range value for column of Decimal type |" +
				"Error 1406 (22001): string 'nnn' is too large for column 'n'",
		},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			c, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			run(t.Context(), c, "DROP TABLE IF EXISTS d.t")
			var got []string
			for statement := range strings.Lines(strings.TrimSpace(test.script)) {
				got = append(got, run(t.Context(), c, strings.TrimSpace(statement))...)
			}
			if diff := cmp.Diff(strings.Split(test.want, "|"), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTransactionsSideBySide(t *testing.T) {
	db := open(t, interpolate)
	mustExec(t, db, "CREATE DATABASE d")
	mustExec(t, db, "CREATE TABLE d.t (id INT PRIMARY KEY, n INT)")
	mustExec(t, db, "INSERT INTO d.t VALUES (1, 0), (2, 0)")
	one, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	two, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()

	for _, step := range []struct {
		conn      *sql.Conn
		statement string
		want      string
	}{
		{one, "START TRANSACTION", "0 rows, last id 0"},
		{one, "UPDATE d.t SET n = 1 WHERE id = 1", "1 rows, last id 0"},
		{one, "INSERT INTO d.t VALUES (3, 1)", "1 rows, last id 0"},
		{two, "SELECT SUM(n), COUNT(*) FROM d.t", "[{0 true} {2 true}]"}, // nothing is seen before it is committed
		{two, "START TRANSACTION", "0 rows, last id 0"},
		{two, "SELECT COUNT(*) FROM d.t", "[{2 true}]"},
		{two, "UPDATE d.t SET n = 2 WHERE id = 2", "1 rows, last id 0"},
		{one, "COMMIT", "0 rows, last id 0"},
		{two, "SELECT COUNT(*) FROM d.t", "[{2 true}]"}, // a transaction sees what it saw
		{two, "COMMIT", "0 rows, last id 0"},
		{two, "SELECT SUM(n), COUNT(*) FROM d.t", "[{4 true} {3 true}]"}, // neither takes away what the other did
	} {
		if diff := cmp.Diff([]string{step.want}, run(t.Context(), step.conn, step.statement)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.statement, diff)
		}
	}
}

func TestWhatEndsATransactionInMySQLEndsIt(t *testing.T) {
	db := open(t, interpolate)
	mustExec(t, db, "CREATE DATABASE d")
	mustExec(t, db, "CREATE TABLE d.t (id INT PRIMARY KEY)")
	none, before, both := []string(nil), []string{"[{1 true}]"}, []string{"[{1 true}]", "[{2 true}]"}
	for statement, kept := range map[string][]string{
		"SELECT 1":                               none,
		"CREATE TEMPORARY TABLE d.u (id INT)":    none,
		"START TRANSACTION":                      before,
		"LOCK TABLES d.t WRITE":                  both,
		"ALTER TABLE d.t DISABLE KEYS":           both,
		"CREATE TABLE IF NOT EXISTS d.v (i INT)": both,
	} {
		mustExec(t, db, "TRUNCATE d.t")
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range []string{"INSERT INTO d.t VALUES (1)", statement, "INSERT INTO d.t VALUES (2)"} {
			if _, err := tx.Exec(each); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(kept, rows(t.Context(), db, "SELECT id FROM d.t")); diff != "" {
			t.Errorf("rows that stay with %s between them (-want +got):\n%s", statement, diff)
		}
	}
}

// The engine's own tables needed minutes for these: each row of an INSERT IGNORE looked through all, and sorted them.
func TestInsertsCostTheSameIntoALargeTable(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	db := open(t, interpolate)
	mustExec(t, db, "CREATE DATABASE d")
	mustExec(t, db, "CREATE TABLE d.t (id CHAR(36) PRIMARY KEY, n INT, KEY (n)) CHARACTER SET utf8mb4")
	const users, batch = 40_000, 1000
	for first := 0; first < users; first += batch {
		var values []string
		for i := range batch {
			values = append(values, fmt.Sprintf("('%08x', %d)", uint32(first+i)*2654435761, i))
		}
		_, err := db.ExecContext(ctx, "INSERT IGNORE INTO d.t VALUES "+strings.Join(values, ", "))
		if err != nil {
			t.Fatalf("after %d rows: %v", first, err)
		}
	}
	if got := rows(ctx, db, "SELECT COUNT(*) FROM d.t WHERE n = 7"); got[0] != fmt.Sprintf("[{%d true}]", users/batch) {
		t.Errorf("%s rows of each batch, want %d", got, users/batch)
	}
}

func TestALongListOfKeysIsLookedUpInTime(t *testing.T) {
	const keys = 16_000 // the engine alone took more than two minutes
	for name, edit := range map[string]func(*mysql.Config){"prepared": func(*mysql.Config) {}, "text": interpolate} {
		t.Run(name, func(t *testing.T) {
			db := open(t, edit)
			mustExec(t, db, "CREATE DATABASE d")
			mustExec(t, db, "CREATE TABLE d.t (id CHAR(36) PRIMARY KEY)")
			mustExec(t, db, "INSERT INTO d.t VALUES ('00005'), ('15999'), ('none')")
			var values []any
			for i := range keys {
				values = append(values, fmt.Sprintf("%05d", i))
			}
			began := time.Now()
			query := "SELECT id FROM d.t WHERE id IN (?" + strings.Repeat(", ?", keys-1) + ") ORDER BY id"
			got := rows(t.Context(), db, query, values...)
			if diff := cmp.Diff([]string{"[{00005 true}]", "[{15999 true}]"}, got); diff != "" {
				t.Errorf("the rows (-want +got):\n%s", diff)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%d keys took %v", keys, took)
			}
		})
	}
}
