package mysqltest

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"example.com/generators/shared/receipt"
)

// Relay stands between a program and the tests' server. It counts the packets of the server: each row is one, and each
// answer has some more. It can hold them back, and cut the connections.
type Relay struct {
	network, server string

	mu      sync.Mutex
	packets int
	stall   gate
	cut     gate
	sent    int  // bytes of the programs
	enough  gate // in bytes sent
}

// gate is a number of packets, or bytes, after which something happens.
type gate struct {
	after   int           // 0 for never
	reached chan struct{} // closed then
}

func (g *gate) set(after int) <-chan struct{} {
	g.after, g.reached = after, make(chan struct{})
	return g.reached
}

// Relay makes the program's later runs connect through a new relay, until the end of the test. It skips the test where
// connections are encrypted, since no packets can be seen there.
func (p *Program) Relay(t testing.TB) *Relay {
	t.Helper()
	variables := p.server.variables(t)
	if variables["DB_TLS"] != "" {
		receipt.Skip(t, "needs a server without DB_TLS: what is encrypted cannot be watched")
	}
	r := &Relay{network: "tcp", server: net.JoinHostPort(variables["DB_HOST"], variables["DB_PORT"])}
	at := "127.0.0.1:0"
	if filepath.IsAbs(variables["DB_HOST"]) {
		dir, err := os.MkdirTemp("", "relay-") // not t's folder, whose name is too long for a socket's
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		r.network, r.server, at = "unix", variables["DB_HOST"], filepath.Join(dir, "mysql.sock")
	}
	listener, err := net.Listen(r.network, at)
	if err != nil {
		t.Fatalf("make a relay: %v", err)
	}
	if r.network == "unix" {
		if err := os.Chmod(at, 0o666); err != nil { // the program may be another user, who is shown the socket alone
			t.Fatal(err)
		}
	}
	p.relay = listener.Addr()
	done := make(chan struct{})
	t.Cleanup(func() {
		p.relay = nil
		close(done)
		listener.Close()
	})
	go r.accept(listener, done)
	return r
}

// Packets returns how many packets of the server went through.
func (r *Relay) Packets() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.packets
}

// StallAfter holds back what the server says after so many packets. The channel is closed then.
func (r *Relay) StallAfter(packets int) (stalled <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stall.set(packets)
}

// CutAfter ends the connection after so many packets of the server. The channel is closed then.
func (r *Relay) CutAfter(packets int) (cut <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut.set(packets)
}

// Sent returns a channel that is closed when so many bytes more have come from the program.
func (r *Relay) Sent(bytes int) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.enough.set(r.sent + bytes)
}

// Write counts bytes from the program.
func (r *Relay) Write(text []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent += len(text)
	if r.enough.after > 0 && r.sent >= r.enough.after {
		close(r.enough.reached)
		r.enough = gate{}
	}
	return len(text), nil
}

func (r *Relay) accept(listener net.Listener, done <-chan struct{}) {
	for {
		program, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer program.Close()
			server, err := net.Dial(r.network, r.server)
			if err != nil {
				return // the program sees a connection that ends
			}
			defer server.Close()
			go func() {
				_, _ = io.Copy(io.MultiWriter(server, r), program)
				server.Close()
			}()
			_ = r.pass(program, server, done)
		}()
	}
}

// pass hands over what the server says, packet by packet as far as something is to happen at one.
func (r *Relay) pass(program io.Writer, server io.Reader, done <-chan struct{}) error {
	buffer := make([]byte, 64<<10)
	var header []byte // as much as there is of a packet's: three bytes of length, and a number
	body := 0         // bytes of the packet that are still to come
	for {
		n, err := server.Read(buffer)
		for from := 0; from < n; {
			to := from
			happens := gate{}
			for to < n && happens.after == 0 {
				if body > 0 {
					step := min(body, n-to)
					body, to = body-step, to+step
				} else {
					header, to = append(header, buffer[to]), to+1
					if len(header) < 4 {
						continue
					}
					body = int(header[0]) | int(header[1])<<8 | int(header[2])<<16
					header = header[:0]
				}
				if body == 0 && len(header) == 0 {
					happens = r.count()
				}
			}
			if _, err := program.Write(buffer[from:to]); err != nil {
				return err
			}
			from = to
			if happens.after == 0 {
				continue
			}
			close(happens.reached)
			if happens.reached == r.cut.reached {
				return fmt.Errorf("cut after %d packets", happens.after)
			}
			<-done
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// count counts a packet, and returns what happens after it.
func (r *Relay) count() gate {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets++
	for _, g := range []gate{r.stall, r.cut} {
		if g.after == r.packets {
			return g
		}
	}
	return gate{}
}
