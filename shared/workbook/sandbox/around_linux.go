package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// standAround runs a program in a box, as a Launcher does, and exits as the program does.
func standAround(text string, args []string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	for len(args) > 1 && args[0] == "--show" {
		o.ReadOnly, args = append(o.ReadOnly, args[1]), args[2:]
	}
	if len(args) < 3 || args[0] != "--" {
		return errors.New("want --, a program and its name")
	}
	// Whoever started it may be killed with all of his group, and would leave the box behind.
	parent := os.Getppid()
	if err := errors.Join(
		unix.Setpgid(0, 0),
		unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGTERM), 0, 0, 0),
	); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if os.Getppid() != parent {
		return errors.New("nothing waits for it any more")
	}

	program := exec.CommandContext(ctx, args[1], args[3:]...)
	program.Args[0] = args[2]
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.Env = os.Environ()
	if o.User != 0 {
		o.User = nobody() // not one who is in use
	}
	if err := o.confine(program); err != nil {
		return err
	}
	runtime.LockOSThread() // the box ends with the thread that made it
	if program.SysProcAttr == nil {
		program.SysProcAttr = new(syscall.SysProcAttr)
	}
	program.SysProcAttr.Pdeathsig = syscall.SIGKILL
	return passOn(program)
}

// stayFirst runs the program as a child of this process, which is the first of its namespace, and exits as it does.
func stayFirst(program *exec.Cmd) error {
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	return passOn(program)
}

// passOn runs a program, passes interrupts on to it, and exits with its exit status.
func passOn(program *exec.Cmd) error {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	if err := program.Start(); err != nil {
		return fmt.Errorf("start %s: %w", program.Path, err)
	}
	go func() {
		for interrupt := range interrupts {
			_ = program.Process.Signal(interrupt)
		}
	}()
	_ = program.Wait() // how it ended is in its state
	if status, ok := program.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		os.Exit(128 + int(status.Signal()))
	}
	os.Exit(program.ProcessState.ExitCode())
	return nil
}
