package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"example.com/generators/data"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// large is the size in bytes from which a file takes long enough for a progress bar, about a second.
const large = 8 << 20

// openCSV opens the CSV at path, standard input if that is "-", or the workbook's own if it is empty.
func openCSV(path string) (io.ReadSeekCloser, error) {
	if path == "" {
		return given{data.Open()}, nil
	}
	file, err := os.Stdin, error(nil)
	if path != "-" {
		file, err = os.Open(path)
	}
	if err != nil {
		return nil, err
	}
	source := &source{File: file}
	if err := source.prepare(); err != nil {
		_ = file.Close()
		return nil, err
	}
	return source, nil
}

// given is the workbook's own CSV.
type given struct{ io.ReadSeeker }

func (given) Close() error { return nil }

// source is a CSV file that shows its progress.
type source struct {
	*os.File
	bar *progressbar.ProgressBar // nil without a terminal
}

// prepare refuses what is no file, and makes the bar.
func (s *source) prepare() error {
	info, err := s.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a directory: want a CSV file", s.Name())
	}
	if info.Size() >= large && term.IsTerminal(int(os.Stderr.Fd())) {
		s.bar = progressbar.NewOptions64(info.Size(), progressbar.OptionSetWriter(os.Stderr),
			progressbar.OptionShowBytes(true),
			progressbar.OptionSetDescription(filepath.Base(s.Name())), progressbar.OptionSetWidth(20),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	return nil
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.File.Read(p)
	if s.bar != nil {
		_ = s.bar.Add(n)
	}
	return n, err
}

// Seek is for a second reading; a pipe has none.
func (s *source) Seek(offset int64, whence int) (int64, error) {
	at, err := s.File.Seek(offset, whence)
	if err == nil && s.bar != nil {
		_ = s.bar.Set64(at)
	}
	return at, err
}

// Close closes the file and takes the bar off the screen, whether it got to its end or not.
func (s *source) Close() error {
	if s.bar != nil {
		_ = s.bar.Clear()
	}
	return s.File.Close()
}
