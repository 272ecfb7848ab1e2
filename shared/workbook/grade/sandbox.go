package grade

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
)

// SandboxKinds are the names that NewSandbox takes.
const SandboxKinds = "namespaces, landlock, docker, none, or auto: namespaces or else landlock, whichever works here"

// Sandbox is how the tests of a submission are confined: not at all if it is empty.
type Sandbox struct {
	kind     sandbox.Kind
	launcher string // what builds it; "" for the running program
}

// NewSandbox returns the sandbox with that name. The error says why it does not work here. No name but none stands for
// no sandbox.
func NewSandbox(name string) (Sandbox, error) {
	switch name {
	case "none":
		return Sandbox{}, nil
	case "auto":
		return auto(sandbox.Kind.Works)
	case string(sandbox.Namespaces), string(sandbox.Landlock), string(sandbox.Docker):
		kind := sandbox.Kind(name)
		if err := kind.Works(); err != nil {
			return Sandbox{}, fmt.Errorf("--sandbox %s: %w", name, err)
		}
		return Sandbox{kind: kind}, nil
	}
	return Sandbox{}, fmt.Errorf("--sandbox %q: want %s", name, SandboxKinds)
}

// auto returns the strongest sandbox that works by itself, which is never none.
func auto(works func(sandbox.Kind) error) (Sandbox, error) {
	var all []string
	for _, kind := range []sandbox.Kind{sandbox.Namespaces, sandbox.Landlock} {
		err := works(kind)
		if err == nil {
			return Sandbox{kind: kind}, nil
		}
		all = append(all, fmt.Sprintf("%s: %v", kind, err))
	}
	return Sandbox{}, fmt.Errorf("--sandbox auto: nothing confines submissions here (%s): "+
		"try --sandbox docker, or say --sandbox none if you would run them yourself", strings.Join(all, "; "))
}

// build builds the launcher. The running program could be it, but is large: it would take four times as long to start,
// and does so a hundred times for a submission. Without a sandbox nobody needs it, but where packs are installed, what
// is built then is in the go command's cache, which a jail can only read.
func (s *Sandbox) build(ctx context.Context, root, file string) error {
	command := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", file, sandbox.Package)
	command.Dir, command.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	out, err := command.CombinedOutput()
	switch {
	case s.kind == "":
		return nil
	case err != nil:
		return fmt.Errorf("build the sandbox's launcher: %w: %s", err, bytes.TrimSpace(out))
	}
	s.launcher = file
	return nil
}

// Describe returns how tests are confined, in a few words.
func (s Sandbox) Describe() string { return cmp.Or(s.kind.Describe(), "none") }

// limits are what the kernel holds a test binary to, beyond the runner's own limits, which have better words.
var limits = sandbox.Limits{
	CPUSeconds: int(Limits.Total.Seconds()) * 6,
	Memory:     2 * Limits.Memory,
	Processes:  256,
	OpenFiles:  256,
	FileSize:   64 << 20,
}

// confine makes the job's tests run so that they reach the database server's socket and an empty scratch folder, and
// nothing else.
func (s Sandbox) confine(job *runner.Job, scratch, socket string) error {
	if s.kind == "" {
		return os.MkdirAll(scratch, 0o700)
	}
	box := s.box(job.Binary, scratch)
	box.Dir = filepath.Join(job.Root, job.Dir)
	box.ReadOnly = append(box.ReadOnly, box.Dir, socket)
	if s.kind == sandbox.Docker {
		job.Channel = socket + "-" + job.Dir // beside it, since a socket's path must be short
		box.ReadOnly = append(box.ReadOnly, job.Channel)
	}
	job.Confine = func(tests *exec.Cmd) error { return s.kind.Confine(tests, box) }
	return nil
}

// box returns what a student's binary sees and may use, wherever it runs: itself, and an empty scratch folder.
func (s Sandbox) box(binary, scratch string) sandbox.Box {
	return sandbox.Box{
		ReadOnly: []string{binary}, Scratch: scratch, Dir: scratch, Temp: os.TempDir(), Limits: limits,
		Launcher: s.launcher,
	}
}
