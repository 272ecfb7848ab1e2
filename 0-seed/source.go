package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"example.com/generators/data"
	"example.com/generators/shared/seed"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// large is the size in bytes from which a file takes long enough for a progress bar, about a second.
const large = 8 << 20

// openCSV opens the CSV at path, or the workbook's own if path is empty. On a terminal a large file shows its progress.
func openCSV(path string) (io.ReadCloser, error) {
	if path == "" {
		return io.NopCloser(data.Open()), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory: want a CSV file", path)
	}
	if err == nil {
		err = seed.CheckSize(info.Size())
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	if info.Size() < large || !term.IsTerminal(int(os.Stderr.Fd())) {
		return &source{ReadCloser: file}, nil
	}
	bar := progressbar.DefaultBytes(info.Size(), filepath.Base(path))
	reader := progressbar.NewReader(file, bar)
	return &source{ReadCloser: &reader}, nil
}

// source is a CSV whose size shows only in reading, such as a pipe: it ends when it is too large for the server.
type source struct {
	io.ReadCloser
	read int64
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.read += int64(n)
	if tooLarge := seed.CheckSize(s.read); tooLarge != nil {
		return 0, tooLarge
	}
	return n, err
}
