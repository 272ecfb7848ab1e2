package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Server is a server beside the shared one, for who needs many that know nothing of each other.
type Server struct {
	process *process
	dir     string // of the socket; empty where the server has made it
}

// Build builds the server's program into file, for [Start].
func Build(ctx context.Context, file string) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "build", "-o", file, Package)
	command.Dir, command.Env = root, environment()
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build the embedded server: %w: %s", err, lastLine(string(out)))
	}
	return nil
}

// Start starts an empty server by running the program that [Build] built, and waits until it listens. It needs no other
// file, and no folder to write to: confine may change how it is started, and may be nil.
func Start(ctx context.Context, program string, confine func(*exec.Cmd) error) (*Server, error) {
	if runtime.GOOS == "windows" { // where no socket is handed over
		p, err := startCommand(ctx, exec.Command(program, socketFolder()))
		return &Server{process: p}, err
	}
	dir, err := os.MkdirTemp(socketFolder(), "generators-")
	if err != nil {
		return nil, err
	}
	command := exec.Command(program, "-")
	// Its tables are small and its garbage is much: collected a third as often, a server takes a fifth less time. Each row
	// goes through three goroutines, and on one processor waking the next takes an eighth less.
	command.Env = append(os.Environ(), "GOGC=400", "GOMAXPROCS=1")
	p, err := startOn(ctx, command, filepath.Join(dir, "mysql.sock"), confine)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &Server{p, dir}, nil
}

// startOn starts the server by command, on a socket that this process makes and hands over.
func startOn(ctx context.Context, command *exec.Cmd, socket string, confine func(*exec.Cmd) error) (*process, error) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	file, err := listener.File()
	if err := errors.Join(err, listener.Close()); err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // then nobody waits at the socket of a server that is gone
	command.ExtraFiles = []*os.File{file}
	if confine != nil {
		if err := confine(command); err != nil {
			return nil, err
		}
	}
	return startCommand(ctx, command)
}

// Socket returns the path of the server's unix socket, in a folder that no other user may enter.
func (s *Server) Socket() string { return s.process.socket }

// Process returns the number of the server's process.
func (s *Server) Process() int { return s.process.command.Process.Pid }

// Ended returns nil while the server runs, and else how it ended.
func (s *Server) Ended() error {
	select {
	case <-s.process.ended:
		return fmt.Errorf("the database server ended: %v", s.process.command.ProcessState)
	default:
		return nil
	}
}

// Close ends the server, and all its data. The error is that of a server that did not end well.
func (s *Server) Close() error {
	err := s.process.stop()
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}
