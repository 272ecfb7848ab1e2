package sandbox

import (
	"fmt"
	"slices"
	"strings"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// systemCalls are those that a Go program needs that computes, has threads and a clock, reads and writes files, and
// talks to a server through a unix socket. What is not here fails with EPERM: mount, ptrace, bpf, keyctl, userfaultfd,
// io_uring, process_vm_readv, pidfd_send_signal, unshare, setuid, chmod and whatever later kernels add. So does every
// call in another processor mode, such as the 32-bit one.
var systemCalls = strings.Fields(`
	brk madvise mincore mlock mmap mprotect mremap munlock munmap

	clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time
	getitimer setitimer timer_create timer_delete timer_gettime timer_settime
	timerfd_create timerfd_gettime timerfd_settime

	arch_prctl clone execve exit exit_group futex get_robust_list gettid rseq sched_getaffinity sched_yield
	set_robust_list set_tid_address
	kill restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn sigaltstack tgkill

	getegid geteuid getgid getgroups getpgrp getpid getppid getrandom getresgid getresuid getrlimit getrusage getuid
	prlimit64 sysinfo times uname

	access chdir faccessat faccessat2 fstat fstatfs getcwd getdents64 lstat newfstatat open openat readlink readlinkat
	stat statfs statx
	linkat mkdir mkdirat rename renameat renameat2 rmdir symlinkat unlink unlinkat
	close close_range copy_file_range dup dup2 dup3 fadvise64 fchdir fcntl fdatasync flock fsync ftruncate ioctl lseek
	pipe pipe2 pread64 preadv pwrite64 pwritev read readv sendfile splice write writev

	connect getpeername getsockname getsockopt recvfrom recvmsg sendmsg sendto setsockopt shutdown socket socketpair
	epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2 poll ppoll pselect6 select
`)

// filters returns what lets through no other system calls, nor those of the process pid that would reach out of it. The
// kernel asks all of them. Each condition is a filter of its own: after one that did not hold, the library compares
// the argument, not the call, with the calls that follow.
func filters(pid int) ([]seccomp.Policy, error) {
	machine, err := arch.GetInfo("")
	if err != nil {
		return nil, err
	}
	unknown := func(name string) bool { _, known := machine.SyscallNames[name]; return !known }
	all := []seccomp.Policy{{
		DefaultAction: seccomp.ActionErrno,
		Syscalls: []seccomp.SyscallGroup{{
			Action: seccomp.ActionAllow, Names: slices.DeleteFunc(slices.Clone(systemCalls), unknown),
		}},
	}}
	only := func(call string, argument uint32, values ...uint64) {
		var others seccomp.ArgumentConditions
		for _, value := range values {
			others = append(others, seccomp.Condition{Argument: argument, Operation: seccomp.NotEqual, Value: value})
		}
		all = append(all, refusal(call, others))
	}
	only("socket", 0, unix.AF_UNIX)
	only("socketpair", 0, unix.AF_UNIX)
	only("kill", 0, uint64(pid))
	only("tgkill", 0, uint64(pid))
	only("prlimit64", 0, 0) // itself
	only("ioctl", 1, unix.TCGETS, unix.TIOCGWINSZ)
	// not F_SETOWN, which has the kernel send signals
	only("fcntl", 1, unix.F_DUPFD, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL, unix.F_DUPFD_CLOEXEC)
	// threads, no processes
	all = append(all, refusal("clone", seccomp.ArgumentConditions{
		{Argument: 0, Operation: seccomp.BitsNotSet, Value: unix.CLONE_THREAD},
	}))
	return all, nil
}

// refusal is a filter that refuses a call whose arguments meet all conditions.
func refusal(call string, conditions seccomp.ArgumentConditions) seccomp.Policy {
	return seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls: []seccomp.SyscallGroup{{
			Action:             seccomp.ActionErrno,
			NamesWithCondtions: []seccomp.NameWithConditions{{Name: call, Conditions: conditions}},
		}},
	}
}

// filter lets this thread, and what it becomes, make only the system calls of filters.
func filter(pid int) error {
	all, err := filters(pid)
	if err != nil {
		return err
	}
	// The first refuses to add others, so it comes last.
	for _, policy := range slices.Backward(all) {
		if err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Policy: policy}); err != nil {
			return fmt.Errorf("filter system calls: %w", err)
		}
	}
	return nil
}
