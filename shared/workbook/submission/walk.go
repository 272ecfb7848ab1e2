package submission

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// passedOver are folders of tools, which are not worth a word.
func passedOver(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == ".git" || part == "__MACOSX" || part == ".DS_Store" {
			return true
		}
	}
	return false
}

// walkFolder visits all that is in a folder. It follows no symbolic link, and opens nothing but regular files.
func walkFolder(folder string, visit visitor) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return reason(err)
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && entry != nil && entry.IsDir():
			return fs.SkipDir // a folder that cannot be read has nothing in it
		case err != nil:
			return err
		case passedOver(name) && entry.IsDir():
			return fs.SkipDir
		case passedOver(name) || name == ".":
			return nil
		}
		var size int64
		if info, err := entry.Info(); err == nil {
			size = info.Size()
		}
		return visit(name, entry.Type(), size, func() (io.ReadCloser, error) { return openRegular(root, filepath.FromSlash(name)) })
	})
}

// openRegular opens a regular file and looks at it again once it is open.
func openRegular(root *os.Root, name string) (io.ReadCloser, error) {
	file, err := root.OpenFile(name, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file any more")
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// walkZip visits all that is in a .zip.
func walkZip(path string, visit visitor) error {
	archive, err := zip.OpenReader(path)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // insecure names are nobody's, see taking.match
		return err
	}
	defer archive.Close()
	budget := &budget{left: maxArchive}
	for _, file := range archive.File {
		name, isDir := strings.CutSuffix(file.Name, "/")
		if passedOver(name) || isDir && !file.Mode().IsDir() {
			continue
		}
		open := func() (io.ReadCloser, error) {
			if file.Flags&1 != 0 {
				return nil, errors.New("it is encrypted")
			}
			content, err := file.Open()
			return budget.on(content), err
		}
		if err := visit(name, file.Mode().Type(), int64(min(file.UncompressedSize64, 1<<62)), open); err != nil {
			return err
		}
	}
	return nil
}

// walkTar visits all that is in a .tar.gz.
func walkTar(path string, visit visitor) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	archive := tar.NewReader((&budget{left: maxArchive}).on(unpacked))
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(header.Name, "./"), "/")
		if passedOver(name) || header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		mode := header.FileInfo().Mode().Type()
		if header.Typeflag == tar.TypeLink {
			mode = fs.ModeSymlink // a hard link is another's file as well
		}
		if err := visit(name, mode, header.Size, func() (io.ReadCloser, error) { return io.NopCloser(archive), nil }); err != nil {
			return err
		}
	}
}

// budget is how many bytes may still be unpacked from an archive.
type budget struct{ left int64 }

// on returns r within the budget.
func (b *budget) on(r io.ReadCloser) io.ReadCloser {
	if r == nil {
		return nil
	}
	return &budgeted{r, b}
}

type budgeted struct {
	io.ReadCloser
	budget *budget
}

func (r *budgeted) Read(p []byte) (int, error) {
	if r.budget.left <= 0 {
		return 0, fmt.Errorf("it unpacks to more than %d MiB", maxArchive>>20)
	}
	n, err := r.ReadCloser.Read(p[:min(int64(len(p)), r.budget.left)])
	r.budget.left -= int64(n)
	return n, err
}
