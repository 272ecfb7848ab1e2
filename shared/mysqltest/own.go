package mysqltest

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/receipt"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
	"github.com/ory/dockertest/v3"
)

// Own is a server in a container that no other test has: it may be killed, filled up and asked for what it refuses.
type Own struct {
	// Config is the configuration of root, with no database chosen.
	Config *mysql.Config
	Admin  *sql.DB // its handle

	server   *server
	resource *dockertest.Resource
}

// OwnOptions are what an own server has beyond others.
type OwnOptions struct {
	Flags    []string          // of the server
	Files    map[string]string // by their absolute paths in the container, for every user to read
	DataSize string            // the room for all its data, such as 300m; empty for any
}

// Its server is started again when it is gone, unless it is to stay down. Like the shared container it ends itself,
// since nobody may be left to do so. It waits without starting programs, which would take from a busy machine what the
// servers need to start.
const ownKeeper = `trap 'kill $!; wait; exit' TERM
(while [ "$(date +%s)" -lt "$(cat /tmp/lease)" ]; do sleep 5; done; kill $$) &
while :; do
	if [ -e /tmp/down ]; then sleep 0.1; continue; fi
	"$@" & echo $! >/tmp/server.pid
	wait $!
	sleep 0.1
done 2>/tmp/server.log`

// NewOwn starts a server for the test alone. The test is skipped where there is no Docker, unless WORKBOOK_TEST_SERVER
// asks for it.
func NewOwn(t testing.TB, options OwnOptions) *Own {
	t.Helper()
	pool, image, command, err := findImage()
	if err != nil {
		if os.Getenv(receipt.TestServer) == string(Docker) {
			t.Fatal(err)
		}
		receipt.Skip(t, fmt.Sprintf("needs a container of its own: %v", err))
	}
	o := &Own{}
	if o.resource, err = options.run(pool, image, command); err != nil {
		t.Fatalf("start a container of its own: %v", err)
	}
	t.Cleanup(func() {
		if err := pool.Purge(o.resource); err != nil {
			t.Errorf("remove the container: %v", err)
		}
	})
	o.Config = rootConfig(o.resource)
	o.wait(t)

	connector, err := mysql.NewConnector(o.Config)
	if err != nil {
		t.Fatal(err)
	}
	o.Admin = sql.OpenDB(connector)
	t.Cleanup(func() { o.Admin.Close() })
	o.server = &server{kind: Docker, config: o.Config, admin: o.Admin}
	return o
}

// Seed returns a database on the server, as the function [Seed] does.
func (o *Own) Seed(t testing.TB, users []seed.User) *Database {
	t.Helper()
	return o.server.seeded(t, users)
}

// New returns an empty database on the server, as the function [New] does.
func (o *Own) New(t testing.TB) *Database {
	t.Helper()
	return o.server.database(t)
}

// Variables returns the DB_* variables that name the server to a program, as root.
func (o *Own) Variables(t testing.TB) map[string]string {
	t.Helper()
	return o.server.variables(t)
}

func (o OwnOptions) run(pool *dockertest.Pool, image string, command []string) (*dockertest.Resource, error) {
	var env []string
	script, mount := ownKeeper, "rw"
	for i, path := range slices.Sorted(maps.Keys(o.Files)) {
		env = append(env, fmt.Sprintf("FILE%d=%s", i, o.Files[path]))
		script = fmt.Sprintf("printf '%%s\n' \"$FILE%d\" >%s\n", i, path) + script
	}
	if o.DataSize != "" {
		mount += ",size=" + o.DataSize
	}
	name := "generators-own-" + strings.ToLower(rand.Text()[:12])
	return run(pool, name, image, script, append(command, o.Flags...), env, mount)
}

// Kill ends the server at once, as a lack of power does, and leaves it down.
func (o *Own) Kill(t testing.TB) {
	t.Helper()
	o.sh(t, "touch /tmp/down; kill -9 $(cat /tmp/server.pid)")
}

// Restart starts a server again that was killed, and waits until it answers.
func (o *Own) Restart(t testing.TB) {
	t.Helper()
	o.sh(t, "rm -f /tmp/down")
	o.wait(t)
}

// KillConnections ends all connections to the server's databases.
func (o *Own) KillConnections(t testing.TB) {
	t.Helper()
	rows, err := o.Admin.Query("SELECT id FROM information_schema.processlist WHERE db IS NOT NULL")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var ids []int
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) == 0 {
		t.Fatalf("there was no connection to kill: %v", err)
	}
	const gone = 1094 // "Unknown thread id": it was about to end by itself
	for _, id := range ids {
		var of *mysql.MySQLError
		if _, err := o.Admin.Exec("KILL ?", id); err != nil && !(errors.As(err, &of) && of.Number == gone) {
			t.Fatalf("kill a connection: %v", err)
		}
	}
	time.Sleep(200 * time.Millisecond) // until the news has spread: a query sent before would fail, as it may in life
}

func (o *Own) sh(t testing.TB, script string) {
	t.Helper()
	code, err := o.resource.Exec([]string{"sh", "-c", script}, dockertest.ExecOptions{})
	if err != nil || code != 0 {
		t.Fatalf("in the container: %s: exit status %d, %v", script, code, err)
	}
}

// wait waits until the server speaks its protocol. It does so before it knows who is there, so any greeting will do.
func (o *Own) wait(t testing.TB) {
	t.Helper()
	// Where other tests keep the machine busy, a server that starts in a second has taken two minutes.
	for end := time.Now().Add(6 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		err := greeted(o.Config.Addr)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			var log strings.Builder
			_, _ = o.resource.Exec([]string{"tail", "-n", "20", "/tmp/server.log"}, dockertest.ExecOptions{StdOut: &log})
			t.Fatalf("the server does not answer: %v\n%s", err, log.String())
		}
	}
}

// greeted reads the packet with which a server begins.
func greeted(address string) error {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	greeting := make([]byte, 5) // the length, a number, and the protocol's version
	_, err = io.ReadFull(c, greeting)
	return err
}

// FillDisk leaves that many KB of the room for the server's data, until the function that it returns is called.
func (o *Own) FillDisk(t testing.TB, leave int) (empty func()) {
	t.Helper()
	const fill = "fallocate -l $(($(df -k --output=avail /var/lib/mysql | tail -n 1) - %d))K /var/lib/mysql/filler"
	o.sh(t, fmt.Sprintf(fill, leave))
	return func() { o.sh(t, "rm /var/lib/mysql/filler") }
}
