package mysqltest

import (
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

// CutAfter ends the connection after so many packets of the server, and lets nobody through from then on: a cut between
// two queries would be no fault, since the handle connects again. The channel is closed then.
func (r *Relay) CutAfter(packets int) (cut <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut.set(packets)
}

// Sent returns a channel that is closed when so many bytes more have come from the program. What else comes on that
// connection does not reach the server: it hears the program's end, however late that is killed.
func (r *Relay) Sent(bytes int) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.enough.set(r.sent + bytes)
}

// fromProgram counts the bytes of a program, and takes no more when they are enough.
type fromProgram struct{ r *Relay }

func (f fromProgram) Write(text []byte) (int, error) {
	f.r.mu.Lock()
	defer f.r.mu.Unlock()
	f.r.sent += len(text)
	if f.r.enough.after > 0 && f.r.sent >= f.r.enough.after {
		close(f.r.enough.reached)
		f.r.enough = gate{}
		return 0, io.ErrClosedPipe
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
			if r.isOver() {
				return
			}
			server, err := net.Dial(r.network, r.server)
			if err != nil {
				return // the program sees a connection that ends
			}
			defer server.Close()
			go func() {
				_, _ = io.Copy(io.MultiWriter(server, fromProgram{r}), program)
				_, _ = io.Copy(io.Discard, program)
				server.Close()
			}()
			r.pass(program, server, done)
		}()
	}
}

// pass hands over what the server says, until the connection is to be cut or stalled. A stalled one is held until done.
func (r *Relay) pass(program io.Writer, server io.Reader, done <-chan struct{}) {
	buffer := make([]byte, 64<<10)
	var packets framing
	for {
		n, err := server.Read(buffer)
		for text := buffer[:n]; len(text) > 0; {
			size, then := r.until(&packets, text)
			if _, err := program.Write(text[:size]); err != nil {
				return
			}
			text = text[size:]
			if then != nil {
				close(then.reached)
				if then == &r.stall {
					<-done
				}
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// until returns how much of text goes through before something happens, and the gate of that; nil if nothing does.
func (r *Relay) until(packets *framing, text []byte) (size int, then *gate) {
	for size < len(text) && then == nil {
		n, ends := packets.next(text[size:])
		if size += n; ends {
			then = r.count()
		}
	}
	return size, then
}

// count counts a packet, and returns the gate of what happens after it.
func (r *Relay) count() *gate {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets++
	for _, g := range []*gate{&r.stall, &r.cut} {
		if g.after == r.packets {
			return g
		}
	}
	return nil
}

// isOver reports whether it has cut.
func (r *Relay) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut.after > 0 && r.packets >= r.cut.after
}

// framing finds the ends of packets in what a server says.
type framing struct {
	header []byte // as much as there is of a packet's: three bytes of length, and a number
	body   int    // bytes of the packet that are still to come
}

// next returns how many bytes at the beginning of text are of the same packet, and whether it ends with them.
func (f *framing) next(text []byte) (size int, ends bool) {
	for ; size < len(text) && len(f.header) < 4; size++ {
		if f.header = append(f.header, text[size]); len(f.header) == 4 {
			f.body = int(f.header[0]) | int(f.header[1])<<8 | int(f.header[2])<<16
		}
	}
	step := min(f.body, len(text)-size)
	f.body -= step
	if ends = len(f.header) == 4 && f.body == 0; ends {
		f.header = f.header[:0]
	}
	return size + step, ends
}
