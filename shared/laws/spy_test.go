package laws_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

const (
	query    = "SELECT user_id, age FROM user_data WHERE age > ? ORDER BY user_id"
	wantRows = 10
)

// watched returns a handle to a table of wantRows users with a spy and a meter on it.
func watched(t *testing.T) (*sql.DB, *laws.Spy, *laws.Meter) {
	t.Helper()
	meter := laws.NewMeter(t)
	spy := laws.NewSpy(mysqltest.Seed(t, mysqltest.Users(wantRows)).Connector(meter.On))
	db := sql.OpenDB(spy)
	t.Cleanup(func() { db.Close() })
	return db, spy, meter
}

func TestSpyRecordsWhatIsSentAndRead(t *testing.T) {
	for _, prepared := range []bool{false, true} {
		db, spy, meter := watched(t)
		before := meter.Read()
		rows, err := db.Query(query, -1)
		if prepared {
			rows.Close()
			db, spy, meter = watched(t)
			before = meter.Read()
			stmt, prepareErr := db.Prepare(query)
			if prepareErr != nil {
				t.Fatal(prepareErr)
			}
			defer stmt.Close()
			if n := spy.OpenStatements(); n != 1 {
				t.Errorf("%d open statements, want 1", n)
			}
			rows, err = stmt.Query(-1)
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := spy.OpenRows(); n != 1 {
			t.Errorf("%d open result sets, want 1", n)
		}
		for rows.Next() {
		}
		rows.Close()

		want := []laws.Statement{{SQL: query, Args: []any{int64(-1)}, Columns: []string{"user_id", "age"}, Rows: 10}}
		if diff := cmp.Diff(want, spy.Statements()); diff != "" {
			t.Errorf("the statements (-want +got):\n%s", diff)
		}
		if spy.Opened() != 1 || spy.Rows() != wantRows || spy.OpenRows() != 0 {
			t.Errorf("%d connections, %d rows, %d open result sets, want 1, %d and 0", spy.Opened(), spy.Rows(), spy.OpenRows(),
				wantRows)
		}
		if read := meter.Read() - before; read < wantRows*36 {
			t.Errorf("%d bytes read, want those of %d ids at least", read, wantRows)
		}
		if trace := receipt.Plain(spy.Trace()); !strings.Contains(trace, `query "`+query+`" -> next x10 -> rows closed`) {
			t.Errorf("the trace is %s", trace)
		}
	}
}

func TestSpyRenamesADatabaseInStatementsParametersAndResults(t *testing.T) {
	database := mysqltest.New(t)
	spy := laws.NewSpy(database.Connector(func(*mysql.Config) {}))
	spy.Rename("ALX_prodev", database.Name)
	db := sql.OpenDB(spy)
	t.Cleanup(func() { db.Close() })
	for _, query := range []struct {
		sql  string
		args []any
	}{
		{"SELECT DATABASE()", nil},
		{"SHOW DATABASES LIKE 'ALX_prodev'", nil},
		{"SHOW DATABASES LIKE 'ALX\\_prodev'", nil},
		{"SELECT schema_name FROM information_schema.schemata WHERE schema_name = ?", []any{"ALX_prodev"}},
	} {
		var name string
		if err := db.QueryRow(query.sql, query.args...).Scan(&name); err != nil || name != "ALX_prodev" {
			t.Errorf("%s is %q, %v, want ALX_prodev", query.sql, name, err)
		}
	}
}

func TestSpyCausesItsFault(t *testing.T) {
	for _, fault := range laws.Faults(4, wantRows) {
		db, spy, _ := watched(t)
		spy.Fail(fault)
		read, err := readAges(db)
		if err == nil || !spy.Faulted() {
			t.Errorf("%+v: %d ages read and no error", fault, read)
		}
		want := 0
		if fault.Row > 0 {
			want = fault.Row - 1
		}
		if fault.AfterErr != nil {
			want = wantRows
		}
		if read != want {
			t.Errorf("%+v: %d ages read before the error %v, want %d", fault, read, err, want)
		}
	}
}

func TestSpyRewritesStatements(t *testing.T) {
	db, spy, _ := watched(t)
	spy.Rewrite(func(statement string) string { return strings.ReplaceAll(statement, "nobody", "user_data") })
	var n int
	if err := db.QueryRow("SELECT COUNT(*) FROM nobody").Scan(&n); err != nil || n != wantRows {
		t.Errorf("the rewritten query counted %d, %v, want %d", n, err, wantRows)
	}
}

func TestMeterCutsConnections(t *testing.T) {
	db, _, meter := watched(t)
	if _, err := readAges(db); err != nil {
		t.Fatal(err)
	}
	meter.CutAfter(1)
	if read, err := readAges(db); err == nil {
		t.Errorf("%d ages read over a cut connection, and no error", read)
	}
}

func TestTheSpyHidesNothingFromDatabaseSQL(t *testing.T) {
	db, _, _ := watched(t)
	rows, err := db.Query(query, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil || types[1].DatabaseTypeName() != "DECIMAL" {
		t.Errorf("the type of age is %v, %v, want DECIMAL", types, err)
	}
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
}

func readAges(db *sql.DB) (read int, err error) {
	rows, err := db.Query(query, -1)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var age int
		if err := rows.Scan(&id, &age); err != nil {
			return read, err
		}
		read++
	}
	return read, errors.Join(rows.Err())
}
