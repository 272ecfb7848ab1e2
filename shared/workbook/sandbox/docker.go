package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// image is empty: a program that is built without cgo needs nothing but itself. No registry has to be asked for it.
const image = "generators-sandbox:empty"

// label is on every container, so that those which a killed grader leaves can be found: docker ps --filter label=...
const label = "com.example.generators.sandbox"

// dockerWorks makes the image, once.
var dockerWorks = sync.OnceValue(func() error {
	if runtime.GOOS != "linux" {
		return errors.New("containers run programs of Linux, and this is " + runtime.GOOS)
	}
	emptyArchive := make([]byte, 1024) // the two blocks that end a tar file
	command := exec.Command("docker", "import", "-", image)
	command.Stdin = bytes.NewReader(emptyArchive)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("docker import: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
})

// removal is how long a container may take to be gone. After that it is the daemon that hangs, and who waits for the
// command should not.
var removal = 20 * time.Second

// making is how long the daemon may take to make a container for a command that is gone.
const making = time.Second

// remove removes a container, and reports whether there was one.
func remove(ctx context.Context, docker, name string) bool {
	out, err := exec.CommandContext(ctx, docker, "rm", "--force", name).Output()
	return err == nil && len(out) > 0
}

// enterContainer makes command the docker command that runs it. A unix socket in box.ReadOnly is all that leads out.
func enterContainer(command *exec.Cmd, box Box) error {
	docker, err := exec.LookPath("docker")
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(command.Env, func(v string) bool { return strings.ContainsAny(v, "\r\n") }); i >= 0 {
		return fmt.Errorf("docker takes no variable of several lines: %q", command.Env[i])
	}
	name := "generators-sandbox-" + strings.ToLower(rand.Text())
	args := []string{
		"docker", "run", "--rm", "--name", name, "--label", label, "--pull", "never", "--log-driver", "none",
		"--network", "none", "--ipc", "none", "--read-only", "--user", "65534:65534", "--cap-drop", "ALL",
		"--security-opt", "no-new-privileges", "--pids-limit", strconv.Itoa(box.Limits.Processes),
		// of all processes, and no swap
		"--memory", fmt.Sprint(2 * box.Limits.Memory), "--memory-swap", fmt.Sprint(2 * box.Limits.Memory),
		"--tmpfs", fmt.Sprintf("%s:size=%d,mode=1777", box.Scratch, box.Limits.FileSize), "--workdir", box.Dir,
		"--env-file", "/dev/stdin", // not --env, which others on this machine would see
	}
	for resource, most := range map[string]int64{
		"cpu": int64(box.Limits.CPUSeconds), "data": box.Limits.Memory, "nofile": int64(box.Limits.OpenFiles),
		"fsize": box.Limits.FileSize, "core": 0,
	} {
		args = append(args, "--ulimit", fmt.Sprintf("%s=%d:%d", resource, most, most))
	}
	for _, path := range box.ReadOnly {
		if strings.Contains(path, ",") {
			return fmt.Errorf("docker shows no path with a comma: %s", path)
		}
		args = append(args, "--mount", "type=bind,readonly,source="+path+",target="+path)
	}
	args = append(append(args, "--entrypoint", command.Path, image), command.Args[1:]...)

	command.Stdin = strings.NewReader(strings.Join(command.Env, "\n") + "\n")
	command.Path, command.Args, command.Env, command.Dir, command.ExtraFiles, command.Err = docker, args, os.Environ(),
		"/", nil, nil
	if stop := command.Cancel; stop != nil {
		command.Cancel = func() error {
			// The daemon runs the container, and does not mind when the docker command is killed. It may even be about to make
			// it: then there is nothing to remove yet, and soon something that nobody starts.
			ctx, cancel := context.WithTimeout(context.Background(), removal)
			defer cancel()
			removed := remove(ctx, docker, name)
			err := stop()
			if !removed {
				time.Sleep(making)
				remove(ctx, docker, name)
			}
			return err
		}
	}
	return nil
}
