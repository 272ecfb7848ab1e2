package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.com/generators/data"
	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

const page = "0-seed/README.md"

func TestCreateDatabase(t *testing.T) {
	// The database has a fixed name. So that no test touches one of yours, a spy between the code and the server changes it.
	scratch := laws.Table{Database: mysqltest.New(t)}
	name := scratch.Name + "_prodev"
	t.Cleanup(func() { scratch.Exec("DROP DATABASE IF EXISTS " + name) })
	rename := func(statement string) string { return strings.ReplaceAll(statement, "ALX_prodev", name) }
	law := laws.Law{Sentence: "CreateDatabase creates the database ALX_prodev if it does not exist", Advice: "CREATE DATABASE IF NOT EXISTS", Page: page}

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
		if diff := cmp.Diff(want, columns(t, db)); diff != "" {
			t.Errorf("the columns of user_data (-want +got):\n%s", diff)
		}
	})

	t.Run("leaves_a_table_that_is_there", func(t *testing.T) {
		db := mysqltest.Seed(t, mysqltest.Users(3))
		if err := seed.CreateTable(t.Context(), db.DB); err != nil {
			t.Errorf("CreateTable, the second time: %v", err)
		}
		if diff := cmp.Diff(mysqltest.Users(3), users(t, db.DB)); diff != "" {
			t.Errorf("the users of before (-want +got):\n%s", diff)
		}
	})

	t.Run("returns_its_errors", func(t *testing.T) {
		returnsErrors(t, laws.Table{Database: mysqltest.New(t)}, seed.CreateTable)
	})
}

func TestInsertData(t *testing.T) {
	t.Run("inserts_the_users_of_a_csv", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		want := mysqltest.Users(7)
		want[3].Name = `Robert'); DROP TABLE user_data; -- \`
		inserts(t, db.DB, toCSV(want), 7)
		if diff := cmp.Diff(want, users(t, db.DB)); diff != "" {
			t.Errorf("the table (-want +got):\n%s", diff)
		}
	})

	t.Run("takes_the_columns_by_name", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		inserts(t, db.DB, "age,email,shoe,user_id,name\n61,ann@example.com,40,00000000-0000-4000-8000-000000000001,Ann\n", 1)
		want := []seed.User{{ID: "00000000-0000-4000-8000-000000000001", Name: "Ann", Email: "ann@example.com", Age: 61}}
		if diff := cmp.Diff(want, users(t, db.DB)); diff != "" {
			t.Errorf("the table (-want +got):\n%s", diff)
		}
	})

	t.Run("takes_the_course's_own_file_exactly_once", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		file := "\"name\",\"email\",\"age\"\n\"Molly O'Kon\",\"molly@example.com\",\"67\"\n\"Ann\",\"ann@example.com\",\"1\"\n\"Ann\",\"ann2@example.com\",\"120\""
		inserts(t, db.DB, file, 3)
		inserts(t, db.DB, file, 0)
		if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 3 {
			t.Errorf("%d users after two runs, want 3", n)
		}
	})

	t.Run("takes_the_workbook's_file_exactly_once", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		for _, want := range []int64{1000, 0} {
			if got, err := seed.InsertData(t.Context(), db.DB, data.Open()); err != nil || got != want {
				t.Errorf("InsertData of data/user_data.csv = %d, %v, want %d", got, err, want)
			}
		}
		if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 1000 {
			t.Errorf("%d users after two runs, want 1000", n)
		}
	})

	t.Run("leaves_a_user_who_is_there", func(t *testing.T) {
		want := mysqltest.Users(3)
		db := mysqltest.Seed(t, want[:2])
		changed := mysqltest.Users(3)
		changed[0].Name, changed[1].Age = "Somebody Else", 99
		inserts(t, db.DB, toCSV(changed), 1)
		if diff := cmp.Diff(want, users(t, db.DB)); diff != "" {
			t.Errorf("the table (-want +got):\n%s", diff)
		}
	})

	t.Run("inserts_a_user_once_who_is_in_the_file_twice", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		inserts(t, db.DB, toCSV(append(mysqltest.Users(3), mysqltest.Users(2)...)), 3)
	})

	t.Run("inserts_more_users_than_one_statement_takes", func(t *testing.T) {
		// A statement takes 65,535 parameters: 16,383 users. The embedded server would need minutes for as many.
		n := 3001
		if mysqltest.ServerKind(t) != mysqltest.Embedded {
			n = 20_001
		}
		db := mysqltest.Seed(t, nil)
		inserts(t, db.DB, toCSV(mysqltest.Users(n)), int64(n))
		if got := count(t, db.DB, "SELECT COUNT(DISTINCT email) FROM user_data"); got != n {
			t.Errorf("%d users in the table, want %d", got, n)
		}
	})

	t.Run("inserts_nobody_if_a_line_is_bad", func(t *testing.T) {
		good := toCSV(mysqltest.Users(1200))
		for _, test := range []struct{ line, want, reason string }{
			{"x,Ann,a@example.com,25\n", "line 1202, column 1", "an id that is no UUID"},
			{"00000000-0000-4000-8000-00000000ffff,Ann,a@example.com,old\n", "line 1202, column 56", "an age that is no number"},
			{"00000000-0000-4000-8000-00000000ffff,,a@example.com,25\n", "line 1202, column 38", "no name"},
			{"00000000-0000-4000-8000-00000000ffff,Ann,a@example.com", "line 1202", "a missing field in the last line"},
		} {
			db := mysqltest.Seed(t, mysqltest.Users(1))
			inserted, err := seed.InsertData(t.Context(), db.DB, strings.NewReader(good+test.line))
			if err == nil || !strings.Contains(err.Error(), test.want) || inserted != 0 {
				t.Errorf("%s: InsertData = %d, %v, want 0 and an error with %q", test.reason, inserted, err, test.want)
			}
			if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 1 {
				t.Errorf("%s: %d users in the table, want only the 1 of before", test.reason, n)
			}
		}
	})

	t.Run("inserts_nobody_if_it_is_interrupted", func(t *testing.T) {
		db := mysqltest.Seed(t, nil)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		text := toCSV(mysqltest.Users(2000))
		file := &hooked{Reader: strings.NewReader(text), after: len(text) * 3 / 4, call: cancel}
		if _, err := seed.InsertData(ctx, db.DB, file); !errors.Is(err, context.Canceled) {
			t.Errorf("InsertData, cancelled while it reads, returned the error %v, want %v", err, context.Canceled)
		}
		if n := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); n != 0 {
			t.Errorf("%d users in the table, want none", n)
		}
	})

	t.Run("reads_the_csv_as_it_goes", func(t *testing.T) {
		law := laws.Law{Sentence: "InsertData inserts while it reads, and never has the whole file in memory", Advice: "send a batch of users as soon as it is full", Page: page}
		const size, allowed = 32 << 20, 2 << 20 // bytes
		laws.Observe(t, law, laws.Table{Database: mysqltest.Seed(t, nil)}, laws.FailedQuery(), func(o *laws.Observation) {
			file := &endless{}
			seed.InsertData(o.Ctx, o.DB, io.LimitReader(file, size)) // fails at its first statement
			if file.read > allowed {
				o.Fail(fmt.Sprintf("at most %d MiB of the file read at the first statement", allowed>>20), fmt.Sprintf("%d MiB", file.read>>20))
			}
		})
	})

	t.Run("returns_its_errors", func(t *testing.T) {
		returnsErrors(t, laws.Table{Database: mysqltest.Seed(t, nil)}, func(ctx context.Context, db *sql.DB) error {
			_, err := seed.InsertData(ctx, db, data.Open())
			return err
		})
	})

	t.Run("says_that_there_is_no_table", func(t *testing.T) {
		db := mysqltest.New(t)
		if _, err := seed.InsertData(t.Context(), db.DB, data.Open()); err == nil {
			t.Error("InsertData without a table returned no error")
		}
	})

	t.Run("inserts_each_user_once_when_two_run_at_once", func(t *testing.T) {
		mysqltest.Require(t, "the embedded one has no row locks")
		db := mysqltest.Seed(t, nil)
		const n = 5000
		var inserted [2]int64
		var errs [2]error
		var both sync.WaitGroup
		for i := range inserted {
			both.Go(func() {
				inserted[i], errs[i] = seed.InsertData(t.Context(), db.DB, strings.NewReader(toCSV(mysqltest.Users(n))))
			})
		}
		both.Wait()
		if err := errors.Join(errs[:]...); err != nil || inserted[0]+inserted[1] != n {
			t.Errorf("two runs at once inserted %d and %d, %v, want %d together", inserted[0], inserted[1], err, n)
		}
		if got := count(t, db.DB, "SELECT COUNT(*) FROM user_data"); got != n {
			t.Errorf("%d users in the table, want %d", got, n)
		}
	})
}

// FuzzInsertData: whatever the file says, InsertData does not panic, and inserts all of it or nothing.
func FuzzInsertData(f *testing.F) {
	for _, text := range []string{
		toCSV(mysqltest.Users(3)),
		"\uFEFFname,email,age\r\nAnn,a@example.com,25\r\n\r\n",
		"name,email,age\nAnn,a@example.com,25",
		"name,email,age\n\"Ann,a@example.com,25\n",
		"name,email,age\nAnn,a@example.com\n",
		"name\n", "", "\xff,\x00\n",
	} {
		f.Add(text)
	}
	db := mysqltest.Seed(f, nil)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := db.Exec("DELETE FROM user_data"); err != nil {
			t.Fatal(err)
		}
		inserted, err := seed.InsertData(t.Context(), db.DB, strings.NewReader(text))
		n := count(t, db.DB, "SELECT COUNT(*) FROM user_data")
		if int64(n) != inserted || err != nil && n != 0 {
			t.Errorf("InsertData = %d, %v, and %d users are in the table", inserted, err, n)
		}
	})
}

// returnsErrors checks that call returns the error of a connection that cannot be made and of a statement that fails, and
// holds nothing then.
func returnsErrors(t *testing.T, table laws.Table, call func(context.Context, *sql.DB) error) {
	law := laws.Law{Sentence: "what fails is returned as an error, wrapped so that errors.Is finds the cause", Advice: "return fmt.Errorf(\"...: %w\", err)", Page: page}
	for _, fault := range []laws.Fault{laws.FailedConnection(), laws.FailedQuery()} {
		laws.Observe(t, law, table, fault, func(o *laws.Observation) {
			o.Failed(call(o.Ctx, o.DB), fault)
			o.Released()
		})
	}
}

func inserts(t *testing.T, db *sql.DB, csv string, want int64) {
	t.Helper()
	if got, err := seed.InsertData(t.Context(), db, strings.NewReader(csv)); err != nil || got != want {
		t.Errorf("InsertData = %d, %v, want %d", got, err, want)
	}
}

func toCSV(users []seed.User) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"user_id", "name", "email", "age"})
	for _, user := range users {
		w.Write([]string{user.ID, user.Name, user.Email, strconv.Itoa(user.Age)})
	}
	w.Flush()
	return b.String()
}

func users(t *testing.T, db *sql.DB) []seed.User {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
	if err != nil {
		t.Fatal(err)
	}
	users, err := seed.CollectUsers(rows)
	if err != nil {
		t.Fatal(err)
	}
	return users
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
	rows, err := db.Query(`SELECT LOWER(CONCAT(column_name, ' ', column_type, IF(is_nullable = 'NO', ' not null', ''), IF(column_key = 'PRI', ', primary key', '')))
		FROM information_schema.columns WHERE table_schema = ? AND table_name = 'user_data' ORDER BY ordinal_position`, db.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var columns []string
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns
}

// hooked calls something when so many bytes have been read.
type hooked struct {
	io.Reader
	after int
	call  func()
}

func (h *hooked) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p[:min(len(p), 4096)])
	if h.after -= n; h.after <= 0 {
		h.call()
	}
	return n, err
}

// endless is a CSV without an end.
type endless struct {
	rest string
	rows int
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest = fmt.Sprintf("User %d,user%d@example.com,%d\n", e.rows, e.rows, e.rows%120)
		if e.rows == 0 {
			e.rest = "name,email,age\n"
		}
		e.rows++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.read += n
	return n, nil
}
