package seed_test

import (
	"io"
	"net"
	"syscall"
	"testing"

	"example.com/generators/shared/seed"
)

func TestBufferedReadsFromAConnectionInLargePieces(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	go func() {
		theirs.Write(make([]byte, 10_000))
		theirs.Close()
	}()
	counted := &countedReads{Conn: ours}
	conn := seed.Buffered(counted)
	if n, err := io.Copy(io.Discard, io.MultiReader(io.LimitReader(conn, 100), conn)); n != 10_000 || err != nil {
		t.Errorf("read %d bytes, error %v, want 10000", n, err)
	}
	if counted.reads > 2 { // and the one that finds the end
		t.Errorf("10,000 bytes took %d reads", counted.reads)
	}
	if _, ok := conn.(syscall.Conn); ok {
		t.Error("a pipe in memory is taken for a socket")
	}
}

type countedReads struct {
	net.Conn
	reads int
}

func (c *countedReads) Read(p []byte) (int, error) {
	c.reads++
	return c.Conn.Read(p)
}
