package seed

import (
	"bufio"
	"context"
	"net"
	"syscall"
)

// readAhead is how many bytes one system call reads at most. The driver would ask for 4 KiB, some 50 users, and a stream
// spent a tenth of its time on asking.
const readAhead = 16 << 10

// Dial connects to a server as the driver does, with a buffer before the connection that reads 16 KiB at a time. It is
// the driver's DialFunc.
func Dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return Buffered(conn), nil
}

// Buffered returns conn with that buffer before it.
func Buffered(conn net.Conn) net.Conn {
	reader := bufio.NewReaderSize(conn, readAhead)
	if socket, ok := conn.(syscall.Conn); ok {
		return bufferedSocket{buffered{conn, reader}, socket}
	}
	return buffered{conn, reader}
}

type buffered struct {
	net.Conn
	reader *bufio.Reader
}

func (b buffered) Read(p []byte) (int, error) { return b.reader.Read(p) }

// bufferedSocket also lets the driver look at the socket itself: before it uses a connection again it sees that way
// whether the server has closed it meanwhile.
type bufferedSocket struct {
	buffered
	syscall.Conn
}
