// Package sandbox confines a program whose author may be hostile.
//
// With [Namespaces], on Linux where the kernel allows it, the program starts in namespaces of its own: it has no
// network, sees no other process, and its file system holds what it is given and nothing else. It is not root, can gain
// no privilege, and its memory, processes, files and processor time are limited by the kernel. When it ends, all that
// it started ends. With [Docker] the daemon does the same with a container of an empty image, and adds its filter of
// system calls.
//
// [Landlock] needs no privilege, so it works in most containers and where namespaces are refused. The program stays in
// the file system and among the processes of all, and the kernel refuses what it was not given: every other file, all
// sockets but unix ones, signals, new processes, and each system call that a Go program does not need. Started by root,
// it is a user of its own, as with the others. What it can do that it could not in the others: see whether a file
// exists that it cannot open, and fill the disk, since its scratch folder is there, and only the size of each file is
// limited. And before version 9 of Landlock it can connect to a unix socket whose path it knows, if its
// user may. To a user of its own only those are open that are open to all. Where it cannot have one, Landlock works
// only if there is no socket that is open to this user.
//
// What this does not stop: faults of the kernel itself, which is shared (Docker shares it too; a virtual machine does
// not); time and memory that it uses within its limits; and what whoever listens on a socket that it is given does for
// it.
package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"

	"example.com/generators/shared/receipt"
)

// Box is what a program may reach and use.
type Box struct {
	ReadOnly []string // files and folders that it sees, under their own names
	Scratch  string   // a folder that only it has, empty; a name that nothing needs to have yet, or what is there goes
	Dir      string   // the folder it starts in
	Limits   Limits

	// Temp is a folder, or "". What ReadOnly and Scratch name below it may be private to this user: Landlock lets the
	// program's user come to it.
	Temp string

	// Launcher is the program that builds the box: one that calls Main first of all, or "" for the running one, which
	// does so too.
	Launcher string

	// Init has namespaces put another process first, and the program second: to the first, the kernel does not deliver
	// signals that it does not handle.
	Init bool
}

// Limits are what the kernel holds a program to. All those of a box must be set.
type Limits struct {
	CPUSeconds int   // of processor time
	Memory     int64 // bytes of memory that it can write to, for each process
	Processes  int   // with all threads
	OpenFiles  int
	FileSize   int64 // bytes of each file, and of the scratch folder
}

// Package is the program that does nothing but build boxes, from the module's root.
const Package = "./shared/workbook/sandbox/launcher"

// Kind is a way to confine.
type Kind string

// The ways to confine.
const (
	Namespaces Kind = "namespaces"
	Landlock   Kind = "landlock"
	Docker     Kind = "docker"
)

// Works returns nil if programs can be confined in this way here, and else why not.
func (k Kind) Works() error {
	switch k {
	case Namespaces:
		return namespacesWork()
	case Landlock:
		return landlockWorks()
	case Docker:
		return dockerWorks()
	}
	return fmt.Errorf("no sandbox is called %q", k)
}

// Describe returns the name of the kind, and what it lacks here.
func (k Kind) Describe() string {
	if k == Landlock {
		if another, err := anotherUser(); err == nil && !another {
			return string(k) + ", as the same user"
		}
	}
	return string(k)
}

// Confine changes command, which must not have been started, so that it starts in the box. With Docker the command has
// no standard input and none of its ExtraFiles.
func (k Kind) Confine(command *exec.Cmd, box Box) error {
	o, err := k.order(box)
	if err != nil {
		return err
	}
	return o.confine(command)
}

// Launcher returns a command that runs a program in the box, which sees what the command is told to show, too. It
// passes an interrupt on to the program, ends with the program's exit status, and at SIGTERM, or when whoever started
// it is gone, sees to it that nothing of the program is left.
func (k Kind) Launcher(box Box) (receipt.Launcher, error) {
	if err := k.Works(); err != nil {
		return receipt.Launcher{}, err
	}
	path, err := box.launcher()
	if err != nil {
		return receipt.Launcher{}, err
	}
	box.Init = true
	o, err := k.order(box)
	if err != nil {
		return receipt.Launcher{}, err
	}
	text, err := json.Marshal(o)
	return receipt.Launcher{Path: path, Args: []string{around, string(text)}, Relays: k == Docker}, err
}

// launcher returns the path of the program that builds the box.
func (b Box) launcher() (string, error) {
	if b.Launcher != "" {
		return b.Launcher, nil
	}
	return os.Executable()
}

// around is the name under which a launcher is started to stand around a box.
const around = "workbook-around"

// order is a box that is to be built.
type order struct {
	Box
	Kind Kind
	User int    // to become; 0 to stay the same
	Name string // what the program is to take itself for
}

// order returns the order of a box of this kind.
func (k Kind) order(box Box) (order, error) {
	o := order{Box: box, Kind: k}
	switch k {
	case Namespaces:
		o.User = anotherIfRoot()
		return o, nil
	case Landlock:
		another, err := anotherUser()
		if another {
			o.User = nobody()
		} else {
			o.Limits.Processes = 0 // all those of this user would count, whoever started them
		}
		return o, err
	}
	return o, k.Works() // Docker's makes the image; or there is no such kind
}

// confine changes command so that it starts in the box.
func (o order) confine(command *exec.Cmd) error {
	if o.Kind == Docker {
		return enterContainer(command, o.Box)
	}
	return o.enter(command)
}

// users numbers the users that programs run as, so that the limit on processes holds for each by itself.
var users atomic.Int32

// nobody returns a user that nobody is, and no other sandbox that is in use.
func nobody() int { return 1_000_000_000 + os.Getpid()<<8 + int(users.Add(1))%256 }

// anotherIfRoot returns nobody for root, who alone can become another user, and else 0.
func anotherIfRoot() int {
	if os.Geteuid() != 0 {
		return 0
	}
	return nobody()
}
