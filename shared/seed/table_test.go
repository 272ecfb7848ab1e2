package seed_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

// The columns of a table that CheckTable takes; tests replace one.
const (
	idColumn    = "user_id CHAR(36) NOT NULL PRIMARY KEY"
	nameColumn  = "name VARCHAR(255) NOT NULL"
	emailColumn = "email VARCHAR(255) NOT NULL"
	ageColumn   = "age DECIMAL(3,0) NOT NULL"
)

func TestCheckTableNamesEveryDifferenceAndTheWayOut(t *testing.T) {
	for _, test := range []struct {
		reason  string
		columns []string
		options string
		want    []string // none where the table can take all users
		only    mysqltest.Kind
	}{
		{
			reason:  "as exercise 0 makes it",
			columns: []string{idColumn, nameColumn, emailColumn, ageColumn},
		},
		{
			reason: "wider, in another order, with one more",
			columns: []string{
				"shoe INT", "age INT NOT NULL", nameColumn, emailColumn, "user_id VARCHAR(40) NOT NULL PRIMARY KEY",
			},
		},
		{
			reason: "an age of TINYINT UNSIGNED, a key of its own",
			columns: []string{
				"id INT AUTO_INCREMENT PRIMARY KEY", "user_id CHAR(36) NOT NULL UNIQUE", nameColumn, emailColumn,
				"age TINYINT UNSIGNED NOT NULL",
			},
		},
		{
			reason:  "an integer key",
			columns: []string{"user_id INT PRIMARY KEY", nameColumn, emailColumn, ageColumn},
			want:    []string{"user_id is int", "which is no text", "MODIFY user_id CHAR(36) NOT NULL"},
		},
		{
			reason:  "a key of 16 bytes",
			columns: []string{"user_id BINARY(16) PRIMARY KEY", nameColumn, emailColumn, ageColumn},
			want:    []string{"user_id is binary(16), which holds fewer than 36 characters", "MODIFY user_id CHAR(36) NOT NULL"},
		},
		{
			reason:  "no key",
			columns: []string{"user_id CHAR(36) NOT NULL", nameColumn, emailColumn, ageColumn},
			want:    []string{"user_id is no key by itself, so that one can be there twice", "ADD PRIMARY KEY (user_id)"},
		},
		{
			reason:  "a key of two columns",
			columns: []string{"user_id CHAR(36) NOT NULL", nameColumn, emailColumn, ageColumn, "PRIMARY KEY (user_id, email)"},
			want:    []string{"user_id is no key by itself"},
		},
		{
			reason:  "a short name and a signed byte",
			columns: []string{idColumn, "name VARCHAR(36) NOT NULL", emailColumn, "age TINYINT NOT NULL"},
			want: []string{
				"name is varchar(36), which holds fewer than 255 characters", "age is tinyint",
				"does not hold every whole number from 0 to 150", "MODIFY name VARCHAR(255) NOT NULL, MODIFY age DECIMAL(3,0)",
			},
		},
		{
			reason:  "an age with a fraction",
			columns: []string{idColumn, nameColumn, emailColumn, "age DECIMAL(5,2) NOT NULL"},
			want:    []string{"age is decimal(5,2), which comes as text such as 25.00", "MODIFY age DECIMAL(3,0) NOT NULL"},
		},
		{
			reason:  "a unique email",
			columns: []string{idColumn, nameColumn, emailColumn, ageColumn, "UNIQUE KEY mail (email)"},
			want:    []string{"unique key mail leaves out users with the same email", "DROP KEY mail"},
		},
		{
			reason:  "no email",
			columns: []string{idColumn, nameColumn, ageColumn},
			want:    []string{"there is no email", "ADD email VARCHAR(255) NOT NULL"},
		},
		{
			reason:  "a column that wants a value",
			columns: []string{idColumn, nameColumn, emailColumn, ageColumn, "phone INT NOT NULL"},
			want:    []string{"phone has no default", "ALTER phone SET DEFAULT"},
		},
		{
			reason:  "Latin 1",
			columns: []string{idColumn, nameColumn, emailColumn, ageColumn},
			options: "CHARACTER SET latin1",
			want: []string{
				"email cannot hold every character: its character set is latin1", "name cannot hold every",
				"CONVERT TO CHARACTER SET utf8mb4",
			},
		},
		{
			reason:  "an engine without transactions",
			columns: []string{idColumn, nameColumn, emailColumn, ageColumn},
			options: "ENGINE=MyISAM",
			want:    []string{"its engine MyISAM has no transactions", "ENGINE=InnoDB"},
			only:    mysqltest.Docker,
		},
	} {
		if test.only != "" && mysqltest.ServerKind(t) != test.only {
			continue // the server has no such thing
		}
		db := mysqltest.New(t)
		create := "CREATE TABLE user_data (" + strings.Join(test.columns, ", ") + ") " + test.options
		if test.options == "" {
			create += "CHARACTER SET utf8mb4"
		}
		if _, err := db.ExecContext(t.Context(), create); err != nil {
			t.Fatalf("%s: %v", test.reason, err)
		}
		err := seed.CheckTable(t.Context(), db.DB)
		if len(test.want) == 0 {
			if err != nil {
				t.Errorf("%s: CheckTable() = %v, want nil", test.reason, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: CheckTable() = nil, want an error with %q", test.reason, test.want)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: CheckTable() = %q, want it to say %q", test.reason, err, want)
			}
		}
	}
}

func TestCheckTableTakesNoViewForATable(t *testing.T) {
	db := mysqltest.New(t)
	for _, statement := range []string{
		"CREATE TABLE people (" + strings.Join([]string{idColumn, nameColumn, emailColumn, ageColumn}, ", ") + ")",
		"CREATE VIEW user_data AS SELECT * FROM people",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	says(t, seed.CheckTable(t.Context(), db.DB), "it is a view", "rename it or drop it")
}

func TestTableExists(t *testing.T) {
	db := mysqltest.New(t)
	var got []bool
	for range 2 {
		exists, err := seed.TableExists(t.Context(), db.DB)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, exists)
		if err := seed.CreateTable(t.Context(), db.DB); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]bool{false, true}, got); diff != "" {
		t.Errorf("TableExists before and after CreateTable (-want +got):\n%s", diff)
	}
}

func TestOpenRefusesATableThatItWouldMisread(t *testing.T) {
	program := mysqltest.NewProgram(t, mysqltest.Users(1))
	setenv(t, mysqltest.Variables(t))
	if db, err := seed.Open(t.Context()); err != nil {
		t.Fatal(err)
	} else {
		db.Close()
	}
	for _, test := range []struct {
		change string
		want   []string
	}{
		{"MODIFY age DECIMAL(5,2) NOT NULL", []string{"age is decimal(5,2)", "MODIFY age DECIMAL(3,0) NOT NULL"}},
		{"DROP COLUMN age", []string{"there is no age", "ADD age DECIMAL(3,0) NOT NULL"}},
	} {
		if _, err := program.Prodev().ExecContext(t.Context(), "ALTER TABLE user_data "+test.change); err != nil {
			t.Fatal(err)
		}
		_, err := seed.Open(t.Context())
		says(t, err, append(test.want, "so it would be misread", "ALTER TABLE user_data ")...)
	}
}
