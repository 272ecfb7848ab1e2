package embedded

import (
	"context"
	"fmt"
	"os/exec"
)

// Server is a server beside the shared one, for who needs many that know nothing of each other.
type Server struct{ process *process }

// Build builds the server's program into file, for [Start].
func Build(ctx context.Context, file string) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "build", "-o", file, serverPackage)
	command.Dir = root
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build the embedded server: %w: %s", err, lastLine(string(out)))
	}
	return nil
}

// Start starts an empty server by running the program that [Build] built, and waits until it listens.
func Start(ctx context.Context, program string) (*Server, error) {
	p, err := startCommand(ctx, exec.Command(program))
	if err != nil {
		return nil, err
	}
	return &Server{p}, nil
}

// Socket returns the path of the server's unix socket, in a folder that no other user may enter.
func (s *Server) Socket() string { return s.process.socket }

// Close ends the server, and all its data.
func (s *Server) Close() error { return s.process.stop() }
