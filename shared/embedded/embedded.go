// Package embedded runs a MySQL-compatible server beside a program, so that the workbook needs nothing installed but
// Go.
//
// The server is go-mysql-server in a process of its own (the main package in shared/embedded/server), built and started
// by the go command when the first connection is made. The program talks to it with the real driver over a unix socket
// in a private folder. It starts empty and keeps everything in memory.
//
// It lives as long as a [Connector] of this process is open, and ends with the process however the process ends: its
// standard input closes with its parent.
package embedded

import (
	"context"
	"database/sql/driver"
	"os"
	"strings"
	"sync"

	"github.com/go-sql-driver/mysql"
)

// Connector connects to the embedded server of this process. Use it with [sql.OpenDB]; closing the sql.DB closes it.
type Connector struct {
	config *mysql.Config
	close  func() error
}

// NewConnector returns a connector that uses config for everything but the address, user and password, which are the
// embedded server's, and the variables of a session, which that has by itself as the workbook wants them. The server
// starts at the first connection and ends when the last connector is closed.
func NewConnector(config *mysql.Config) *Connector {
	shared.open()
	return &Connector{config: config.Clone(), close: sync.OnceValue(shared.close)}
}

// Connect starts the server if need be and opens a connection to it. The first start on a machine builds the server,
// which takes about a minute; ctx bounds that too.
func (c *Connector) Connect(ctx context.Context) (driver.Conn, error) {
	socket, err := c.Socket(ctx)
	if err != nil {
		return nil, err
	}
	config := c.config.Clone()
	config.User, config.TLSConfig, config.TLS = "root", "", nil
	config.Params = nil // to set them would take most of the time that a connection takes
	config.Net, config.Addr, config.Passwd = Reach(socket)
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return connector.Connect(ctx)
}

// Socket returns the path of the server's unix socket, starting the server if need be. Another program that connects to
// it, as root without a password, shares the server. Where the system has no such sockets, it is for [Reach] to read.
func (c *Connector) Socket(ctx context.Context) (string, error) { return shared.socket(ctx) }

// Reach returns how root reaches a server at a socket, which may be none: then the server has said another address, and
// a password.
func Reach(socket string) (network, address, password string) {
	if rest, ok := strings.CutPrefix(socket, "tcp "); ok {
		address, password, _ = strings.Cut(rest, " ")
		return "tcp", address, password
	}
	return "unix", socket, ""
}

// Driver returns the MySQL driver.
func (c *Connector) Driver() driver.Driver { return mysql.MySQLDriver{} }

// Close lets go of the server. The last Close ends it and waits until its process and files are gone.
func (c *Connector) Close() error { return c.close() }

// SocketVariable names the socket of a server that another process of this package has started, to share it instead of
// starting one. It is for who runs many test binaries and waits for them all.
const SocketVariable = "GENERATORS_EMBEDDED_SOCKET"

// shared is the one server of this process.
var shared server

// server is a server process that is started on demand and ended with its last user.
type server struct {
	mu      sync.Mutex
	users   int
	process *process // nil until the first connection
}

func (s *server) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users++
}

func (s *server) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users--
	if s.users > 0 || s.process == nil {
		return nil
	}
	stopped := s.process
	s.process = nil
	return stopped.stop()
}

// socket returns the path of the server's socket, starting the server if it does not run.
func (s *server) socket(ctx context.Context) (string, error) {
	if socket := os.Getenv(SocketVariable); socket != "" {
		return socket, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		started, err := start(ctx)
		if err != nil {
			return "", err
		}
		s.process = started
	}
	return s.process.socket, nil
}
