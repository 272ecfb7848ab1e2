//go:build linux && !race

package sandbox_test

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"example.com/generators/shared/workbook/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	if deed := os.Getenv("DEED"); deed != "" {
		deeds[deed]()
		os.Exit(0)
	}
	_ = sandbox.Landlock.Works() // it looks for sockets, so let it be before there are those of the tests
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
		fmt.Println(err != nil, len(interfaces) <= 1) // the loopback one
	},
	"dials_the_socket": func() {
		c, err := net.Dial("unix", os.Getenv("TARGET"))
		fmt.Println(c != nil, err)
	},
	"dials_what_it_is_not_shown": func() {
		_, err := net.DialTimeout("unix", os.Getenv("TARGET"), time.Second)
		fmt.Println(err != nil)
	},
	"signals_another_process": func() {
		pid, _ := strconv.Atoi(os.Getenv("TARGET"))
		_, _, tid := syscall.RawSyscall(syscall.SYS_TGKILL, uintptr(pid), uintptr(pid), 0)
		fmt.Println(syscall.Kill(pid, 0) != nil, tid != 0)
	},
	"looks_into_another_process": func() {
		process := filepath.Join("/proc", os.Getenv("TARGET"))
		_, memory := os.Open(filepath.Join(process, "mem"))
		_, environment := os.ReadFile(filepath.Join(process, "environ"))
		fmt.Println(memory != nil, environment != nil)
	},
	"asks_more_of_the_kernel": func() { askMore() },
	"prints_its_environment":  func() { fmt.Println(strings.Join(os.Environ(), " ")) },
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

// askMore prints the system calls that succeed or fail for another reason than that they are not allowed.
func askMore() {
	high := ^uintptr(0)
	const nobody = 1 << 30 // no process has this number: what is allowed fails with ESRCH
	for _, call := range []struct {
		name       string
		number     uintptr
		a, b, c, d uintptr
	}{
		{"socket inet", unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_DGRAM, 0, 0},
		{"socket netlink", unix.SYS_SOCKET, unix.AF_NETLINK, unix.SOCK_RAW, 0, 0},
		{"socket mptcp", unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP, 0},
		{"socketpair inet", unix.SYS_SOCKETPAIR, unix.AF_INET, unix.SOCK_STREAM, 0, 0},
		{"bind", unix.SYS_BIND, ^uintptr(0), 0, 0, 0},
		{"ptrace", unix.SYS_PTRACE, unix.PTRACE_ATTACH, nobody, 0, 0},
		{"mount", unix.SYS_MOUNT, 0, 0, 0, 0},
		{"unshare", unix.SYS_UNSHARE, unix.CLONE_NEWUSER, 0, 0, 0},
		{"bpf", unix.SYS_BPF, ^uintptr(0), 0, 0, 0},
		{"keyctl", unix.SYS_KEYCTL, unix.KEYCTL_GET_KEYRING_ID, 0, 0, 0},
		{"userfaultfd", unix.SYS_USERFAULTFD, 0, 0, 0, 0},
		{"io_uring_setup", unix.SYS_IO_URING_SETUP, 1, 0, 0, 0},
		{"process_vm_readv", unix.SYS_PROCESS_VM_READV, 1, 0, 0, 0},
		{"pidfd_send_signal", unix.SYS_PIDFD_SEND_SIGNAL, ^uintptr(0), 0, 0, 0},
		{"memfd_create", unix.SYS_MEMFD_CREATE, 0, 0, 0, 0},
		{"fchmodat", unix.SYS_FCHMODAT, ^uintptr(0), 0, 0, 0},
		{"clone without thread", unix.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0},
		{"clone3", unix.SYS_CLONE3, 0, 0, 0, 0},
		{"setsid", unix.SYS_SETSID, 0, 0, 0, 0},
		{"kill all", unix.SYS_KILL, high, 0, 0, 0},
		{"kill another", unix.SYS_KILL, nobody, 0, 0, 0},
		{"tgkill another", unix.SYS_TGKILL, nobody, nobody, 0, 0},
		{"limits of another", unix.SYS_PRLIMIT64, nobody, unix.RLIMIT_NOFILE, 0, 0},
		{"owner of signals", unix.SYS_FCNTL, 0, unix.F_SETOWN, 1, 0},
		{"high bits of an argument", unix.SYS_FCNTL, 0, unix.F_SETOWN | high<<31<<1, 1, 0},
		{"typing for another", unix.SYS_IOCTL, 0, unix.TIOCSTI, 0, 0},
	} {
		result, _, err := syscall.RawSyscall6(call.number, call.a, call.b, call.c, call.d, 0, 0)
		if call.number == unix.SYS_CLONE && err == 0 && result == 0 {
			os.Exit(0) // the child, which is not to be
		}
		if err != syscall.EPERM {
			fmt.Println(call.name, err)
		}
	}
	fmt.Println("asked")
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
	shown, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	if err := os.Chmod(socket, 0o777); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(filepath.Dir(secret), "socket")
	private, err := net.Listen("unix", closed)
	if err != nil {
		t.Fatal(err)
	}
	defer private.Close()
	if err := os.Chmod(closed, 0o660); err != nil {
		t.Fatal(err)
	}
	var sameUser []sandbox.Kind
	if sandbox.Landlock.Describe() != string(sandbox.Landlock) {
		sameUser = []sandbox.Kind{sandbox.Landlock}
	}
	abstract, err := net.Listen("unix", "@"+filepath.Base(filepath.Dir(given)))
	if err != nil {
		t.Fatal(err)
	}
	defer abstract.Close()
	t.Setenv("PASSWORD", "of the grader")
	another := exec.Command("sleep", "600")
	if err := another.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = another.Process.Kill(), another.Wait() }()
	process := strconv.Itoa(another.Process.Pid)

	eachKind(t, func(t *testing.T, kind sandbox.Kind) {
		for _, test := range []struct {
			deed, target, want string
			not                []sandbox.Kind // which do not hold this
		}{
			{"reads_the_machine", secret, "/etc/passwd true\n/root true\n/home true\n" + secret + " true\n", nil},
			{"reads_what_it_is_given", "", "given <nil>\n", nil},
			{"writes_what_it_is_given", "", "true true\n", nil},
			{"writes_its_scratch", "", "<nil>\n", nil},
			{"fills_its_scratch", "", "true\n", []sandbox.Kind{sandbox.Landlock}},
			{"dials", tcp.Addr().String(), "true true\n", nil},
			{"dials_the_socket", socket, "true <nil>\n", nil},
			{"dials_what_it_is_not_shown", abstract.Addr().String(), "true\n", nil},
			{"dials_what_it_is_not_shown", closed, "true\n", sameUser},
			{"prints_its_environment", "", "", nil},
			{"counts_its_files", "", "true\n", nil},
			{"becomes_root", "", "true true\n", nil},
			{"looks_into_another_process", process, "true true\n", nil},
			{"signals_another_process", process, "true true\n", nil},
			{"kills_everyone", "", "alive\n", nil},
			{"asks_more_of_the_kernel", "", "asked\n", []sandbox.Kind{sandbox.Namespaces, sandbox.Docker}},
			{"forks", "", "stopped\n", nil},
		} {
			t.Run(test.deed, func(t *testing.T) {
				if slices.Contains(test.not, kind) {
					t.Skipf("%s does not hold this", kind)
				}
				out, err := run(t, kind, test.deed, test.target, given)
				if err != nil || !strings.HasPrefix(out, test.want) || strings.Contains(out, "of the grader") {
					t.Errorf("it ended with %v and printed %q, want %q", err, out, test.want)
				}
			})
		}
	})
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
		if left := running(given); len(left) > 0 {
			t.Errorf("processes are left: %v", left)
		}
	})
}

func TestNothingIsLeftWhenTheLauncherEnds(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		for _, kind := range []sandbox.Kind{sandbox.Namespaces, sandbox.Landlock} {
			t.Run(fmt.Sprintf("%s %v", kind, signal), func(t *testing.T) {
				if err := kind.Works(); err != nil {
					t.Skipf("needs %s: %v", kind, err)
				}
				given := t.TempDir()
				command, _ := confined(t.Context(), t, kind, "sleeps", "", given)
				launcher, err := kind.Launcher(box(t, given))
				if err != nil {
					t.Fatal(err)
				}
				self := filepath.Join(given, "self")
				around := exec.Command(launcher.Path)
				around.Args = append(launcher.Args, "--", self, self)
				around.Env = command.Env
				around.Stderr = os.Stderr
				if err := around.Start(); err != nil {
					t.Fatal(err)
				}
				wait(t, "the program to start", func() bool { return len(running(given)) > 0 })
				if err := around.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = around.Wait() // it was ended
				wait(t, "the program to end", func() bool { return len(running(given)) == 0 })
			})
		}
	}
}

func TestTheLauncherThatIsNamedBuildsTheBox(t *testing.T) {
	file := filepath.Join(t.TempDir(), "launcher")
	build := exec.Command("go", "build", "-o", file, "./launcher")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, kind := range []sandbox.Kind{sandbox.Namespaces, sandbox.Landlock} {
		t.Run(string(kind), func(t *testing.T) {
			if err := kind.Works(); err != nil {
				t.Skipf("needs %s: %v", kind, err)
			}
			given := t.TempDir()
			command, out := confined(t.Context(), t, kind, "writes_what_it_is_given", "", given)
			b := box(t, given)
			b.Launcher = file
			self := exec.Command(filepath.Join(given, "self"))
			self.Env, self.Stdout, self.Stderr = command.Env, out, out
			if err := kind.Confine(self, b); err != nil {
				t.Fatal(err)
			}
			if self.Path != file {
				t.Errorf("%s builds the box, want %s", self.Path, file)
			}
			if err := self.Run(); err != nil || out.String() != "true true\n" {
				t.Errorf("the program says %q, %v; want that it can write neither file", out, err)
			}
			if launcher, err := kind.Launcher(b); err != nil || launcher.Path != file {
				t.Errorf("%s stands around the box, %v; want %s", launcher.Path, err, file)
			}
		})
	}
}

// running returns the folders in /proc of the processes whose program is in given.
func running(given string) (found []string) {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range processes {
		command, err := os.ReadFile(filepath.Join(process, "cmdline")) // empty, if it has ended and nobody has waited for it
		if err == nil && strings.HasPrefix(string(command), given) {
			found = append(found, process)
		}
	}
	return found
}

// wait waits until something is so, and no longer than a slow machine needs.
func wait(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
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
	for _, kind := range []sandbox.Kind{sandbox.Namespaces, sandbox.Landlock, sandbox.Docker} {
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
	b := box(t, given)
	command.Env = []string{"DEED=" + deed, "TARGET=" + target, "GIVEN=" + given, "SELF=" + self, "TMPDIR=" + b.Scratch}
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := kind.Confine(command, b); err != nil {
		t.Fatal(err)
	}
	return command, &out
}

// box is what every deed is confined to.
func box(t *testing.T, given string) sandbox.Box {
	t.Helper()
	return sandbox.Box{
		ReadOnly: []string{given}, Scratch: filepath.Join(t.TempDir(), "scratch"), Dir: given, Temp: os.TempDir(),
		Limits: sandbox.Limits{CPUSeconds: 2, Memory: 128 << 20, Processes: 200, OpenFiles: 100, FileSize: 16 << 20},
	}
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
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if file, err := elf.Open(self); err == nil && file.Section(".interp") == nil {
		return os.ReadFile(self) // it is one
	}
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
