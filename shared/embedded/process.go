package embedded

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// process is a running server.
type process struct {
	command *exec.Cmd
	stdin   io.Closer // the server ends when this closes
	socket  string
	ended   chan struct{} // closed at its end
	err     error         // of the end
}

const wayOut = "set DB_HOST to use a MySQL server instead (README.md says how)"

// start starts the server that was built beforehand, or else builds and starts it with the go command, and waits until
// it listens.
func start(ctx context.Context) (*process, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	if p := startBuilt(ctx, root); p != nil {
		return p, nil
	}
	command, err := goCommand("run", Package, socketFolder())
	if err != nil {
		return nil, err
	}
	command.Dir, command.Env = root, environment()
	// A build in progress is announced after two seconds, so that the first user does not think that the program hangs.
	building := time.AfterFunc(2*time.Second, func() {
		fmt.Fprintln(os.Stderr, "building the embedded server; the first time takes about a minute")
	})
	defer building.Stop()
	return startCommand(ctx, command)
}

// startBuilt returns nil if no server was built beforehand, or if the system does not let it run: a Mac may refuse
// what a browser has fetched.
func startBuilt(ctx context.Context, root string) *process {
	file, err := Built(root, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return nil
	}
	_ = os.Chmod(file, 0o755) // archives can lose it
	p, err := startCommand(ctx, exec.Command(file, socketFolder()))
	if err != nil {
		return nil
	}
	return p
}

// startCommand starts the server by command and waits until it listens.
func startCommand(ctx context.Context, command *exec.Cmd) (*process, error) {
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start the embedded server: %w; %s", err, wayOut)
	}

	socket, err := firstLine(ctx, stdout)
	if err == nil {
		p := &process{command: command, stdin: stdin, socket: socket, ended: make(chan struct{})}
		go func() {
			p.err = command.Wait()
			close(p.ended)
		}()
		return p, nil
	}
	stdin.Close()
	if ctx.Err() != nil {
		command.Process.Kill()
	}
	_ = command.Wait() // what it printed says more
	if ctx.Err() != nil {
		return nil, fmt.Errorf("start the embedded server: %w", context.Cause(ctx))
	}
	return nil, fmt.Errorf("start the embedded server: %s; %s", lastLine(stderr.String()), wayOut)
}

// stop ends the server and waits until it is gone.
func (p *process) stop() error {
	p.stdin.Close()
	<-p.ended
	return p.err
}

// environment is what the server is built with. Without cgo it needs no library, in whatever box it runs; and who has
// a C compiler builds it once, however it is built.
func environment() []string { return append(os.Environ(), "CGO_ENABLED=0") }

// socketFolder is where the folder of a socket is made: the system's temporary folder, or /tmp where the path of the
// socket would be longer than the 104 bytes that macOS allows (Linux 108).
func socketFolder() string {
	const room = len("/generators-1234567890/mysql.sock")
	if dir := os.TempDir(); len(dir)+room < 104 {
		return dir
	}
	return "/tmp"
}

// firstLine reads the line that says the server is ready.
func firstLine(ctx context.Context, stdout io.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	ready := make(chan result, 1)
	go func() {
		line, err := bufio.NewReader(stdout).ReadString('\n')
		ready <- result{strings.TrimSuffix(line, "\n"), err}
	}()
	select {
	case r := <-ready:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// goCommand returns the go command that ran this program, or the first in PATH.
func goCommand(args ...string) (*exec.Cmd, error) {
	// go run and go test put their own GOROOT/bin first in PATH, so both ways find the same one.
	path, err := exec.LookPath("go")
	if err != nil {
		return nil, errors.New("start the embedded server: no go command in PATH to build it with; " + wayOut)
	}
	return exec.Command(path, args...), nil
}

// startedIn is the working folder at the start, which a program may have left.
var startedIn, _ = os.Getwd()

// moduleRoot returns the folder of this workbook: where this file was compiled, or, where the source has moved since or
// -trimpath hides where it was, the workbook around the working folder, now or at the start, or around the program.
func moduleRoot() (string, error) {
	var candidates []string
	if _, file, _, ok := runtime.Caller(0); ok {
		candidates = append(candidates, filepath.Dir(file))
	}
	if dir, err := os.Getwd(); err == nil {
		candidates = append(candidates, dir)
	}
	if startedIn != "" {
		candidates = append(candidates, startedIn)
	}
	if file, err := os.Executable(); err == nil {
		candidates = append(candidates, filepath.Dir(file))
	}
	for _, dir := range candidates {
		for parent := ""; dir != parent; parent, dir = dir, filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, Package, "main.go")); err == nil {
				return dir, nil
			}
		}
	}
	return "", errors.New("start the embedded server: run this in the workbook's folder, where its source is; or " +
		wayOut)
}

// lastLine returns the last line of what the go command said, which names the failure.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}
