package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeOutput calls write with a writer to path, or to stdout where path is "-". A file at path has either what was in
// it before or all that write wrote, never a part.
func writeOutput(path string, stdout io.Writer, write func(io.Writer) error) error {
	if path == "-" {
		return write(stdout)
	}

	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replaceFile(path, write)
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder: want a file", path)
	case !info.Mode().IsRegular(): // /dev/null or a named pipe: must not be replaced by a file
		return writeDevice(path, write)
	}

	// The file behind a symbolic link is replaced, not the link.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return err
	}
	return replaceFile(path, write)
}

// replaceFile writes to a file next to path and renames it to path when it is whole. If write fails, nothing is left.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	part := fmt.Sprintf("%s.%d.part", path, os.Getpid())
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(part)
		}
	}()

	if err = writeAndClose(file, write); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func writeDevice(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return writeAndClose(file, write)
}

// writeAndClose closes file also where write fails: an open file cannot be removed on Windows.
func writeAndClose(file *os.File, write func(io.Writer) error) error {
	return cmp.Or(write(file), file.Close())
}
