// Package seed connects to the database of the workbook and fills it: exercise 0, on which all others build.
//
// In seed.go, the student's file, are CreateDatabase, CreateTable and InsertData. All other files are given. A program
// of exercises 1 to 4 needs one function of all this, [Open].
package seed

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"example.com/generators/shared/embedded"

	"github.com/go-sql-driver/mysql"
)

// Connect connects to the MySQL server that the DB_* variables name (see [Config]), or to the embedded server if none
// is set, with no database chosen. The error says what to do about it: a host that is down, a wrong password. Close the
// handle after use, and after any handle of [ConnectProdev]: the embedded server ends with the last one.
func Connect(ctx context.Context) (*sql.DB, error) {
	return connect(ctx, "")
}

// ConnectProdev connects as [Connect] does and chooses the database ALX_prodev. If there is none, the error is
// [ErrNotSeeded].
func ConnectProdev(ctx context.Context) (*sql.DB, error) {
	return connect(ctx, "ALX_prodev")
}

// Open returns a handle to ALX_prodev with the table user_data in it. The embedded server starts empty, so Open has it
// make the table first, with the users of data/user_data.csv. With EMBEDDED_USERS=10000000, in the environment or in
// .env, it has that server make up so many users instead, from 0 to 100 million, who can only be read. On any other
// server it writes nothing, and the error is [ErrNotSeeded] if the database or the table is missing; a table that would
// be misread is refused.
func Open(ctx context.Context) (*sql.DB, error) {
	users, err := madeUpUsers()
	if err != nil {
		return nil, err
	}
	if users != nil {
		return openMadeUp(ctx, users)
	}
	uses, err := UsesEmbedded()
	if err != nil {
		return nil, err
	}
	if uses {
		return openEmbedded(ctx)
	}
	db, err := ConnectProdev(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT 1 FROM user_data LIMIT 0")
	if err != nil {
		db.Close()
		return nil, explain("table user_data", err)
	}
	if err := errors.Join(rows.Close(), checkReadable(ctx, db)); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// UsesEmbedded reports whether the embedded server is in use, which is when no DB_* variable is set.
func UsesEmbedded() (bool, error) {
	config, err := Config()
	return config == nil && err == nil, err
}

// openEmbedded has the embedded server fill its table and returns a handle to it. It does without exercise 0, so that
// exercises 1 to 4 can be done before that.
func openEmbedded(ctx context.Context) (*sql.DB, error) {
	server, err := Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	if _, err := server.ExecContext(ctx, "CALL create_given_users('ALX_prodev')"); err != nil {
		return nil, fmt.Errorf("fill the embedded server: %w", err)
	}
	return ConnectProdev(ctx)
}

// connect opens a handle to database on the configured server and makes one connection, so that a fault shows here.
func connect(ctx context.Context, database string) (*sql.DB, error) {
	connector, address, err := newConnector(database)
	if err != nil {
		return nil, err
	}
	made := &limited{Connector: connector}
	db := sql.OpenDB(made)
	made.db = db
	db.SetMaxIdleConns(2)
	db.SetConnMaxIdleTime(time.Minute)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, explain("connect to "+address, err)
	}
	return db, nil
}

// mostInUse has room for a generator, a query in its loop body and some to spare; a leak shows soon.
const mostInUse = 8

// limited makes no more connections than can be in use at once, and says so: with SetMaxOpenConns a generator that
// gives none back would wait for one without a word, for ever.
type limited struct {
	driver.Connector
	db *sql.DB
}

func (l *limited) Connect(ctx context.Context) (driver.Conn, error) {
	if l.db.Stats().InUse > mostInUse { // this one is counted
		return nil, fmt.Errorf("all %d connections are in use: each is given back when its rows are closed", mostInUse)
	}
	return l.Connector.Connect(ctx)
}

// Close ends the embedded server, if this was its last handle.
func (l *limited) Close() error {
	if closer, ok := l.Connector.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// newConnector returns the connector to database on the configured server, and the server's address for people.
func newConnector(database string) (driver.Connector, string, error) {
	config, err := Config()
	if err != nil {
		return nil, "", err
	}
	if config == nil {
		noteEmbedded()
		config := NewConfig()
		config.DBName = database
		return embedded.NewConnector(config), "the embedded server", nil
	}
	config.DBName = database
	connector, err := mysql.NewConnector(config)
	return connector, config.User + "@" + config.Addr, err
}

// noteEmbedded says once that the embedded server is in use.
var noteEmbedded = sync.OnceFunc(func() {
	fmt.Fprintln(os.Stderr,
		"using the embedded server, which forgets everything at the end; set DB_HOST to use a MySQL server")
})
