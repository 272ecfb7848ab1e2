package main

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
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
	scratch := mysqltest.New(t)
	created := *scratch
	created.Name += "_prodev"
	on := aliased{scratch, created.Name, true}
	likely := scratch.Name + "1prodev" // in a LIKE, the _ of the other name stands for any character
	drop := func() {
		for _, name := range []string{created.Name, likely} {
			if _, err := scratch.Exec("DROP DATABASE IF EXISTS " + name); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(drop)
	createDatabase := func(t *testing.T) {
		law := laws.Law{
			Sentence: "CreateDatabase creates the database ALX_prodev if it does not exist",
			Advice:   "CREATE DATABASE IF NOT EXISTS", Page: page,
		}
		on.observe(t, law, laws.Fault{}, func(o *laws.Observation) {
			if err := seed.CreateDatabase(o.Ctx, o.DB); err != nil {
				o.Fail("no error", laws.Hide(err))
			}
			o.Released()
		})
	}

	t.Run("creates_ALX_prodev", func(t *testing.T) {
		if _, err := scratch.Exec("CREATE DATABASE " + likely); err != nil {
			t.Fatal(err)
		}
		createDatabase(t)
		const query = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?"
		if n := count(t, scratch.DB, query, created.Name); n != 1 {
			t.Error("there is no database ALX_prodev after CreateDatabase; the server has one that is called ALX1prodev")
		}
	})

	t.Run("leaves_a_database_that_is_there", func(t *testing.T) {
		createDatabase(t)
		for _, statement := range []string{
			"ALTER DATABASE " + created.Name + " CHARACTER SET latin1",
			"CREATE TABLE " + created.Name + ".kept (i INT PRIMARY KEY)",
		} {
			if _, err := scratch.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		described := func() (words string) {
			var name string
			if err := scratch.QueryRow("SHOW CREATE DATABASE "+created.Name).Scan(&name, &words); err != nil {
				t.Fatal(err)
			}
			return words
		}
		before := described()
		createDatabase(t)
		count(t, scratch.DB, "SELECT COUNT(*) FROM "+created.Name+".kept")
		if now := described(); now != before {
			t.Errorf("after CreateDatabase the server describes a database of before with %q, want %q", now, before)
		}
	})

	t.Run("makes_room_for_any_letters", func(t *testing.T) {
		drop()
		createDatabase(t)
		if err := seed.CreateTable(t.Context(), prodevOf(&created).handle(t)); err != nil {
			t.Fatalf("CreateTable in the database of CreateDatabase: %v", err)
		}
		if few := fewLetters(t, scratch.DB, created.Name); few != "" {
			t.Errorf("in the table of CreateTable in the database of CreateDatabase, %s", few)
		}
	})

	t.Run("returns_its_errors", func(t *testing.T) { returnsErrors(t, on, seed.CreateDatabase) })
	t.Run("leaves_the_handle_as_it_was", func(t *testing.T) { leavesTheHandle(t, on, seed.CreateDatabase) })
}

func TestCreateTable(t *testing.T) {
	t.Run("creates_user_data", func(t *testing.T) {
		_ = mysqltest.Seed(t, nil) // a table of that name in another database is another table
		db := mysqltest.New(t)
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE user1data (i INT PRIMARY KEY)"); err != nil { // and so is this
			t.Fatal(err)
		}
		if err := seed.CreateTable(t.Context(), prodevOf(db).handle(t)); err != nil {
			t.Fatalf("CreateTable: %v", err)
		}
		const query = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = 'user_data'"
		if count(t, db.DB, query, db.Name) != 1 {
			t.Fatal("there is no table user_data after CreateTable; another database has one, and this one has a user1data")
		}
		want := []string{
			"age decimal(3,0) not null",
			"email varchar(255) not null",
			"name varchar(255) not null",
			"user_id char(36) not null, primary key",
		}
		if diff := diff.Of(want, columns(t, db)); diff != "" {
			t.Errorf("the columns of user_data (-want +got):\n%s", diff)
		}
	})

	t.Run("makes_room_for_any_user", func(t *testing.T) {
		db := mysqltest.New(t)
		prodevOf(db).observe(t, laws.Law{}, laws.Fault{}, func(o *laws.Observation) {
			if err := seed.CreateTable(o.Ctx, o.DB); err != nil {
				t.Errorf("CreateTable: %v", err)
			}
			for _, statement := range o.Spy.Statements() { // the embedded server has one engine, whatever it is told
				if engine := otherEngine.FindString(statement.SQL); engine != "" {
					t.Errorf("the table has %s, which cannot roll back what went in", engine)
				}
			}
		})
		if few := fewLetters(t, db.DB, db.Name); few != "" {
			t.Errorf("in the table, %s", few)
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
		db := mysqltest.New(t)
		handle := prodevOf(db).handle(t)
		if err := seed.CreateTable(t.Context(), handle); err != nil {
			t.Fatalf("CreateTable: %v", err)
		}
		const one = "INSERT INTO user_data (user_id, name, email, age) VALUES ('1', 'Ann', 'a@example.com', 25)"
		const wider = "ALTER TABLE user_data MODIFY name VARCHAR(300) NOT NULL"
		for _, statement := range []string{one, wider} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		before := columns(t, db)
		law := laws.Law{
			Sentence: "CreateTable changes nothing of a table that is there",
			Advice:   "send CREATE TABLE IF NOT EXISTS, and no ALTER TABLE: what is there can be as somebody wants it",
			Page:     page,
		}
		prodevOf(db).observe(t, law, laws.Fault{}, func(o *laws.Observation) {
			if err := seed.CreateTable(o.Ctx, o.DB); err != nil {
				o.Fail("no error", laws.Hide(err))
			}
			for _, statement := range o.Spy.Statements() { // the embedded server converts nothing, whatever it is told
				if alters.MatchString(statement.SQL) {
					o.Fail("no ALTER TABLE", laws.Hide(statement.SQL))
				}
			}
		})
		want := []seed.User{{ID: "1", Name: "Ann", Email: "a@example.com", Age: 25}}
		if diff := diff.Of(want, users(t, db.DB)); diff != "" {
			t.Errorf("the users from before (-want +got):\n%s", diff)
		}
		if diff := diff.Of(before, columns(t, db)); diff != "" {
			t.Errorf("the columns from before (-want +got):\n%s", diff)
		}
	})

	t.Run("names_no_database", func(t *testing.T) {
		namesNoDatabase(t, prodevOf(mysqltest.New(t)), seed.CreateTable)
	})
	t.Run("returns_its_errors", func(t *testing.T) { returnsErrors(t, prodevOf(mysqltest.New(t)), seed.CreateTable) })
	t.Run("leaves_the_handle_as_it_was", func(t *testing.T) {
		leavesTheHandle(t, prodevOf(mysqltest.New(t)), seed.CreateTable)
	})
}

var alters = regexp.MustCompile(`(?i)^\s*ALTER\s+TABLE\b`)

// columns returns the columns of user_data in words, in the order of their names. A user_id of VARCHAR(36) is as good
// as one of CHAR(36), and an age that is never negative as good as any.
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
		kind = strings.ToLower(kind)
		kind, _, _ = strings.Cut(kind, " character set ") // which the embedded server adds
		kind, _, _ = strings.Cut(kind, " collate ")
		if name == "user_id" && kind == "varchar(36)" {
			kind = "char(36)"
		}
		column := strings.ToLower(name) + " " + strings.TrimSuffix(kind, " unsigned")
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
	slices.Sort(columns)
	return columns
}

// fewLetters says which columns of user_data are in a character set that does not have all letters; "" for none. It
// asks, since the embedded server keeps any letters in any set.
func fewLetters(t *testing.T, db *sql.DB, database string) string {
	t.Helper()
	rows, err := db.Query("SHOW FULL COLUMNS FROM " + database + ".user_data WHERE Field IN ('name', 'email')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var few []string
	for rows.Next() {
		var name, kind, collation string
		others := make([]any, 6)
		for i := range others {
			others[i] = new(sql.RawBytes)
		}
		if err := rows.Scan(append([]any{&name, &kind, &collation}, others...)...); err != nil {
			t.Fatal(err)
		}
		set, _, _ := strings.Cut(collation, "_")
		if _, said, found := strings.Cut(kind, " CHARACTER SET "); found { // the embedded server says it there
			set, _, _ = strings.Cut(said, " ")
		}
		if !slices.Contains([]string{"utf8mb4", "utf16", "utf16le", "utf32", "gb18030"}, set) {
			few = append(few, fmt.Sprintf("%s is in the character set %s, which has no 🐘", name, set))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(few, ", ")
}

// otherEngine is an engine of MySQL or MariaDB without transactions.
var otherEngine = regexp.MustCompile(
	`(?i)\bENGINE[\s=]*["'` + "`" + `]?(MyISAM|Aria|MEMORY|HEAP|CSV|ARCHIVE|BLACKHOLE|MERGE)\b`)
