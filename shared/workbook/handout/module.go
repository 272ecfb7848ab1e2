package handout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"example.com/generators/shared/embedded"
)

// module is the edition in a folder, as the go command sees it.
type module struct {
	ctx context.Context
	dir string
}

const fetch = "What is not on this machine has to be fetched once, with a network: go mod download does so"

// fetching is what the go command says that is no error.
var fetching = regexp.MustCompile(`(?m)^go: downloading .*\n`)

// run runs the go command there, with more in its environment, and returns what it prints.
func (m module) run(env []string, args ...string) ([]byte, error) {
	command := exec.CommandContext(m.ctx, "go", args...)
	command.Dir, command.Env = m.dir, append(os.Environ(), env...)
	out, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = errors.New(strings.TrimSpace(fetching.ReplaceAllString(string(exit.Stderr), "")))
	}
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0]+" "+args[1], err)
	}
	return out, nil
}

// tidy drops from go.mod and go.sum the modules that only instructors need. It is no go mod tidy, which has to look
// into every module, also those for systems that this machine never had, and would fetch them.
func (m module) tidy() error {
	required, err := m.required()
	if err != nil {
		return err
	}
	// What a package needs that is not on this machine nobody sees. So all of them have to be for this system; for others
	// a few more are needed, which need nothing else.
	if _, err := m.run([]string{"GOFLAGS=-mod=readonly"}, "list", "-deps", "-test", "./..."); err != nil {
		return fmt.Errorf("%w\n"+fetch, err)
	}
	needed := make(map[string]bool)
	for _, system := range []string{"linux", "windows", "darwin"} {
		if err := m.need(needed, required, system); err != nil {
			return err
		}
	}
	edit := []string{"mod", "edit", "-fmt"} // which is at least one flag
	for _, path := range required {
		if !needed[path] {
			edit = append(edit, "-droprequire="+path)
		}
	}
	if _, err := m.run(nil, edit...); err != nil {
		return err
	}
	return m.tidySums(needed)
}

// required returns the paths of the modules in go.mod.
func (m module) required() ([]string, error) {
	out, err := m.run(nil, "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	var file struct{ Require []struct{ Path string } }
	if err := json.Unmarshal(out, &file); err != nil {
		return nil, err
	}
	var paths []string
	for _, r := range file.Require {
		paths = append(paths, r.Path)
	}
	return paths, nil
}

// need enters the modules of all packages that the edition is made of on a system, and of the tools that a module
// pins: go mod vendor wants those. Where a package is not on this machine, which is not to fetch it, all modules that
// can have it are needed.
func (m module) need(needed map[string]bool, required []string, system string) error {
	out, err := m.run([]string{"GOPROXY=off", "GOFLAGS=-mod=readonly", "GOOS=" + system, "GOARCH=amd64"},
		"list", "-e", "-deps", "-test", "-tags=tools", "-json=ImportPath,Standard,Module", "./...")
	if err != nil {
		return err
	}
	for packages := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Standard   bool
			Module     *struct{ Path string }
		}
		if err := packages.Decode(&p); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if p.Module != nil {
			needed[p.Module.Path] = true
			continue
		}
		for _, path := range required {
			if !p.Standard && within(p.ImportPath, path) {
				needed[path] = true
			}
		}
	}
}

// tidySums drops the sums of the modules that are not needed. Those of go.mod files stay: the go command asks for some
// of them to choose versions, and fetches little for it.
func (m module) tidySums(needed map[string]bool) error {
	file := filepath.Join(m.dir, "go.sum")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var left []byte
	for line := range bytes.Lines(text) {
		path, version, _ := bytes.Cut(line, []byte(" "))
		if needed[string(path)] || bytes.Contains(version, []byte("/go.mod ")) {
			left = append(left, line...)
		}
	}
	return os.WriteFile(file, left, 0o644)
}

// vendor puts all modules that are needed, on any system, into the folder vendor. It fetches those that are not on this
// machine.
func (m module) vendor() error {
	if _, err := m.run([]string{"GOFLAGS=-mod=mod"}, "mod", "vendor"); err != nil {
		return fmt.Errorf("%w\n"+fetch, err)
	}
	return nil
}

// System is an operating system and a processor, such as linux/amd64.
type System struct{ OS, Processor string }

// ParseSystem reads one as the go command writes it.
func ParseSystem(text string) (System, error) {
	known, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		return System{}, fmt.Errorf("go tool dist list: %w", err)
	}
	system, processor, ok := strings.Cut(text, "/")
	if !ok || !strings.Contains("\n"+string(known), "\n"+text+"\n") {
		return System{}, fmt.Errorf("%q is no system that Go builds for: want one such as windows/amd64; "+
			"go tool dist list shows them", text)
	}
	return System{system, processor}, nil
}

// build builds the embedded server for a system to where a program looks for it.
func (m module) build(s System) error {
	file, err := embedded.Built(m.dir, s.OS, s.Processor)
	if err == nil {
		file, err = filepath.Abs(file) // the go command runs in m.dir
	}
	if err != nil {
		return err
	}
	_, err = m.run([]string{"CGO_ENABLED=0", "GOOS=" + s.OS, "GOARCH=" + s.Processor},
		"build", "-trimpath", "-ldflags=-s -w", "-o", file, embedded.Package)
	if err != nil {
		return fmt.Errorf("build the embedded server for %s/%s: %w", s.OS, s.Processor, err)
	}
	return nil
}
