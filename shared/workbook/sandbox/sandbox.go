// Package sandbox confines a program whose author may be hostile.
//
// With [Namespaces], on Linux where the kernel allows it, the program starts in namespaces of its own: it has no
// network, sees no other process, and its file system holds what it is given and nothing else. It is not root, can gain
// no privilege, and its memory, processes, files and processor time are limited by the kernel. When it ends, all that
// it started ends. With [Docker] the daemon does the same with a container of an empty image, and adds its filter of
// system calls.
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

	"example.com/generators/shared/receipt"
)

// Box is what a program may reach and use.
type Box struct {
	ReadOnly []string // files and folders that it sees, under their own names
	Scratch  string   // a folder that only it has, in memory, empty; a name that nothing needs to have yet
	Dir      string   // the folder it starts in
	Limits   Limits

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

// Kind is a way to confine.
type Kind string

// The ways to confine.
const (
	Namespaces Kind = "namespaces"
	Docker     Kind = "docker"
)

// Works returns nil if programs can be confined in this way here, and else why not.
func (k Kind) Works() error {
	switch k {
	case Namespaces:
		return namespacesWork()
	case Docker:
		return dockerWorks()
	}
	return fmt.Errorf("no sandbox is called %q", k)
}

// Confine changes command, which must not have been started, so that it starts in the box. For Namespaces, Main must be
// the first that the running program calls. With Docker the command has no standard input and none of its ExtraFiles.
func (k Kind) Confine(command *exec.Cmd, box Box) error {
	if err := k.Works(); err != nil {
		return err
	}
	if k == Docker {
		return enterContainer(command, box)
	}
	return enter(command, box)
}

// Launcher returns a command that runs a program in the box, which sees what the command is told to show, too. It passes
// an interrupt on to the program, ends with the program's exit status, and at SIGTERM, or when whoever started it is
// gone, sees to it that nothing of the program is left. Main must be the first that the running program calls.
func (k Kind) Launcher(box Box) (receipt.Launcher, error) {
	if err := k.Works(); err != nil {
		return receipt.Launcher{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return receipt.Launcher{}, err
	}
	box.Init = true
	text, err := json.Marshal(boxed{k, box})
	return receipt.Launcher{Path: self, Args: []string{around, string(text)}}, err
}

// around is the name under which the running program starts itself to stand around a box.
const around = "workbook-around"

// boxed is a box, and of which kind.
type boxed struct {
	Kind Kind
	Box  Box
}
