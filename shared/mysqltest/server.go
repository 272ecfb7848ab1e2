package mysqltest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// Kind is where a server comes from.
type Kind string

// The kinds of server, in the order in which they are tried.
const (
	Env      Kind = "env"      // named by the DB_* variables
	Docker   Kind = "docker"   // a container of ours
	Embedded Kind = "embedded" // beside the test binary
)

// server is the one server of a test binary.
type server struct {
	kind   Kind
	config *mysql.Config // no database chosen
	admin  *sql.DB
	renew  func() error // keeps a container from ending itself; nil for the others
}

// ServerKind returns the kind of server that the tests run on, for a test that needs what only some can do.
func ServerKind(t testing.TB) Kind {
	t.Helper()
	return running(t).kind
}

// Require skips the test, with the reason, unless the server is a real one: Env or Docker.
func Require(t testing.TB, reason string) {
	t.Helper()
	if ServerKind(t) == Embedded {
		receipt.Skip(t, "needs a real server: "+reason)
	}
}

// running returns the server of this test binary, choosing it at the first call.
func running(t testing.TB) *server {
	t.Helper()
	s, err := choose()
	if err != nil {
		t.Fatalf("%s%v", receipt.NoServer, err)
	}
	if s.renew != nil {
		if err := s.renew(); err != nil {
			t.Fatalf("the database container is gone: %v", err)
		}
	}
	return s
}

// fromDocker returns a server in a container. container.go sets it, which no student edition has: its modules would be
// a seventh of all that a check needs.
var fromDocker func() (*server, error)

// choose takes the first server there is, or the one that WORKBOOK_TEST_SERVER asks for.
var choose = sync.OnceValues(func() (*server, error) {
	asked := Kind(os.Getenv(receipt.TestServer))
	if asked != "" && asked != Env && asked != Docker && asked != Embedded {
		return nil, fmt.Errorf("WORKBOOK_TEST_SERVER=%q: want env, docker or embedded", asked)
	}
	given, err := seed.Config()
	if err != nil {
		return nil, err
	}
	if asked == Env && given == nil {
		return nil, errors.New("WORKBOOK_TEST_SERVER=env, but no DB_* variable is set")
	}
	if given != nil && (asked == "" || asked == Env) {
		s, err := take(Env, given, "the server at "+given.Addr)
		if err != nil {
			err = ofEnv(err)
		}
		return s, err
	}
	if asked == Docker && fromDocker == nil {
		return nil, errors.New("WORKBOOK_TEST_SERVER=docker, but a student edition starts no containers: " +
			"set DB_HOST to use a MySQL server")
	}
	if asked != Embedded && fromDocker != nil {
		s, err := fromDocker()
		if err == nil || asked == Docker {
			return s, err
		}
		fmt.Fprintln(os.Stderr, "mysqltest: no container:", err)
	}
	return take(Embedded, seed.NewConfig(), receipt.EmbeddedServer)
})

// ofEnv adds to an error of the server that DB_* names what to do about it.
func ofEnv(err error) error {
	return fmt.Errorf("%w; DB_* or .env names this server: set WORKBOOK_TEST_SERVER to embedded to go without it",
		seed.Explain(err))
}

// take connects to the server and says that the tests run on it.
func take(kind Kind, config *mysql.Config, name string) (*server, error) {
	s, err := connect(kind, config, name)
	if err == nil {
		fmt.Fprintln(os.Stderr, receipt.ServerReady+name)
	}
	return s, err
}

func connect(kind Kind, config *mysql.Config, name string) (*server, error) {
	s := &server{kind: kind, config: config}
	connector, err := s.connector(config)
	if err != nil {
		return nil, err
	}
	s.admin = sql.OpenDB(connector)
	if err := s.admin.PingContext(context.Background()); err != nil {
		s.admin.Close()
		return nil, fmt.Errorf("connect to %s: %w", name, err)
	}
	return s, nil
}

func (s *server) connector(config *mysql.Config) (driver.Connector, error) {
	if s.kind == Embedded {
		return embedded.NewConnector(config), nil
	}
	return mysql.NewConnector(config)
}
