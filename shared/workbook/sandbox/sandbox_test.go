//go:build linux && !race

package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.com/generators/shared/workbook/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	if deed := os.Getenv("DEED"); deed != "" {
		deeds[deed]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// deeds are what a hostile program does in the box. Each prints what came of it.
var deeds = map[string]func(){
	"reads_the_machine": func() {
		for _, path := range []string{"/etc/passwd", "/root", "/home", os.Getenv("TARGET")} {
			_, err := os.ReadFile(path)
			_, dirErr := os.ReadDir(path)
			fmt.Println(path, err != nil && dirErr != nil)
		}
	},
	"reads_what_it_is_given": func() {
		text, err := os.ReadFile(filepath.Join(os.Getenv("GIVEN"), "file"))
		fmt.Println(string(text), err)
	},
	"writes_what_it_is_given": func() {
		fmt.Println(os.WriteFile(filepath.Join(os.Getenv("GIVEN"), "file"), nil, 0o600) != nil,
			os.WriteFile("/x", nil, 0o600) != nil)
	},
	"writes_its_scratch": func() {
		fmt.Println(os.WriteFile(filepath.Join(os.TempDir(), "x"), []byte("x"), 0o600))
	},
	"fills_its_scratch": func() {
		var err error
		for i := 0; err == nil && i < 100; i++ {
			err = os.WriteFile(filepath.Join(os.TempDir(), fmt.Sprint(i)), make([]byte, 1<<20), 0o600)
		}
		fmt.Println(err != nil)
	},
	"dials": func() {
		_, err := net.DialTimeout("tcp", os.Getenv("TARGET"), time.Second)
		interfaces, _ := net.Interfaces()
		fmt.Println(err != nil, len(interfaces)) // the loopback one
	},
	"dials_the_socket": func() {
		c, err := net.Dial("unix", os.Getenv("TARGET"))
		fmt.Println(c != nil, err)
	},
	"prints_its_environment": func() { fmt.Println(strings.Join(os.Environ(), " ")) },
	"counts_its_files": func() {
		open := 0
		for fd := range 100 {
			var stat syscall.Stat_t
			if syscall.Fstat(fd, &stat) == nil && stat.Mode&syscall.S_IFMT != 0 {
				open++
			}
		}
		fmt.Println(open < 10)
	},
	"becomes_root": func() {
		fmt.Println(syscall.Setuid(0) != nil || os.Getuid() == 0, syscall.Mount("", "/", "tmpfs", 0, "") != nil)
	},
	"kills_everyone": func() { syscall.Kill(-1, syscall.SIGKILL); fmt.Println("alive") },
	"forks": func() {
		for range 1000 {
			_, err := syscall.ForkExec(os.Getenv("SELF"), []string{"self"},
				&syscall.ProcAttr{Env: []string{"DEED=sleeps"}, Sys: &syscall.SysProcAttr{Setsid: true}})
			if err != nil {
				fmt.Println("stopped")
				return
			}
		}
		fmt.Println("a thousand")
	},
	"sleeps": func() { time.Sleep(time.Minute) },
	"allocates": func() {
		var all [][]byte
		for range 4096 {
			block := make([]byte, 1<<20)
			for page := 0; page < len(block); page += 4096 {
				block[page] = 1 // a page is taken by one byte, and the limit of processor time is another test
			}
			all = append(all, block)
		}
		fmt.Println("4 GiB", len(all))
	},
	"computes": func() {
		for n := 0; ; n++ {
			_ = n
		}
	},
}

func TestWhatIsConfinedReachesNothingElse(t *testing.T) {
	given := t.TempDir()
	if err := os.WriteFile(filepath.Join(given, "file"), []byte("given"), 0o666); err != nil {
		t.Fatal(err)
	}
	open(t, given)
	if err := os.Chmod(filepath.Join(given, "file"), 0o666); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	socket := filepath.Join(given, "socket")
	unix, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close()
	if err := os.Chmod(socket, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PASSWORD", "of the grader")

	eachKind(t, func(t *testing.T, kind sandbox.Kind) {
		confinedReaches(t, kind, given, secret, socket, tcp.Addr().String())
	})
}

func confinedReaches(t *testing.T, kind sandbox.Kind, given, secret, socket, address string) {
	for _, test := range []struct{ deed, target, want string }{
		{"reads_the_machine", secret, "/etc/passwd true\n/root true\n/home true\n" + secret + " true\n"},
		{"reads_what_it_is_given", "", "given <nil>\n"},
		{"writes_what_it_is_given", "", "true true\n"},
		{"writes_its_scratch", "", "<nil>\n"},
		{"fills_its_scratch", "", "true\n"},
		{"dials", address, "true 1\n"},
		{"dials_the_socket", socket, "true <nil>\n"},
		{"prints_its_environment", "", ""},
		{"counts_its_files", "", "true\n"},
		{"becomes_root", "", "true true\n"},
		{"kills_everyone", "", "alive\n"},
		{"forks", "", "stopped\n"},
	} {
		t.Run(test.deed, func(t *testing.T) {
			out, err := run(t, kind, test.deed, test.target, given)
			if err != nil || !strings.HasPrefix(out, test.want) || strings.Contains(out, "of the grader") {
				t.Errorf("it ended with %v and printed %q, want %q", err, out, test.want)
			}
		})
	}
}

func TestLimitsEndWhatIsConfined(t *testing.T) { eachKind(t, limitsEnd) }

func limitsEnd(t *testing.T, kind sandbox.Kind) {
	for _, test := range []struct{ deed, says string }{
		{"allocates", "out of memory"},
		{"computes", ""}, // SIGXCPU or SIGKILL, by the kernel
	} {
		t.Run(test.deed, func(t *testing.T) {
			began := time.Now()
			out, err := run(t, kind, test.deed, "", t.TempDir())
			if err == nil || !strings.Contains(out, test.says) {
				t.Errorf("it ended with %v and printed %.200q, want an error that says %q", err, out, test.says)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it ran for %v", took)
			}
		})
	}
}

func TestNothingIsLeftOfWhatForked(t *testing.T) {
	eachKind(t, func(t *testing.T, kind sandbox.Kind) {
		given := t.TempDir()
		if _, err := run(t, kind, "forks", "", given); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.Command("pgrep", "-f", "^"+given).CombinedOutput()
		if len(bytes.TrimSpace(out)) > 0 {
			t.Errorf("processes are left: %s", out)
		}
	})
}

func TestACommandThatIsStoppedLeavesNoContainer(t *testing.T) {
	if err := sandbox.Docker.Works(); err != nil {
		t.Skip("needs Docker: ", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	command, _ := confined(ctx, t, sandbox.Docker, "sleeps", "", t.TempDir())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	name := command.Args[slices.Index(command.Args, "--name")+1]
	if err := command.Wait(); !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		t.Errorf("the command ended before it was stopped: %v", err)
	}
	if out, err := exec.Command("docker", "ps", "--all", "--quiet", "--filter",
		"name="+name).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("containers that are left: %s %v", out, err)
	}
}

// eachKind runs a test for each way to confine that works here.
func eachKind(t *testing.T, test func(*testing.T, sandbox.Kind)) {
	for _, kind := range []sandbox.Kind{sandbox.Namespaces, sandbox.Docker} {
		t.Run(string(kind), func(t *testing.T) {
			if err := kind.Works(); err != nil {
				t.Skipf("needs %s: %v", kind, err)
			}
			test(t, kind)
		})
	}
}

// run runs a deed in a box and returns what it printed.
func run(t *testing.T, kind sandbox.Kind, deed, target, given string) (string, error) {
	t.Helper()
	command, out := confined(t.Context(), t, kind, deed, target, given)
	err := command.Run()
	return out.String(), err
}

// confined returns the command of a deed in a box, and where its output will be.
func confined(ctx context.Context, t *testing.T, kind sandbox.Kind, deed, target, given string) (*exec.Cmd,
	*bytes.Buffer,
) {
	t.Helper()
	open(t, given)
	self := filepath.Join(given, "self")
	if _, err := os.Stat(self); errors.Is(err, os.ErrNotExist) {
		place(t, self)
	}
	command := exec.CommandContext(ctx, self)
	scratch := filepath.Join(t.TempDir(), "scratch")
	command.Env = []string{"DEED=" + deed, "TARGET=" + target, "GIVEN=" + given, "SELF=" + self, "TMPDIR=" + scratch}
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err := kind.Confine(command, sandbox.Box{
		ReadOnly: []string{given}, Scratch: scratch, Dir: given,
		Limits: sandbox.Limits{CPUSeconds: 2, Memory: 128 << 20, Processes: 200, OpenFiles: 100, FileSize: 16 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	return command, &out
}

// open lets other users see a folder of the test, and those above it.
func open(t *testing.T, dir string) {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

// child is this test binary without cgo, since a box has no libraries. It is read into memory, so that no file is left.
var child = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "generators-sandbox-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "test", "-c", "-o", filepath.Join(dir, "child"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "child"))
})

// place puts the child where the box can show it.
func place(t *testing.T, at string) {
	t.Helper()
	text, err := child()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, text, 0o755); err != nil {
		t.Fatal(err)
	}
}
