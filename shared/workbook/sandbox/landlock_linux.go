package sandbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/landlock-lsm/go-landlock/landlock"
	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Versions of Landlock's interface.
const (
	scopesSockets   = 6 // and signals: from Linux 6.12 on, abstract unix sockets of others are out of reach
	restrictsSocket = 9 // and unix sockets that have a path
)

// anotherUser tries an empty box once. It reports whether programs can run as a user of their own.
var anotherUser = sync.OnceValues(func() (bool, error) {
	if bits.UintSize < 64 {
		return false, errors.New("which system calls Go needs is known of 64-bit processors alone")
	}
	version, err := kernel.LandlockGetABIVersion()
	if err != nil {
		return false, fmt.Errorf("this kernel has no Landlock, or it is off: %w", err)
	}
	if version < scopesSockets {
		return false, fmt.Errorf("this kernel has version %d of Landlock, want %d (Linux 6.12)", version, scopesSockets)
	}
	if os.Geteuid() == 0 && tryLandlock(true) == nil {
		return true, nil
	}
	return false, tryLandlock(false)
})

func tryLandlock(another bool) error {
	dir, err := os.MkdirTemp("", "generators-sandbox-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	scratch := filepath.Join(dir, "scratch")
	box := Box{Scratch: scratch, Dir: scratch, Temp: os.TempDir(), Limits: Limits{10, 1 << 30, 64, 64, 1 << 20}}
	o := order{Box: box, Kind: Landlock}
	if another {
		o.User = nobody()
	}
	return o.try()
}

// landlockWorks tries an empty box, and looks for what it would leave open.
var landlockWorks = sync.OnceValue(func() error {
	another, err := anotherUser()
	if err != nil || another {
		return err
	}
	if version, err := kernel.LandlockGetABIVersion(); err != nil || version >= restrictsSocket {
		return err
	}
	if path := openSocket(); path != "" {
		return fmt.Errorf("this kernel's Landlock cannot keep a program of this user from %s: "+
			"grade as root, so that submissions get a user of their own, or where there is no such socket", path)
	}
	return nil
})

// openSocket returns the path of a unix socket that this user may connect to: one that this network knows, one in /run,
// or one that was mounted into a container.
func openSocket() string {
	open := func(path string) bool {
		info, err := os.Stat(path)
		return err == nil && info.Mode().Type() == fs.ModeSocket &&
			unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK, unix.AT_EACCESS) == nil
	}
	for _, list := range []struct {
		file  string
		field int // in which there is a path
	}{{"/proc/net/unix", 7}, {"/proc/self/mountinfo", 4}} {
		text, _ := os.ReadFile(list.file)
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			fields := strings.Fields(lines.Text())
			if len(fields) > list.field && filepath.IsAbs(fields[list.field]) && open(fields[list.field]) {
				return fields[list.field]
			}
		}
	}
	var found string
	_ = filepath.WalkDir("/run", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type() == fs.ModeSocket && open(path) {
			found = path
			return fs.SkipAll
		}
		return nil // what cannot be read cannot be reached
	})
	return found
}

// fence builds the box around this process: it makes the scratch folder, and gives up all other files.
func (o order) fence() error {
	if err := os.RemoveAll(o.Scratch); err != nil {
		return err
	}
	if err := os.MkdirAll(o.Scratch, 0o700); err != nil {
		return err
	}
	if o.User != 0 {
		for _, path := range append([]string{o.Scratch}, o.ReadOnly...) {
			if err := o.lend(path); err != nil {
				return err
			}
		}
		if err := errors.Join(os.Chown(o.Scratch, o.User, -1), os.Chmod(o.Scratch, 0o700)); err != nil {
			return err
		}
	}
	if err := os.Chdir(o.Dir); err != nil {
		return err
	}
	rules := []landlock.Rule{landlock.RWFiles("/dev/null"), landlock.RWDirs(o.Scratch).WithRefer()}
	for _, path := range o.ReadOnly {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		rule := landlock.ROFiles(path)
		if info.IsDir() {
			rule = landlock.RODirs(path)
		}
		rules = append(rules, rule.WithResolveUnix())
	}
	return landlock.V10.BestEffort().Restrict(rules...)
}

// lend lets the box's user come to path, and use it, where it and the folders above are private and below o.Temp.
func (o order) lend(path string) error {
	for at := filepath.Clean(path); at != filepath.Dir(at); at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			return err
		}
		need := fs.FileMode(0o010)
		switch {
		case info.Mode().Type() == fs.ModeSocket:
			need = 0o060
		case at == path:
			need = info.Mode().Perm() & 0o500 >> 3
		}
		inside, err := filepath.Rel(o.Temp, at)
		private := info.Mode().Perm()&(need>>3) != need>>3
		if !private || err != nil || inside == "." || !filepath.IsLocal(inside) {
			continue // it can be reached, or the program is told that it cannot
		}
		if err := errors.Join(os.Chown(at, -1, sharedGroup), os.Chmod(at, info.Mode().Perm()|need)); err != nil {
			return err
		}
	}
	return nil
}
