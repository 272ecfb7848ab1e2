package mysqltest

import (
	"bufio"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// packet returns a packet of the protocol with so many bytes in it.
func packet(size int) string {
	return string([]byte{byte(size), byte(size >> 8), byte(size >> 16), 0}) + strings.Repeat("x", size)
}

// relayed returns a relay before a server that says text, and a function that connects to it.
func relayed(t *testing.T, text string) (r *Relay, connect func() net.Conn) {
	t.Helper()
	dir := t.TempDir()
	listen := func(name string) net.Listener {
		listener, err := net.Listen("unix", filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		return listener
	}
	server, front := listen("s"), listen("f")
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			for _, piece := range []string{text[:len(text)/3], text[len(text)/3:]} { // packets do not come one by one
				_, _ = io.WriteString(c, piece)
				time.Sleep(time.Millisecond)
			}
			c.Close()
		}
	}()
	r = &Relay{network: "unix", server: server.Addr().String()}
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go r.accept(front, done)
	return r, func() net.Conn {
		c, err := net.Dial("unix", front.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
}

func TestARelayCountsPacketsAndHandsThemOver(t *testing.T) {
	text := packet(3) + packet(0) + packet(70_000) + packet(1)
	r, connect := relayed(t, text)
	if got, err := io.ReadAll(connect()); err != nil || string(got) != text {
		t.Errorf("%d bytes come through, %v, want the %d as they are", len(got), err, len(text))
	}
	if r.Packets() != 4 {
		t.Errorf("it counts %d packets, want 4", r.Packets())
	}
}

func TestARelayCutsAfterAPacket(t *testing.T) {
	r, connect := relayed(t, packet(3)+packet(5)+packet(7))
	cut := r.CutAfter(2)
	if got, err := io.ReadAll(connect()); err != nil || string(got) != packet(3)+packet(5) {
		t.Errorf("%q comes through, %v, want two packets and the end", got, err)
	}
	select {
	case <-cut:
	default:
		t.Error("it does not say that it has cut")
	}
	if got, err := io.ReadAll(connect()); len(got) > 0 {
		t.Errorf("%d bytes come through for who connects again, %v, want none", len(got), err)
	}
}

func TestARelayHoldsBackWhatComesAfterAPacket(t *testing.T) {
	r, connect := relayed(t, packet(3)+packet(5)+packet(7))
	stalled, c := r.StallAfter(1), connect()
	<-stalled
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(bufio.NewReader(c))
	var timeout net.Error
	if string(got) != packet(3) || !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("%q comes through, %v, want one packet and then silence", got, err)
	}
}

func TestARelayHoldsBackWhatAProgramSendsWhenItHasSentEnough(t *testing.T) {
	server, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r := &Relay{network: "unix", server: server.Addr().String()}
	front, err := net.Listen("unix", filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer front.Close()
	go r.accept(front, nil)
	enough := r.Sent(len("insert"))
	program, err := net.Dial("unix", front.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(program, "insert")
	<-enough
	_, _ = io.WriteString(program, "commit")
	program.Close()
	if got, err := io.ReadAll(c); err != nil || string(got) != "insert" {
		t.Errorf("the server hears %q, %v, want %q and the end", got, err, "insert")
	}
}
