package submission

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// source is an opened submission. Its methods return a refusal for what the student did and other errors for this machine.
type source interface {
	// list returns all that is in it, but for what is passed over, and the faults of names that are not to be trusted.
	list() (items []item, faults []string, err error)
	// read returns the content of each of the items picked.
	read(picked []item) ([]content, error)
	io.Closer
}

// item is one thing in a submission.
type item struct {
	name  string // with slashes, from the module's root once it is stripped
	where string // the same before that
	place int    // in an archive, counted from 0
	kind  kind
	size  int64 // of a plain file, as far as it is known beforehand
}

// content is that of an item, or the refusal that says why there is none.
type content struct {
	data  []byte
	fault error
}

// kind is what an item is, in words.
type kind string

const (
	plain   kind = "a file"
	folder  kind = "a folder"
	locked  kind = "a folder that may not be opened"
	symlink kind = "a symbolic link"
	link    kind = "a hard link"
	pipe    kind = "a named pipe"
	special kind = "a device or another special file"
)

func kindOf(mode fs.FileMode) kind {
	switch {
	case mode.IsRegular():
		return plain
	case mode&fs.ModeSymlink != 0: // before the folder: a .zip may call one thing both
		return symlink
	case mode.IsDir():
		return folder
	case mode&fs.ModeNamedPipe != 0:
		return pipe
	}
	return special
}

// refusal is a fault of the submission, told to its student.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

// bounded reads a wanted file to its end and refuses one that is too large, without reading all of it.
func bounded(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(data) > maxFile {
		return nil, tooLarge(name)
	}
	return data, err
}

func tooLarge(name string) error { return refuse("%s is larger than 1 MiB", name) }

// cleaned returns the name of an archive's file without ./, folders said twice and a slash at the end. It refuses names that
// lead out of the archive, here or on another system.
func cleaned(name string) (string, error) {
	drive := len(name) > 1 && name[1] == ':' && unicode.IsLetter(rune(name[0]))
	switch {
	case len(name) > maxName:
		return "", refuse("the archive has a file whose name is %d bytes long: %s...", len(name), strconv.Quote(name[:40]))
	case strings.ContainsRune(name, 0):
		return "", refuse("the archive has a file named %q, with a zero byte in it", name)
	case strings.HasPrefix(name, "/") || drive:
		return "", refuse("the archive has a file named %s, outside of it; names must begin with a folder of the workbook", shown(name))
	case strings.Contains(name, `\`):
		return "", refuse(`the archive has a file named %s, with \ in it; folders are separated by /`, shown(name))
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "", refuse("the archive has a file named %s; names must not have .. in them", shown(name))
		}
	}
	return path.Clean(name), nil
}

// passedOver says whether a name is, or is in, what version control and macOS leave behind.
func passedOver(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == ".git" || part == "__MACOSX" || part == ".DS_Store" || strings.HasPrefix(part, "._") {
			return true
		}
	}
	return false
}

// shown returns a name as it is if it can be printed, and otherwise quoted and escaped.
func shown(name string) string {
	if utf8.ValidString(name) && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return name
	}
	return strconv.Quote(name)
}
