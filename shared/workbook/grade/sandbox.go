package grade

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"example.com/generators/shared/workbook/runner"
	"example.com/generators/shared/workbook/sandbox"
)

// SandboxKinds are the names that NewSandbox takes.
const SandboxKinds = "namespaces, none, or auto for the first that works here"

// Sandbox is how the tests of a submission are confined.
type Sandbox struct{ name string }

// NewSandbox returns the sandbox with that name.
func NewSandbox(name string) (Sandbox, error) {
	works := sandbox.Kind() == sandbox.Namespaces
	switch {
	case name == "namespaces" && !works:
		return Sandbox{}, fmt.Errorf("--sandbox namespaces: here are %s", sandbox.Kind())
	case name == "namespaces", name == "auto" && works:
		return Sandbox{sandbox.Namespaces}, nil
	case name == "auto", name == "none":
		return Sandbox{"none"}, nil
	}
	return Sandbox{}, fmt.Errorf("--sandbox %q: want %s", name, SandboxKinds)
}

// Describe returns how tests are confined, in a few words.
func (s Sandbox) Describe() string { return s.name }

// limits are what the kernel holds a test binary to, beyond the runner's own limits, which have better words.
var limits = sandbox.Limits{
	CPUSeconds: int(Limits.Total.Seconds()) * 6,
	Memory:     2 * Limits.Memory,
	Processes:  256,
	OpenFiles:  256,
	FileSize:   64 << 20,
}

// confine makes the job's tests run so that they reach the database server's socket and an empty scratch folder, and nothing else.
func (s Sandbox) confine(job *runner.Job, scratch, socket string) error {
	if s.name != sandbox.Namespaces {
		return os.Mkdir(scratch, 0o700)
	}
	// The socket's folder stays closed to other users of this machine.
	if err := os.Chmod(socket, 0o666); err != nil {
		return err
	}
	dir := filepath.Join(job.Root, job.Dir)
	job.Confine = func(tests *exec.Cmd) error {
		return sandbox.Confine(tests, sandbox.Box{ReadOnly: []string{job.Binary, dir, socket}, Scratch: scratch, Dir: dir, Limits: limits})
	}
	return nil
}
