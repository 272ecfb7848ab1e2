package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/embedded/madeup"

	"github.com/dolthub/go-mysql-server/server"
	gms "github.com/dolthub/go-mysql-server/sql"
	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	"github.com/sirupsen/logrus"
)

// open starts a server in the test's own process and returns a handle to it.
func open(t *testing.T, edit func(*mysql.Config)) *sql.DB {
	t.Helper()
	return openOn(t, edit, newDatabases(), newSession)
}

// openOn is open with databases and sessions that may be others than ours.
func openOn(t *testing.T, edit func(*mysql.Config), databases gms.DatabaseProvider,
	sessions server.SessionBuilder,
) *sql.DB {
	t.Helper()
	logrus.SetOutput(io.Discard)
	dir := t.TempDir()
	listener, err := net.Listen("unix", filepath.Join(dir, "mysql.sock"))
	if err != nil {
		t.Fatal(err)
	}
	server, err := newServer(listener, databases, sessions, true)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Start() }()
	t.Cleanup(func() { server.Close() })

	config := mysql.NewConfig()
	config.Net, config.Addr, config.User = "unix", listener.Addr().String(), "root"
	edit(config)
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

func interpolate(config *mysql.Config) { config.InterpolateParams = true }

func mustExec(t *testing.T, db *sql.DB, statement string, values ...any) {
	t.Helper()
	if _, err := db.Exec(statement, values...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func create(t *testing.T, db *sql.DB, name string, users madeup.Users) {
	t.Helper()
	mustExec(t, db, "CALL create_made_up_users(?, ?, ?, ?)", name, users.Rows, users.Width, users.Seed)
}

// querier is a handle or a connection.
type querier interface {
	QueryContext(ctx context.Context, query string, values ...any) (*sql.Rows, error)
}

// rows returns the result of a query as text, or its error.
func rows(ctx context.Context, db querier, query string, values ...any) (lines []string) {
	result, err := db.QueryContext(ctx, query, values...)
	if err != nil {
		return []string{err.Error()}
	}
	defer result.Close()
	columns, err := result.Columns()
	if err != nil {
		return []string{err.Error()}
	}
	for result.Next() {
		texts, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range texts {
			places[i] = &texts[i]
		}
		if err := result.Scan(places...); err != nil {
			return append(lines, err.Error())
		}
		lines = append(lines, fmt.Sprint(texts))
	}
	if err := result.Err(); err != nil {
		lines = append(lines, err.Error())
	}
	return lines
}

func TestAMadeUpTableAnswersAsAnOrdinaryOne(t *testing.T) {
	users := madeup.Users{Rows: 300, Width: 30, Seed: 7}
	db := open(t, interpolate)
	create(t, db, "made_up", users)
	mustExec(t, db, "CREATE DATABASE ordinary CHARACTER SET utf8mb4")
	mustExec(t, db, `CREATE TABLE ordinary.user_data (user_id CHAR(36) PRIMARY KEY, name VARCHAR(255) NOT NULL,
		email VARCHAR(255) NOT NULL, age DECIMAL(3,0) NOT NULL) CHARACTER SET utf8mb4`)
	for i := range users.Rows {
		user := users.At(i)
		mustExec(t, db, "INSERT INTO ordinary.user_data VALUES (?, ?, ?, ?)", user.ID, user.Name, user.Email, user.Age)
	}

	from, to := users.ID(100), users.ID(110)
	upper := strings.ToUpper(from)
	for _, test := range []struct {
		query  string
		values []any
	}{
		{"SELECT user_id, name, email, age FROM %s ORDER BY user_id", nil},
		{"SELECT * FROM %s ORDER BY user_id DESC", nil},
		{"SELECT age FROM %s ORDER BY user_id", nil},
		{"SELECT age, user_id FROM %s ORDER BY user_id LIMIT 5 OFFSET 17", nil},
		{"SELECT user_id FROM %s ORDER BY user_id LIMIT 5 OFFSET 298", nil},
		{"SELECT user_id FROM %s ORDER BY user_id LIMIT 5 OFFSET 300", nil},
		{"SELECT u.email, CAST(u.age AS SIGNED) + 1 a FROM %s u ORDER BY u.user_id DESC LIMIT 5 OFFSET 17", nil},
		{"SELECT email FROM %s LIMIT 9 OFFSET 17", nil},
		{"SELECT email FROM %s WHERE user_id > ? ORDER BY user_id LIMIT 5 OFFSET 4", []any{from}},
		{"SELECT email FROM %s WHERE user_id < ? OR user_id > ? ORDER BY user_id LIMIT 200 OFFSET 90", []any{from, to}},
		{"SELECT email FROM %s WHERE user_id < ? OR user_id > ? ORDER BY user_id DESC LIMIT 9 OFFSET 195", []any{from, to}},
		{"SELECT email FROM %s WHERE age > 25 ORDER BY user_id LIMIT 5 OFFSET 4", nil},
		{"SELECT DISTINCT age FROM %s ORDER BY age LIMIT 5 OFFSET 4", nil},
		{"SELECT a FROM (SELECT age a, user_id i FROM %s ORDER BY user_id LIMIT 9 OFFSET 4) t ORDER BY i LIMIT 5 OFFSET 2", nil},
		{"SELECT COUNT(*) FROM (SELECT age FROM %s ORDER BY user_id LIMIT 90 OFFSET 250) t", nil},
		{"SELECT email FROM %s WHERE user_id > ? ORDER BY user_id LIMIT 5", []any{from}},
		{"SELECT email FROM %s WHERE user_id >= ? ORDER BY user_id LIMIT 5", []any{from}},
		{"SELECT email FROM %s WHERE user_id > ? ORDER BY user_id DESC LIMIT 5", []any{from}},
		{"SELECT email FROM %s WHERE user_id < ? ORDER BY user_id DESC LIMIT 5", []any{from}},
		{"SELECT email FROM %s WHERE user_id > ? AND user_id <= ? ORDER BY user_id", []any{from, to}},
		{"SELECT email FROM %s WHERE user_id BETWEEN ? AND ? ORDER BY user_id DESC", []any{from, to}},
		{"SELECT email FROM %s WHERE user_id = ?", []any{from}},
		{"SELECT email FROM %s WHERE user_id = ?", []any{upper}},
		{"SELECT email FROM %s WHERE user_id > ? ORDER BY user_id LIMIT 5", []any{upper}},
		{"SELECT email FROM %s WHERE user_id IN (?, ?, ?) ORDER BY user_id", []any{to, from, "none"}},
		{"SELECT email FROM %s WHERE user_id IN (?, ?) ORDER BY user_id DESC", []any{from, to}},
		{"SELECT email FROM %s WHERE user_id < ? OR user_id > ? ORDER BY user_id LIMIT 200", []any{from, to}},
		{"SELECT email FROM %s WHERE user_id <> ? ORDER BY user_id", []any{from}},
		{"SELECT email FROM %s WHERE user_id > ''  ORDER BY user_id LIMIT 2", nil},
		{"SELECT email FROM %s WHERE user_id > 'zzz' ORDER BY user_id", nil},
		{"SELECT email FROM %s WHERE user_id < 7 ORDER BY user_id", nil},
		{"SELECT email FROM %s WHERE user_id IS NULL OR user_id = NULL", nil},
		{"SELECT email FROM %s WHERE user_id IS NOT NULL ORDER BY user_id LIMIT 2", nil},
		{"SELECT email FROM %s WHERE user_id LIKE '0%%' ORDER BY user_id", nil},
		{"SELECT email FROM %s WHERE age > 25 AND name LIKE '%%O''Brien%%' ORDER BY user_id", nil},
		{"SELECT COUNT(*), COUNT(age), MIN(user_id), MAX(user_id), SUM(age), AVG(age) FROM %s", nil},
		{"SELECT COUNT(*), MIN(user_id), MAX(user_id) FROM %s", nil},
		{"SELECT COUNT(NULL), MIN(user_id) FROM %s", nil},
		{"SELECT COUNT(DISTINCT age), MAX(user_id) FROM %s", nil},
		{"SELECT COUNT(*), MAX(age) FROM %s", nil},
		{"SELECT MAX(user_id), MIN(name) FROM %s", nil},
		{"SELECT COUNT(*), MIN(user_id) FROM %s WHERE age > 50", nil},
		{"SELECT age, COUNT(*), MIN(user_id) FROM %s GROUP BY age ORDER BY age", nil},
		{"SELECT COUNT(*) FROM %s WHERE user_id > ?", []any{from}},
		{"SELECT MIN(user_id) FROM %s WHERE user_id > ?", []any{from}},
		{"SELECT age, COUNT(*) FROM %s GROUP BY age ORDER BY age", nil},
		{"SELECT a.email FROM %s a JOIN %[1]s b ON a.user_id = b.user_id WHERE b.age > 100 ORDER BY a.user_id", nil},
		{"WITH c AS (SELECT user_id, age FROM %s) SELECT age FROM c ORDER BY user_id LIMIT 3", nil},
		{"SELECT email FROM %s WHERE user_id > (SELECT MIN(user_id) FROM %[1]s) ORDER BY user_id LIMIT 3", nil},
		{"SHOW CREATE TABLE %s", nil},
	} {
		made := rows(t.Context(), db, fmt.Sprintf(test.query, "made_up.user_data"), test.values...)
		want := rows(t.Context(), db, fmt.Sprintf(test.query, "ordinary.user_data"), test.values...)
		if diff := cmp.Diff(want, made); diff != "" {
			t.Errorf("%s %q (-ordinary +made up):\n%s", test.query, test.values, diff)
		}
	}
}

func TestAMadeUpTableBeginsWhereAnOffsetEnds(t *testing.T) {
	users := madeup.Users{Rows: 100_000_000}
	db := open(t, interpolate)
	create(t, db, "d", users)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // to make them all would take half a minute
	defer cancel()
	for _, test := range []struct {
		query string
		want  int
	}{
		{"SELECT age FROM d.user_data ORDER BY user_id LIMIT 1 OFFSET 90000000", 90_000_000},
		{"SELECT CAST(u.age AS SIGNED) age FROM d.user_data u LIMIT 1 OFFSET 90000000", 90_000_000},
		{"SELECT age FROM d.user_data ORDER BY user_id DESC LIMIT 1 OFFSET 90000000", 9_999_999},
	} {
		want := []string{fmt.Sprintf("[{%d true}]", users.Age(test.want))}
		if diff := cmp.Diff(want, rows(ctx, db, test.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
	}
}

func TestAMadeUpTableTakesNoWritesAndNoDrop(t *testing.T) {
	db := open(t, interpolate)
	create(t, db, "d", madeup.Users{Rows: 10})
	create(t, db, "d", madeup.Users{Rows: 10}) // the same again is no error
	for _, statement := range []string{
		"INSERT INTO d.user_data VALUES ('a', 'b', 'c', 1)",
		"INSERT IGNORE INTO d.user_data VALUES ('a', 'b', 'c', 1)",
		"REPLACE INTO d.user_data VALUES ('a', 'b', 'c', 1)",
		"UPDATE d.user_data SET age = 1",
		"DELETE FROM d.user_data",
		"TRUNCATE TABLE d.user_data",
		"DROP TABLE d.user_data",
		"DROP TABLE IF EXISTS d.user_data",
		"ALTER TABLE d.user_data DROP COLUMN age",
		"ALTER TABLE d.user_data RENAME TO other",
		"CREATE INDEX i ON d.user_data (name)",
		"CREATE TABLE d.user_data (i INT)",
		"CREATE TABLE d.user_data (i INT PRIMARY KEY)",
		"RENAME TABLE d.user_data TO d.other",
		"DROP DATABASE d",
		"DROP SCHEMA IF EXISTS d",
		"CREATE DATABASE d",
		"CALL create_made_up_users('D', 11, 0, 0)",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s: no error", statement)
		}
	}
	if got := rows(t.Context(), db, "SELECT COUNT(*), MAX(age) > 1 FROM d.user_data"); got[0] != "[{10 true} {1 true}]" {
		t.Errorf("after all that the table has %s users, want 10 as they were", got)
	}

	mustExec(t, db, "CREATE DATABASE e")
	mustExec(t, db, "CALL drop_made_up_users('e')")
	mustExec(t, db, "CALL drop_made_up_users('d')")
	want := []string{"[{e true}]", "[{information_schema true}]"}
	if diff := cmp.Diff(want, rows(t.Context(), db, "SHOW DATABASES")); diff != "" {
		t.Errorf("drop_made_up_users drops what it made and nothing else (-want +got):\n%s", diff)
	}
}

func TestAMadeUpTableHasOrdinaryOnesBesideIt(t *testing.T) {
	db := open(t, interpolate)
	create(t, db, "d", madeup.Users{Rows: 10})
	mustExec(t, db, "CREATE TABLE IF NOT EXISTS d.user_data (i INT)") // is there, and stays as it is
	mustExec(t, db, "CREATE TABLE d.other (i INT PRIMARY KEY)")
	mustExec(t, db, "INSERT INTO d.other VALUES (7)")
	if _, err := db.Exec("RENAME TABLE d.other TO d.user_data"); err == nil {
		t.Error("a table took the place of the made-up one")
	}
	query := "SELECT i, (SELECT COUNT(*) FROM d.user_data) FROM d.other"
	if got := rows(t.Context(), db, query)[0]; got != "[{7 true} {10 true}]" {
		t.Errorf("both tables have %s, want 7 and 10", got)
	}
	want := []string{"[{other true}]", "[{user_data true}]"}
	if diff := cmp.Diff(want, rows(t.Context(), db, "SHOW TABLES FROM d")); diff != "" {
		t.Errorf("the tables of d (-want +got):\n%s", diff)
	}

	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, statement := range []string{"CREATE TEMPORARY TABLE d.user_data (i INT)", "DROP TABLE d.user_data"} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if got := rows(t.Context(), db, "SELECT COUNT(*) FROM d.user_data")[0]; got != "[{10 true}]" {
		t.Errorf("after a temporary table of its name the made-up one has %s users, want 10", got)
	}
}

func TestCreateMadeUpUsersNamesTheBounds(t *testing.T) {
	db := open(t, interpolate)
	for _, test := range []struct{ call, want string }{
		{"CALL create_made_up_users('d', -1, 0, 0)", "from 0 to 100000000"},
		{"CALL create_made_up_users('d', 100000001, 0, 0)", "from 0 to 100000000"},
		{"CALL create_made_up_users('d', 1, 256, 0)", "from 0 to 255"},
		{"CALL create_made_up_users('', 1, 0, 0)", "want a name"},
	} {
		if _, err := db.Exec(test.call); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.call, err, test.want)
		}
	}
}

// A scan of all these users takes minutes.
func TestWhatTheKeyAnswersNeedsNoScan(t *testing.T) {
	users := madeup.Users{Rows: madeup.MostRows, Seed: 7}
	db := open(t, interpolate)
	create(t, db, "d", users)
	last := users.Rows - 1
	row := func(columns ...any) string {
		var texts []sql.NullString
		for _, column := range columns {
			texts = append(texts, sql.NullString{String: fmt.Sprint(column), Valid: true})
		}
		return fmt.Sprint(texts)
	}
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"SELECT COUNT(*) FROM d.user_data", []string{row(users.Rows)}},
		{"SELECT COUNT(user_id) FROM d.user_data", []string{row(users.Rows)}},
		{"SELECT MIN(user_id) FROM d.user_data", []string{row(users.ID(0))}},
		{"SELECT MAX(user_id) FROM d.user_data", []string{row(users.ID(last))}},
		{
			"SELECT COUNT(*), MAX(user_id) AS m, COUNT(age), MIN(user_id), COUNT(1) + 1 FROM d.user_data",
			[]string{row(users.Rows, users.ID(last), users.Rows, users.ID(0), users.Rows+1)},
		},
		{"SELECT age FROM d.user_data ORDER BY user_id LIMIT 1", []string{row(users.Age(0))}},
		{"SELECT age FROM d.user_data ORDER BY user_id DESC LIMIT 1", []string{row(users.Age(last))}},
		{"SELECT name FROM d.user_data WHERE user_id = '" + users.ID(last-9) + "'", []string{row(users.Name(last - 9))}},
		{
			"SELECT name, email FROM d.user_data WHERE user_id > '" + users.ID(last-9) + "' ORDER BY user_id LIMIT 2",
			[]string{row(users.Name(last-8), users.Email(last-8)), row(users.Name(last-7), users.Email(last-7))},
		},
		{"SELECT table_rows FROM information_schema.tables WHERE table_schema = 'd'", []string{row(users.Rows)}},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if diff := cmp.Diff(test.want, rows(ctx, db, test.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
		cancel()
	}
}

func TestRowsThatWereSentAreFreed(t *testing.T) {
	const query = "SELECT user_id, name, email, age FROM d.user_data ORDER BY user_id LIMIT "
	for name, edit := range map[string]func(*mysql.Config){
		"a query":              interpolate,
		"a prepared statement": func(*mysql.Config) {},
		"one of many":          func(config *mysql.Config) { config.InterpolateParams, config.MultiStatements = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			liveHeap()
			liveHeap() // twice: a sync.Pool keeps a large buffer of the test before through one collection
			db := open(t, edit)
			users := madeup.Users{Rows: 40_000, Width: 255} // 22 MB
			create(t, db, "d", users)
			result, err := db.Query(query+"?", users.Rows)
			if err != nil {
				t.Fatal(err)
			}
			defer result.Close()
			before, i := uint64(0), 0
			for ; result.Next(); i++ {
				switch i {
				case 2000:
					before = liveHeap()
				case users.Rows - 2000:
					if grown := int(liveHeap()) - int(before); grown > 4<<20 {
						t.Errorf("after %d rows more the server has %d KB more in memory, want those of some rows", i-2000, grown>>10)
					}
				}
			}
			if err := result.Err(); err != nil || i != users.Rows {
				t.Errorf("%d rows, %v, want %d", i, err, users.Rows)
			}
		})
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.HeapAlloc
}
