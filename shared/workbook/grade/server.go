package grade

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/workbook/group"
	"example.com/generators/shared/workbook/sandbox"
)

// serverLimits are far above what the checks of all exercises make a server use.
var serverLimits = sandbox.Together{CPU: 3 * time.Minute, Memory: 1 << 30}

// server is a database server that nobody has seen before, in a box of its own where there is one.
type server struct {
	*embedded.Server
	stop func() (time.Duration, error) // ends the watch over it
}

// serve starts a server.
func (g *Grader) serve(ctx context.Context) (*server, error) {
	s, err := embedded.Start(ctx, g.server, g.sandbox.confineServer)
	if err != nil {
		return nil, err
	}
	started := &server{s, serverLimits.Watch(s.Process())}
	if g.sandbox.kind != "" {
		// For the user that a submission is in its sandbox. The socket's folder stays closed to others of this machine.
		if err := os.Chmod(s.Socket(), 0o666); err != nil {
			return nil, errors.Join(err, started.Close())
		}
	}
	return started, nil
}

// Close ends the server. The error is *sandbox.Exceeded if it used more than it may, and else how it ended before that,
// if it did.
func (s *server) Close() error {
	early := s.Ended()
	closed := s.Server.Close()
	_, exceeded := s.stop()
	for _, err := range []error{exceeded, early} {
		if err != nil {
			return err
		}
	}
	return closed
}

// confineServer makes a server start where it can reach nothing but its socket, which it holds already.
func (s Sandbox) confineServer(command *exec.Cmd) error {
	command.Env = append(command.Environ(), "GOMEMLIMIT=768MiB")
	group.Lead(command)
	if s.kind != sandbox.Namespaces {
		return nil
	}
	return s.kind.Confine(command, sandbox.Box{
		ReadOnly: []string{command.Path}, Scratch: "/scratch", Dir: "/scratch", Launcher: s.launcher,
		Limits: sandbox.Limits{
			CPUSeconds: int(serverLimits.CPU.Seconds()) + 1, Memory: 2 * serverLimits.Memory,
			Processes: 512, OpenFiles: 1024, FileSize: 1 << 20,
		},
	})
}
