//go:build faults

package seed_test

import (
	"errors"
	"testing"

	"example.com/generators/shared/faults"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

// A program that reads works on a replica too, which takes no writes.
func TestFaultsOfAReadOnlyServerAreNoneToOpen(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{})
	faults.Exec(t, server.Admin,
		"CREATE USER reader IDENTIFIED BY 'secret'", // root may write on any server
		"GRANT ALL ON ALX_prodev.* TO reader",
		"SET GLOBAL read_only = ON",
	)
	setenv(t, server.Variables(t))
	t.Setenv("DB_USER", "reader")
	t.Setenv("DB_PASSWORD", "secret")
	if _, err := seed.Open(t.Context()); !errors.Is(err, seed.ErrNotSeeded) {
		t.Errorf("Open of a server without the database: error %v, want %v", err, seed.ErrNotSeeded)
	}

	faults.Exec(t, server.Admin,
		"CREATE DATABASE ALX_prodev",
		"CREATE TABLE ALX_prodev.user_data (user_id CHAR(36) PRIMARY KEY, name TEXT, email TEXT, age DECIMAL(3))",
		"INSERT INTO ALX_prodev.user_data VALUES ('00000000-0000-4000-8000-000000000001', 'Ada', 'ada@example.org', 36)",
	)
	db, err := seed.Open(t.Context())
	if err != nil {
		t.Fatalf("Open of a seeded server: %v", err)
	}
	defer db.Close()
	var name string
	if err := db.QueryRow("SELECT name FROM user_data").Scan(&name); err != nil || name != "Ada" {
		t.Errorf("the user's name is %q, %v, want Ada", name, err)
	}
}
