// Package mysqltest gives tests databases on a real server.
//
// A test asks for a database of its own, with [New] or [Seed], and gets one with a fresh name, dropped at its end. The
// server is the first of these that is there; each test binary says once, on standard error, which one it took:
//
//   - the server that the DB_* variables or a .env file name
//   - a container, through dockertest, if a Docker daemon answers and the image is there or can be pulled:
//     WORKBOOK_MYSQL_IMAGE, by default mysql:8.4; not in a student edition
//   - the embedded server
//
// WORKBOOK_TEST_SERVER=env, docker or embedded asks for one of them, and then its absence fails the tests.
//
// A table of any size that costs nothing comes from [MadeUp].
package mysqltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.com/generators/shared/receipt"

	"github.com/go-sql-driver/mysql"
)

// Database is a database for one test. Its handle needs no closing.
type Database struct {
	*sql.DB
	Name   string
	server *server
}

// Connector returns a new connector to the database, for a test that needs connections of another kind; edit changes
// how they are made.
func (d *Database) Connector(edit func(*mysql.Config)) driver.Connector {
	config := d.server.config.Clone()
	config.DBName = d.Name
	edit(config)
	connector, err := d.server.connector(config)
	if err != nil {
		panic(err) // the configuration is our own
	}
	return connector
}

// New returns an empty database.
func New(t testing.TB) *Database {
	t.Helper()
	return running(t).database(t)
}

// database returns an empty database on the server.
func (s *server) database(t testing.TB) *Database {
	t.Helper()
	name := newName()
	if err := s.create(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.Exec("DROP DATABASE IF EXISTS " + name); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return s.handle(t, name)
}

// create creates a database. That a user of DB_* may not is no fault of the code under test.
func (s *server) create(ctx context.Context, name string) error {
	_, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4")
	if err != nil {
		err = fmt.Errorf("create a test database: %w", err)
	}
	if err != nil && s.kind == Env {
		err = fmt.Errorf("%s%w", receipt.NoServer, ofEnv(err))
	}
	return err
}

// handle returns the database of that name, for as long as the test runs.
func (s *server) handle(t testing.TB, name string) *Database {
	d := &Database{Name: name, server: s}
	d.DB = sql.OpenDB(d.Connector(func(*mysql.Config) {}))
	t.Cleanup(func() { d.Close() })
	return d
}

func newName() string { return "test_" + strings.ToLower(rand.Text()[:12]) }

// User returns a handle to the database as a new user who has no privileges but those, such as "SELECT". It skips the
// test on a server that cannot make users for us. The handle needs no closing.
func (d *Database) User(t testing.TB, privileges string) *sql.DB {
	t.Helper()
	name, password, err := d.server.user(t, privileges, d.Name)
	if err != nil {
		receipt.Skip(t, fmt.Sprintf("needs a server on which we can create users: %v", err))
	}
	db := sql.OpenDB(d.Connector(func(config *mysql.Config) { config.User, config.Passwd = name, password }))
	t.Cleanup(func() { db.Close() })
	return db
}

// user makes a user with some privileges on a database, until the end of the test. The error says that the server does
// not make users, or not for us.
func (s *server) user(t testing.TB, privileges, database string) (name, password string, err error) {
	t.Helper()
	if s.kind == Embedded {
		return "", "", errors.New("the embedded one has none")
	}
	name, password = "u"+strings.ToLower(rand.Text()[:10]), rand.Text()
	_, err = s.admin.ExecContext(t.Context(), "CREATE USER "+name+" IDENTIFIED BY '"+password+"'")
	if err == nil {
		t.Cleanup(func() {
			if _, err := s.admin.Exec("DROP USER " + name); err != nil {
				t.Errorf("drop the test user: %v", err)
			}
		})
		err = s.grant(t, privileges, database, name)
	}
	var denied *mysql.MySQLError
	if errors.As(err, &denied) && (denied.Number == 1227 || denied.Number == 1044) { // no CREATE USER, no GRANT OPTION
		return "", "", err
	}
	if err != nil {
		t.Fatalf("make a user: %v", err)
	}
	return name, password, nil
}

func (s *server) grant(t testing.TB, privileges, database, user string) error {
	_, err := s.admin.ExecContext(t.Context(), "GRANT "+privileges+" ON "+database+".* TO "+user)
	return err
}
