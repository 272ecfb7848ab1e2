package submission

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// item is one thing in a submission.
type item struct {
	name  string // with slashes, from the module's root once it is stripped
	kind  kind
	fault string                          // why its name is not to be trusted
	read  func(max int64) ([]byte, error) // of a plain file of at most max bytes; what it returns is not nil
}

// kind is what an item is, in words.
type kind string

const (
	plain   kind = "a file"
	folder  kind = "a folder"
	locked  kind = "a folder that cannot be opened"
	deep    kind = "a folder that is too deep to be opened"
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

// refusal is a fault of the submission, told to its student after the name of what is at fault.
// Other errors are this machine's.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

func refused(err error) bool { return errors.As(err, new(refusal)) }

// barred refuses what may not be read.
func barred(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return refuse("cannot be read: permission denied")
	}
	return err
}

var errTooLarge = refuse("is larger than 1 MiB")

// bounded reads a file that open opens. It refuses one of more than max bytes, without reading all of it.
func bounded(max int64, open func() (io.ReadCloser, error)) ([]byte, error) {
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, max+1))
	if err == nil && int64(len(data)) > max {
		return nil, errTooLarge
	}
	return data, err
}

// untrusted returns why the name of an archive's file is not to be trusted: it leads out of the archive, here or on
// another system.
func untrusted(name string) string {
	drive := len(name) > 1 && name[1] == ':' && unicode.IsLetter(rune(name[0]))
	var why string
	switch {
	case len(name) > maxName:
		return fmt.Sprintf("the archive has a file whose name is %d bytes long: %q...", len(name), name[:40])
	case strings.ContainsRune(name, 0):
		why = ", with a zero byte in it"
	case strings.HasPrefix(name, "/") || drive:
		why = ", outside of it; names must begin with a folder of the workbook"
	case strings.Contains(name, `\`):
		why = `, with \ in it; folders are separated by /`
	case strings.Contains("/"+name+"/", "/../"):
		why = "; names must not have .. in them"
	default:
		return ""
	}
	return "the archive has a file named " + shown(name) + why
}

// leftBehind says whether a name is, or is in, what version control and macOS leave behind: nobody handed it in.
func leftBehind(name string) bool {
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
