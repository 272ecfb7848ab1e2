package submission

import (
	"errors"
	"io"
	"math"
	"os"
)

// archive is a file on this machine's disk that holds a student's. It remembers whether the disk failed, which is not the
// student's fault, and reads no more than it may.
type archive struct {
	name string // as shown
	file *os.File
	size int64
	left int64 // bytes that may still be read
	disk error // what the disk said
}

var errTooMuch = errors.New("too much to read")

func openArchive(dir *os.Root, name string) (*archive, error) {
	file, size, err := openPlain(dir, name, shown(name))
	if err != nil {
		return nil, err
	}
	if size > maxArchive {
		return nil, errors.Join(refuse("%s is larger than 64 MiB; submit only your own files", shown(name)), file.Close())
	}
	return &archive{name: shown(name), file: file, size: size, left: math.MaxInt64}, nil
}

// Close closes the file.
func (a *archive) Close() error { return a.file.Close() }

// ReadAt reads from the file, as io.ReaderAt says.
func (a *archive) ReadAt(p []byte, offset int64) (int, error) {
	if a.left <= 0 {
		return 0, errTooMuch
	}
	if offset < 0 || offset >= a.size { // a .zip may say that a file is before its start
		return 0, io.EOF
	}
	n, err := a.file.ReadAt(p, offset)
	a.left -= int64(n)
	if err != nil && err != io.EOF {
		a.disk = err
	}
	return n, err
}

// broken returns the refusal of an archive that a reader could not make sense of, unless it was the disk.
func (a *archive) broken(err error) error {
	if a.disk != nil {
		return a.disk
	}
	return refuse("%s is no whole archive (%v); make it again", a.name, err)
}

func (a *archive) tooMany() error {
	return refuse("%s has more than %d files; submit only your own", a.name, maxEntries)
}
