package laws

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Meter counts the bytes that connections read, and can cut them. Its method On is an edit for a connector of
// [mysqltest.Database].
type Meter struct {
	read  atomic.Int64
	limit atomic.Int64 // connections are cut beyond this many bytes read; 0 for never

	leaving chan struct{} // closed when the consumer is about to end its loop
	expired chan struct{} // closed when a connection that should have been dropped by then is still there
}

// patience is how long a read after the end of the loop waits, in real time, for its connection to be dropped instead.
// Without it, whether a generator drops the connection before or after draining it would be a race. It passes only
// where nobody drops the connection.
const patience = 2 * time.Second

// NewMeter returns a meter at zero, for use until the end of t. Make it outside a synctest bubble: its patience is
// real.
func NewMeter(t testing.TB) *Meter {
	m := &Meter{leaving: make(chan struct{}), expired: make(chan struct{})}
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		select {
		case <-m.leaving:
		case <-done:
			return
		}
		select {
		case <-time.After(patience):
			close(m.expired)
		case <-done:
		}
	}()
	return m
}

// On makes connections with config go through the meter.
func (m *Meter) On(config *mysql.Config) {
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		var dialer net.Dialer
		c, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &meteredConn{Conn: c, meter: m, closed: make(chan struct{})}, nil
	}
}

// Read returns how many bytes were read so far.
func (m *Meter) Read() int64 { return m.read.Load() }

// CutAfter cuts connections when that many more bytes were read.
func (m *Meter) CutAfter(bytes int64) { m.limit.Store(m.read.Load() + bytes) }

// Leave says that the consumer is about to end its loop: what is read from here on was not asked for.
func (m *Meter) Leave() { close(m.leaving) }

// meteredConn is a connection with a meter on it.
type meteredConn struct {
	net.Conn
	meter  *Meter
	closed chan struct{}
	once   sync.Once
}

func (c *meteredConn) Read(p []byte) (int, error) {
	select {
	case <-c.meter.leaving:
		select {
		case <-c.closed:
		case <-c.meter.expired:
		}
	default:
	}
	if limit := c.meter.limit.Load(); limit > 0 {
		left := limit - c.meter.read.Load()
		if left <= 0 {
			_ = c.Close()
			return 0, io.ErrUnexpectedEOF
		}
		p = p[:min(int64(len(p)), left)]
	}
	n, err := c.Conn.Read(p)
	c.meter.read.Add(int64(n))
	return n, err
}

func (c *meteredConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}
