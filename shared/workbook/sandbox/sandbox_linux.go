package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"unsafe"

	"example.com/generators/shared/receipt"

	"golang.org/x/sys/unix"
)

// launcher is the name under which a launcher is started to build a box from the inside.
const launcher = "workbook-sandbox"

const namespaces = syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC |
	syscall.CLONE_NEWUTS

// namespacesWork tries an empty box once.
var namespacesWork = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "generators-sandbox-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	box := Box{Scratch: dir, Dir: dir, Limits: Limits{10, 1 << 30, 64, 64, 1 << 20}}
	return order{Box: box, Kind: Namespaces, User: anotherIfRoot()}.try()
})

// try builds a box with nothing in it.
func (o order) try() error {
	command := exec.Command(launcher) // with no program to run, the launcher ends well once the box is built
	if err := o.enter(command); err != nil {
		return err
	}
	out, err := command.CombinedOutput()
	if err != nil && len(out) > 0 {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(out))
	}
	return err
}

// enter makes command the launcher that builds the box around it.
func (o order) enter(command *exec.Cmd) error {
	path, err := o.launcher()
	if err != nil {
		return err
	}
	if command.SysProcAttr == nil {
		command.SysProcAttr = new(syscall.SysProcAttr)
	}
	if o.Kind == Namespaces {
		command.SysProcAttr.Cloneflags |= namespaces
		if o.User == 0 {
			command.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
			command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
			command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
		}
	}
	o.Name = command.Args[0]
	text, err := json.Marshal(o)
	if err != nil {
		return err
	}
	command.Args = append([]string{launcher, string(text), command.Path}, command.Args[1:]...)
	if len(command.Args) == 3 && command.Path == launcher {
		command.Args = command.Args[:2]
	}
	command.Path, command.Dir, command.Err = path, "/", nil
	return nil
}

// Main turns the process into the launcher, if it was started as that, and does not return then.
func Main() {
	var err error
	switch os.Args[0] {
	case launcher:
		err = launch(os.Args[1], os.Args[2:])
	case around:
		err = standAround(os.Args[1], os.Args[2:])
	default:
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(receipt.NoBox)
	}
	os.Exit(0)
}

// launch builds the box and becomes the program.
func launch(text string, program []string) error {
	runtime.LockOSThread() // privileges and filters are the thread's
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	if err := o.build(); err != nil {
		return fmt.Errorf("build the box: %w", err)
	}
	if err := o.Limits.Apply(); err != nil {
		return fmt.Errorf("set the limits: %w", err)
	}
	if err := o.drop(); err != nil {
		return fmt.Errorf("drop privileges: %w", err)
	}
	if o.Kind == Landlock {
		if err := filter(os.Getpid()); err != nil {
			return err
		}
	}
	if len(program) == 0 {
		return nil
	}
	command := &exec.Cmd{Path: program[0], Args: append([]string{o.Name}, program[1:]...)}
	if o.Init && o.Kind == Namespaces {
		return stayFirst(command)
	}
	return fmt.Errorf("start %s: %w", program[0], syscall.Exec(command.Path, command.Args, os.Environ()))
}

// build makes what the program will see.
func (o order) build() error {
	switch o.Kind {
	case Namespaces:
		return o.furnish()
	case Landlock:
		return o.fence()
	}
	return fmt.Errorf("nothing is known of %q", o.Kind)
}

// furnish makes a file system in memory that holds what the program may see, and makes it the only one.
func (o order) furnish() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	const root = "/tmp" // hidden by what comes over it; what is needed below it is reached by a handle
	shown := append([]string{"/dev/null"}, o.ReadOnly...)
	var held []*os.File
	for _, path := range shown {
		file, err := os.OpenFile(path, unix.O_PATH, 0)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		held = append(held, file)
	}
	if err := unix.Mount("box", root, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "size=1m,mode=755"); err != nil {
		return err
	}
	for i, path := range shown {
		if err := bind(held[i], filepath.Join(root, path), i > 0); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	scratch := filepath.Join(root, o.Scratch)
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return err
	}
	if err := unix.Mount("scratch", scratch, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV,
		fmt.Sprintf("size=%d,mode=700,uid=%d", o.Limits.FileSize, o.User)); err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return err
	}
	return errors.Join(
		unix.Unmount(".", unix.MNT_DETACH), // the old root, which lies over the new one now
		unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV, ""),
		os.Chdir(o.Dir),
	)
}

// bind shows a file or folder at another place, to read only.
func bind(file *os.File, at string, readOnly bool) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(at, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(at), 0o755); err == nil {
		err = os.WriteFile(at, nil, 0o644)
	}
	if err != nil {
		return err
	}
	if err := unix.Mount(fmt.Sprintf("/proc/self/fd/%d", file.Fd()), at, "", unix.MS_BIND, ""); err != nil {
		return err
	}
	if !readOnly {
		return nil
	}
	var stat unix.Statfs_t
	if err := unix.Statfs(at, &stat); err != nil {
		return err
	}
	// In a user namespace the flags that a mount has may not be taken away.
	kept := uintptr(stat.Flags) & (unix.MS_NOEXEC | unix.MS_NOATIME | unix.MS_NODIRATIME | unix.MS_RELATIME)
	return unix.Mount("", at, "", kept|unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV, "")
}

// sharedGroup is the group of every user that a program becomes, and nobody else's.
const sharedGroup = 1_000_000_000

// drop gives up every privilege, for good.
func (o order) drop() error {
	var atParentsEnd int
	if err := unix.Prctl(unix.PR_GET_PDEATHSIG, uintptr(unsafe.Pointer(&atParentsEnd)), 0, 0, 0); err != nil {
		return err
	}
	parent := os.Getppid()
	for capability := uintptr(0); capability <= unix.CAP_LAST_CAP; capability++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
		if errors.Is(err, unix.EPERM) && o.Kind == Landlock {
			break // without CAP_SETPCAP; of what has no capabilities and gains none, the bound does not matter
		}
		if err != nil && !errors.Is(err, unix.EINVAL) {
			return err
		}
	}
	if o.User != 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(sharedGroup), syscall.Setuid(o.User)); err != nil {
			return err
		}
	}
	none := [2]unix.CapUserData{}
	if err := errors.Join(
		unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0]),
		unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
		unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(atParentsEnd), 0, 0, 0), // which another user has lost
	); err != nil {
		return err
	}
	if os.Getppid() != parent {
		return errors.New("nothing waits for it any more")
	}
	return nil
}
