package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"

	"github.com/go-sql-driver/mysql"
)

// The handle that the functions of the exercise are given, and how they leave it.

// prodev is the name that the functions know. The databases of tests have others, so that no test touches one of yours:
// a spy changes the name between the code and the server.
const prodev = "ALX_prodev"

// aliased is a database whose handle a function is given, and the name of the one that it knows as ALX_prodev.
type aliased struct {
	*mysqltest.Database
	prodev string
	none   bool // the handle has chosen no database, as that of seed.Connect
}

// prodevOf returns db as ALX_prodev itself.
func prodevOf(db *mysqltest.Database) aliased { return aliased{db, db.Name, false} }

// handle returns a handle for the function. It needs no closing.
func (a aliased) handle(t *testing.T) *sql.DB {
	t.Helper()
	spy := laws.NewSpy(a.Connector(func(*mysql.Config) {}))
	spy.Rename(prodev, a.prodev)
	spy.On(mysqltest.ServerKind(t))
	handle := sql.OpenDB(spy)
	t.Cleanup(func() {
		handle.Close()
		spy.Excuse(t, page)
	})
	return handle
}

// observe observes the function with such a handle.
func (a aliased) observe(t *testing.T, law laws.Law, fault laws.Fault, body func(o *laws.Observation)) {
	t.Helper()
	database := *a.Database
	if a.none {
		database.Name = ""
	}
	laws.Observe(t, law, laws.Table{Database: &database}, fault, func(o *laws.Observation) {
		o.Spy.Rename(prodev, a.prodev)
		body(o)
	})
}

// function is one of the three, with what else it is given.
type function = func(ctx context.Context, db *sql.DB) error

// returnsErrors checks that call returns the error of a connection that cannot be made, of a statement that fails, of
// what else may, and of its context while the server is silent, and that it holds nothing then.
func returnsErrors(t *testing.T, on aliased, call function, more ...laws.Fault) {
	law := laws.Law{
		Sentence: "every failure is returned as an error, wrapped so that errors.Is finds the cause",
		Advice:   "return fmt.Errorf(\"...: %w\", err), whatever the error", Page: page,
	}
	faults := append(more, laws.FailedConnection(), laws.FailedQuery())
	for _, err := range []error{ // none of them says that all is well
		io.EOF, io.ErrUnexpectedEOF, sql.ErrConnDone, sql.ErrTxDone, context.DeadlineExceeded,
		&mysql.MySQLError{Number: 1044, Message: "Access denied for user 'ann'@'%' to database"},
		&mysql.MySQLError{Number: 1049, Message: "Unknown database"},
		&mysql.MySQLError{Number: 1142, Message: "command denied to user 'ann'@'%'"},
		&mysql.MySQLError{Number: 1290, Message: "The server is running with the --read-only option"},
		&mysql.MySQLError{Number: 1317, Message: "Query execution was interrupted"},
	} {
		faults = append(faults, laws.Fault{Query: err})
	}
	for _, fault := range faults {
		on.observe(t, law, fault, func(o *laws.Observation) {
			err := call(o.Ctx, o.DB)
			if fault.Affected == nil || o.Spy.Faulted() { // not everybody asks how many rows
				o.Failed(err, fault)
			}
			o.Advice = laws.CloseByDefer
			o.Released()
		})
		if t.Failed() {
			return
		}
	}
	ends := laws.Law{
		Sentence: "a function ends with its context, even while the server does not answer",
		Advice:   "give the context to every call that waits: BeginTx, ExecContext, PrepareContext, Conn", Page: page,
	}
	for _, silent := range []laws.Fault{{Silent: true}, {Exec: context.DeadlineExceeded, Hang: true}} {
		on.observe(t, ends, silent, func(o *laws.Observation) {
			ctx, cancel := context.WithTimeout(o.Ctx, time.Minute) // of the bubble's time, which passes at once
			defer cancel()
			err := call(ctx, o.DB)
			if silent.Silent || o.Spy.Faulted() { // who sees that all is there has nothing to execute
				o.Failed(err, laws.Fault{Connect: context.DeadlineExceeded})
			}
			o.EndsWith(ctx)
		})
	}
}

// namesNoDatabase checks that call leaves it to the handle in which database it works.
func namesNoDatabase(t *testing.T, on aliased, call function) {
	law := laws.Law{
		Sentence: "the handle has chosen the database, and only CREATE DATABASE names one",
		Advice:   "do not name the database: write user_data, not " + prodev + ".user_data, and no USE", Page: page,
	}
	on.observe(t, law, laws.Fault{}, func(o *laws.Observation) {
		err := call(o.Ctx, o.DB)
		sent := o.Spy.Statements()
		for _, statement := range sent {
			text := strings.Join(strings.Fields(statement.SQL), " ")
			if len(statement.Args) > 0 {
				text += " with " + fmt.Sprint(statement.Args)
			}
			if strings.Contains(text, prodev) {
				o.Fail("the name of a table alone", laws.Hide(fmt.Sprintf("%.100q", text)))
				return
			}
		}
		if len(sent) == 0 {
			o.Fail("a statement", "none, and the error "+laws.Hide(err))
		}
	})
}

// leavesTheHandle checks that call leaves the caller's handle as it was, also when its first INSERT fails: open, the
// pool's limits the same, and on each connection the same settings, no transaction and no lock.
func leavesTheHandle(t *testing.T, on aliased, call function) {
	law := laws.Law{
		Sentence: "the handle belongs to the caller and stays as it was: its limits, and each connection's settings",
		Advice: "leave db's limits alone and close only what you opened; " +
			"what you SET, LOCK or begin on a connection by hand, undo on every way out", Page: page,
	}
	if _, err := on.Exec("CREATE TABLE IF NOT EXISTS marks (mark INT)"); err != nil {
		t.Fatal(err)
	}
	fresh := settings(t, on.DB)
	errFailed := errors.New("the workbook's test made this INSERT fail")
	for _, fault := range []laws.Fault{{}, {Exec: errFailed, ExecAt: 1}} {
		on.observe(t, law, fault, func(o *laws.Observation) {
			const open, idle = 7, 4
			o.DB.SetMaxOpenConns(open)
			o.DB.SetMaxIdleConns(idle)
			if err := call(o.Ctx, o.DB); err != nil && fault.Exec == nil {
				o.Fail("no error", laws.Hide(err))
				return
			}
			if len(o.Spy.Statements()) == 0 {
				o.Fail("a statement", "none, so it is not known what is left behind")
				return
			}
			o.Settle() // what rolls back may still be at it
			o.Spy.Fail(laws.Fault{})
			if err := o.DB.PingContext(o.Ctx); err != nil {
				o.Fail("a handle that still works", laws.Hide(err))
				return
			}
			if chosen := o.DB.Stats().MaxOpenConnections; chosen != open {
				o.Fail(fmt.Sprintf("still at most %d connections", open), fmt.Sprintf("at most %s", laws.Hide(chosen)))
			}
			each(t, o, idle, func(conn *sql.Conn) {
				likeNew(t, o, on.Database, conn, fresh)
				var chosen sql.NullString
				if err := conn.QueryRowContext(o.Ctx, "SELECT DATABASE()").Scan(&chosen); err != nil || chosen.Valid == on.none {
					o.Fail("the database of the handle, which CreateDatabase's has none of",
						laws.Hide(fmt.Sprintf("%q, %v", chosen.String, err)))
				}
			})
			time.Sleep(30 * 24 * time.Hour) // of the bubble's time, for a lifetime of connections to end
			if got := o.DB.Stats().Idle; got != idle {
				o.Fail(fmt.Sprintf("still %d connections kept when they are idle, for any time", idle), fmt.Sprintf("%d kept", got))
			}
		})
		if t.Failed() {
			return
		}
	}
}

// each calls f with n connections of the handle at once, the idle ones first.
func each(t *testing.T, o *laws.Observation, n int, f func(*sql.Conn)) {
	t.Helper()
	for range n {
		conn, err := o.DB.Conn(o.Ctx)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		f(conn)
	}
}

// likeNew checks that a connection is like a new one: what is written on it is there for everybody at once.
func likeNew(t *testing.T, o *laws.Observation, db *mysqltest.Database, conn *sql.Conn, fresh map[string]string) {
	t.Helper()
	before := count(t, db.DB, "SELECT COUNT(*) FROM marks")
	if _, err := conn.ExecContext(o.Ctx, "INSERT INTO "+db.Name+".marks VALUES (1)"); err != nil {
		o.Fail("a connection that can be written to", laws.Hide(err))
		return
	}
	if count(t, db.DB, "SELECT COUNT(*) FROM marks") != before+1 {
		o.Fail("what others write through the connection afterwards can be read at once",
			"it is not: a transaction is still open on it, or autocommit is off")
	}
	var locks sql.NullInt64
	if err := conn.QueryRowContext(o.Ctx, "SELECT RELEASE_ALL_LOCKS()").Scan(&locks); err == nil && locks.Int64 > 0 {
		o.Fail("no lock left", fmt.Sprintf("%d of GET_LOCK", locks.Int64))
	}
	for name, value := range settings(t, conn) {
		if value != fresh[name] {
			o.Fail(fmt.Sprintf("%s as on a new connection, %s", name, laws.Hide(fresh[name])), laws.Hide(value))
		}
	}
}

// settings returns the settings of a connection.
func settings(t *testing.T, on interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
},
) map[string]string {
	t.Helper()
	settings, err := laws.Settings(context.Background(), on)
	if err != nil {
		t.Fatal(err)
	}
	if mysqltest.ServerKind(t) == mysqltest.Embedded {
		// There the level of a single transaction stays; a real server goes back to the session's.
		delete(settings, "transaction_isolation")
	}
	return settings
}

// inUse returns how many connections of a handle are in use. What is cancelled may give its connection back a little
// later.
func inUse(db *sql.DB) int {
	for end := time.Now().Add(5 * time.Second); db.Stats().InUse > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	return db.Stats().InUse
}

// count returns the number that a query asks for.
func count(t *testing.T, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
