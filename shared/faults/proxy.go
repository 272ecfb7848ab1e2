//go:build faults

// Package faults breaks the connection and the server under a generator, and looks at what its consumer sees. It needs
// a server of its own, so a Docker daemon:
//
//	go test -tags faults -run 'Faults|Connect' ./...
package faults

import (
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/go-sql-driver/mysql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// Proxy stands between a program and the server. It passes everything on until it is told otherwise.
type Proxy struct {
	t     testing.TB
	proxy *toxiproxy.Proxy
}

// NewProxy returns a proxy in front of the server at address.
func NewProxy(t testing.TB, address string) *Proxy {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled) // some toxics have a logger of their own
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	p := &Proxy{t, toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", address)}
	if err := p.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.proxy.Stop)
	return p
}

// In returns config with the proxy's address.
func (p *Proxy) In(config *mysql.Config) *mysql.Config {
	config = config.Clone()
	config.Addr = p.proxy.Listen
	return config
}

// Refuse closes the port.
func (p *Proxy) Refuse() { p.proxy.Stop() }

// CutAfter closes each connection when that many bytes have gone through it, to the "downstream" program or to the
// "upstream" server.
func (p *Proxy) CutAfter(bytes int, stream string) {
	p.add("limit_data", stream, map[string]int{"bytes": bytes})
}

// Reset resets the connections when they next have something to say to the program.
func (p *Proxy) Reset() { p.add("reset_peer", "downstream", map[string]int{}) }

// Stall holds everything back from here on, in silence.
func (p *Proxy) Stall(stream string) { p.add("timeout", stream, map[string]int{"timeout": 0}) }

// Slow lets that many KB through in a second.
func (p *Proxy) Slow(rate int, stream string) {
	p.add("bandwidth", stream, map[string]int{"rate": rate})
}

func (p *Proxy) add(kind, stream string, attributes map[string]int) {
	p.t.Helper()
	text, err := json.Marshal(map[string]any{"type": kind, "stream": stream, "attributes": attributes})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.proxy.Toxics.AddToxicJson(strings.NewReader(string(text))); err != nil {
		p.t.Fatalf("%s: %v", kind, err)
	}
}

// Open returns a handle that needs no closing.
func Open(t testing.TB, config *mysql.Config) *sql.DB {
	t.Helper()
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

// Exec executes the statements one by one, and fails the test at the first that fails.
func Exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Ends runs f, which no fault may make wait for ever.
func Ends(t testing.TB, f func()) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f()
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("no end after a minute")
	}
}
