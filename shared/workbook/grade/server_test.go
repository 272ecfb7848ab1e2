package grade

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/workbook/group"
	"example.com/generators/shared/workbook/sandbox"

	"github.com/go-sql-driver/mysql"
)

// serving starts a server as a grader does, and returns a handle to it.
func serving(t *testing.T) (*server, *sql.DB) {
	t.Helper()
	box, err := NewSandbox("auto")
	if err != nil {
		t.Fatal(err)
	}
	g := &Grader{sandbox: box, server: filepath.Join(t.TempDir(), "server")}
	if err := embedded.Build(t.Context(), g.server); err != nil {
		t.Fatal(err)
	}
	s, err := g.serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(embedded.SocketVariable, s.Socket())
	db := sql.OpenDB(embedded.NewConnector(mysql.NewConfig()))
	t.Cleanup(func() { db.Close() })
	return s, db
}

func TestAServerThatKeepsTooMuchIsStoppedAndSaysSo(t *testing.T) {
	usual := serverLimits
	t.Cleanup(func() { serverLimits = usual })
	serverLimits.Memory = 256 << 20
	s, db := serving(t)
	_, err := db.Exec("CREATE DATABASE d")
	if err == nil {
		_, err = db.Exec("CREATE TABLE d.t (t LONGTEXT)")
	}
	if err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); s.Ended() == nil; {
		if time.Since(began) > time.Minute {
			t.Fatal("it runs after a minute of INSERT")
		}
		_, _ = db.Exec("INSERT INTO d.t VALUES (REPEAT('x', 30000000))") // the last one fails with the server
	}
	var exceeded *sandbox.Exceeded
	if err := s.Close(); !errors.As(err, &exceeded) {
		t.Errorf("Close = %v, want that it used more memory than it may", err)
	}
}

func TestAServerThatIsKilledExceededNothing(t *testing.T) {
	s, _ := serving(t)
	if err := group.Kill(s.Process()); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); s.Ended() == nil && time.Since(began) < time.Minute; {
		time.Sleep(time.Millisecond)
	}
	var exceeded *sandbox.Exceeded
	if err := s.Close(); err == nil || errors.As(err, &exceeded) {
		t.Errorf("Close = %v, want how it ended", err)
	}
}

func TestAServerThatServedToTheEndClosesWithoutError(t *testing.T) {
	s, db := serving(t)
	if err := db.Ping(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
