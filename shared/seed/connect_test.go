package seed_test

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestMain(m *testing.M) { mysqltest.Main(m) }

func TestConnectSaysWhatToDoAboutAHostThatIsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close() // nobody listens there now

	setenv(t, map[string]string{"DB_HOST": "127.0.0.1", "DB_PORT": port, "DB_PASSWORD": "secret"})
	_, err = seed.Connect(t.Context())
	says(t, err, "connect to root@127.0.0.1:"+port, "check DB_HOST and DB_PORT")
}

func TestConnectSaysWhatToDoAboutAHostThatIsUnknown(t *testing.T) {
	setenv(t, map[string]string{"DB_HOST": "no-such-host.invalid", "DB_PASSWORD": "secret"})
	_, err := seed.Connect(t.Context())
	says(t, err, "no-such-host.invalid", "check DB_HOST")
}

func TestConnectSaysWhatToDoAboutAWrongPassword(t *testing.T) {
	mysqltest.Require(t, "the embedded one takes any password")
	setenv(t, mysqltest.Variables(t))
	t.Setenv("DB_PASSWORD", "not the secret")
	_, err := seed.Connect(t.Context())
	says(t, err, "connect to ", "check DB_USER and DB_PASSWORD")
}

func TestConnectSetsNoLimitToWhatIsSelected(t *testing.T) {
	setenv(t, mysqltest.Variables(t))
	var limit string
	err := connect(t).QueryRowContext(t.Context(), "SELECT @@SESSION.sql_select_limit").Scan(&limit)
	if want := "9223372036854775807"; err != nil || limit != want { // servers may have another by themselves
		t.Errorf("a connection's sql_select_limit is %s, %v, want %s", limit, err, want)
	}
}

func TestConnectEndsWithItsContext(t *testing.T) {
	setenv(t, mysqltest.Variables(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := seed.Connect(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Connect with a cancelled context: error %v, want %v", err, context.Canceled)
	}
}

func TestAConnectionThatTheServerClosedMeanwhileIsReplaced(t *testing.T) {
	mysqltest.Require(t, "the embedded one is reached another way")
	setenv(t, mysqltest.Variables(t))
	db := connect(t)
	other, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var before, after int
	if err := db.QueryRowContext(t.Context(), "SELECT CONNECTION_ID()").Scan(&before); err != nil {
		t.Fatal(err)
	}
	if _, err := other.ExecContext(t.Context(), "KILL ?", before); err != nil {
		t.Fatal(err)
	}
	for gone := 1; gone > 0; { // until the server has closed it
		err := other.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?",
			before).Scan(&gone)
		if err != nil {
			t.Fatal(err)
		}
	}
	err = db.QueryRowContext(t.Context(), "SELECT CONNECTION_ID()").Scan(&after)
	if err != nil || after == before {
		t.Errorf("after the connection was killed the next query used connection %d: error %v, want a new connection", after,
			err)
	}
}

func TestAConnectionTooManySaysHowToGiveOneBack(t *testing.T) {
	setenv(t, mysqltest.Variables(t))
	db := connect(t)
	var kept []*sql.Rows
	for range 8 {
		rows, err := db.QueryContext(t.Context(), "SELECT 1")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		kept = append(kept, rows)
	}
	_, err := db.QueryContext(t.Context(), "SELECT 1")
	says(t, err, "all 8 connections are in use", "closed")

	kept[0].Close()
	if _, err := db.ExecContext(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("when one was given back: %v", err)
	}
}

func TestOpenSaysThatAServerIsNotSeeded(t *testing.T) {
	mysqltest.NewProgram(t, nil) // makes sure that there is no ALX_prodev
	setenv(t, mysqltest.Variables(t))
	_, err := seed.Open(t.Context())
	says(t, err, "go run ./0-seed")
	if !errors.Is(err, seed.ErrNotSeeded) {
		t.Errorf("Open without a database: error %v, want %v", err, seed.ErrNotSeeded)
	}

	if err := seed.CreateDatabase(t.Context(), connect(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := seed.Open(t.Context()); !errors.Is(err, seed.ErrNotSeeded) {
		t.Errorf("Open without a table: error %v, want %v", err, seed.ErrNotSeeded)
	}
}

func TestOpenFillsTheEmbeddedServer(t *testing.T) {
	setenv(t, nil)
	if n := usersOfOpen(t); n != 1000 {
		t.Errorf("Open gave a table with %d users, want 1000", n)
	}
}

// connect connects to the server that the variables name, for the test.
func connect(t *testing.T) *sql.DB {
	t.Helper()
	db, err := seed.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// usersOfOpen returns how many users are in the table that Open gives.
func usersOfOpen(t *testing.T) (n int) {
	t.Helper()
	db, err := seed.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT COUNT(*) FROM user_data").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// says fails the test unless err is one line with all of words in it, and shows no password.
func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	text := err.Error()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("the error %q does not say %q", text, word)
		}
	}
	if strings.Contains(text, "secret") || strings.Contains(text, os.Getenv("DB_PASSWORD")) &&
		os.Getenv("DB_PASSWORD") != "" || strings.Contains(text, "\n") {
		t.Errorf("the error %q shows the password or has more than one line", text)
	}
}
