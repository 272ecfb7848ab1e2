package main

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

const page = "0-seed/README.md"

func TestCreateDatabase(t *testing.T) {
	// The database has a fixed name. So that no test touches one of yours, a spy between the code and the server changes
	// it.
	scratch := laws.Table{Database: mysqltest.New(t)}
	name := scratch.Name + "_prodev"
	t.Cleanup(func() { scratch.Exec("DROP DATABASE IF EXISTS " + name) })
	rename := func(statement string) string { return strings.ReplaceAll(statement, "ALX_prodev", name) }
	law := laws.Law{
		Sentence: "CreateDatabase creates the database ALX_prodev if it does not exist",
		Advice:   "CREATE DATABASE IF NOT EXISTS", Page: page,
	}

	t.Run("creates_ALX_prodev", func(t *testing.T) {
		laws.Observe(t, law, scratch, laws.Fault{}, func(o *laws.Observation) {
			o.Spy.Rewrite(rename)
			if err := seed.CreateDatabase(o.Ctx, o.DB); err != nil {
				o.Fail("no error", err.Error())
			}
			o.Released()
		})
		if n := count(t, scratch.DB, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?", name); n != 1 {
			t.Error("there is no database ALX_prodev after CreateDatabase")
		}
	})

	t.Run("leaves_a_database_that_is_there", func(t *testing.T) {
		if _, err := scratch.Exec("CREATE TABLE " + name + ".kept (i INT PRIMARY KEY)"); err != nil {
			t.Fatal(err)
		}
		laws.Observe(t, law, scratch, laws.Fault{}, func(o *laws.Observation) {
			o.Spy.Rewrite(rename)
			if err := seed.CreateDatabase(o.Ctx, o.DB); err != nil {
				o.Fail("no error the second time", err.Error())
			}
		})
		count(t, scratch.DB, "SELECT COUNT(*) FROM "+name+".kept")
	})

	t.Run("returns_its_errors", func(t *testing.T) { returnsErrors(t, scratch, seed.CreateDatabase) })
}

func TestCreateTable(t *testing.T) {
	t.Run("creates_user_data", func(t *testing.T) {
		db := mysqltest.New(t)
		if err := seed.CreateTable(t.Context(), db.DB); err != nil {
			t.Fatalf("CreateTable: %v", err)
		}
		want := []string{
			"user_id char(36) not null, primary key",
			"name varchar(255) not null",
			"email varchar(255) not null",
			"age decimal(3,0) not null",
		}
		if diff := diff.Of(want, columns(t, db)); diff != "" {
			t.Errorf("the columns of user_data (-want +got):\n%s", diff)
		}
	})

	t.Run("makes_room_for_any_user", func(t *testing.T) {
		db := mysqltest.New(t)
		if err := seed.CreateTable(t.Context(), db.DB); err != nil {
			t.Fatalf("CreateTable: %v", err)
		}
		want := mysqltest.Users(10)
		want[8].Name, want[8].Email = strings.Repeat("🐘", 255), strings.Repeat("🐁", 255)
		want[9].Name, want[9].Email, want[9].Age = want[7].Name, want[7].Email, want[7].Age // only the ids differ
		for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, user := range want {
				if _, err := tx.Exec("INSERT INTO user_data (user_id, name, email, age) VALUES (?, ?, ?, ?)", user.ID, user.Name,
					user.Email, user.Age); err != nil {
					t.Errorf("the table does not take %+v: %v", user, err)
				}
			}
			if err := end(tx); err != nil {
				t.Fatal(err)
			}
		}
		if diff := diff.Of(want, users(t, db.DB)); diff != "" {
			t.Errorf("the users in the table after one transaction was rolled back and another committed (-want +got):\n%s",
				diff)
		}
	})

	t.Run("leaves_a_table_that_is_there", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(3))
		if err := seed.CreateTable(t.Context(), db.DB); err != nil {
			t.Errorf("CreateTable, the second time: %v", err)
		}
		if diff := diff.Of(mysqltest.Users(3), users(t, db.DB)); diff != "" {
			t.Errorf("the users of before (-want +got):\n%s", diff)
		}
	})

	t.Run("returns_its_errors", func(t *testing.T) {
		returnsErrors(t, laws.Table{Database: mysqltest.New(t)}, seed.CreateTable)
	})
}

// returnsErrors checks that call returns the error of a connection that cannot be made, of a statement that fails, and
// of what else may, and holds nothing then.
func returnsErrors(t *testing.T, table laws.Table, call func(context.Context, *sql.DB) error, more ...laws.Fault) {
	law := laws.Law{
		Sentence: "what fails is returned as an error, wrapped so that errors.Is finds the cause",
		Advice:   "return fmt.Errorf(\"...: %w\", err)", Page: page,
	}
	for _, fault := range append(more, laws.FailedConnection(), laws.FailedQuery()) {
		laws.Observe(t, law, table, fault, func(o *laws.Observation) {
			o.Failed(call(o.Ctx, o.DB), fault)
			o.Released()
		})
	}
}

func count(t *testing.T, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// columns returns the columns of user_data in words.
func columns(t *testing.T, db *mysqltest.Database) []string {
	t.Helper()
	// Not from information_schema: for that, a server may look at all databases, and trip over one that goes meanwhile.
	rows, err := db.Query("SHOW COLUMNS FROM user_data")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var columns []string
	for rows.Next() {
		var name, kind, null, key string
		var byDefault, extra sql.NullString
		if err := rows.Scan(&name, &kind, &null, &key, &byDefault, &extra); err != nil {
			t.Fatal(err)
		}
		kind, _, _ = strings.Cut(kind, " COLLATE ") // which the embedded server adds
		column := strings.ToLower(name + " " + kind)
		if null == "NO" {
			column += " not null"
		}
		if key == "PRI" {
			column += ", primary key"
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns
}
