package submission

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"
)

// formats are those of archives, by the ending of the name. Those that are not opened are here too, so that their
// students are told.
var formats = []struct {
	ending string
	list   format
}{
	{".zip", listZip},
	{".tar", tarIn(whole)},
	{".tar.gz", tarIn(gunzip)},
	{".tgz", tarIn(gunzip)},
	{".tar.bz2", unopened},
	{".tbz2", unopened},
	{".tar.xz", unopened},
	{".txz", unopened},
	{".tar.zst", unopened},
	{".rar", unopened},
	{".7z", unopened},
}

// format lists what is in an archive, by the names it has there. It unpacks at most maxArchive to do so, and as much to
// read a file; all else is left to listArchive.
type format func(archive string, data []byte) ([]item, error)

var errTooMany = refuse("has more than %d files; submit only your own", maxEntries)

// endingOf returns the part of a file's name that says which archive it is, empty if it is none.
func endingOf(name string) string {
	for _, f := range formats {
		if at := max(0, len(name)-len(f.ending)); strings.EqualFold(name[at:], f.ending) {
			return name[at:]
		}
	}
	return ""
}

// listArchive lists the archive with the name. What holds for every format is here: how many files it may have, which
// names are trusted, and whose fault an error is.
func listArchive(name string, data []byte) (items []item, err error) {
	for _, f := range formats {
		if strings.EqualFold(endingOf(name), f.ending) {
			items, err = f.list(name, data)
		}
	}
	switch {
	case err != nil && !refused(err):
		return nil, refuse("is no whole archive (%v); make it again", err)
	case len(items) > maxEntries:
		return nil, errTooMany
	}
	for i, it := range items {
		items[i].fault, items[i].name = untrusted(it.name), path.Clean(it.name)
		items[i].read = func(max int64) ([]byte, error) {
			data, err := it.read(max)
			if err != nil && !refused(err) {
				err = refuse("is damaged in %s (%v); make the archive again", name, err)
			}
			return data, err
		}
	}
	return items, err
}

func unopened(string, []byte) ([]item, error) {
	return nil, refuse("is an archive of a kind that is not opened here; submit a .zip or a .tar.gz")
}

func listZip(archive string, data []byte) (items []item, err error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries { // one for each file; a small archive could list a million
		return nil, errTooMany
	}
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // such names are found in untrusted
		return nil, err
	}
	for _, file := range files.File {
		file.Name = strings.ReplaceAll(file.Name, `\`, "/") // Compress-Archive of Windows PowerShell 5 writes it so
		read := func(max int64) ([]byte, error) { return readZipped(archive, file, max) }
		items = append(items, item{name: file.Name, kind: kindOf(file.Mode()), read: read})
	}
	return items, nil
}

func readZipped(archive string, file *zip.File, max int64) ([]byte, error) {
	switch {
	case file.UncompressedSize64 > uint64(max):
		return nil, errTooLarge
	case file.Flags&1 != 0:
		return nil, refuse("is encrypted in %s; make the archive without a password", archive)
	}
	data, err := bounded(max, file.Open)
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, refuse("is packed in an unusual way (method %d); make %s with the usual one, deflate",
			file.Method, archive)
	}
	return data, err
}

// tarIn returns the format of a .tar that is in what unpack undoes. A file is found by unpacking the archive again.
func tarIn(unpack func([]byte) (io.Reader, error)) format {
	return func(_ string, data []byte) (items []item, err error) {
		unpacked, err := unpack(data)
		if err != nil {
			return nil, err
		}
		limited := &io.LimitedReader{R: unpacked, N: maxArchive + 1}
		files := tar.NewReader(limited)
		for place := 1; ; place++ {
			header, err := files.Next()
			switch {
			case limited.N == 0: // what is cut there may look whole
				return nil, refuse("unpacks to more than 64 MiB; submit only your own files")
			case err == io.EOF:
				return items, nil
			case err != nil && !errors.Is(err, tar.ErrInsecurePath): // such names are found in untrusted
				return nil, err
			case header.Typeflag == tar.TypeXGlobalHeader: // git writes one; it is no file
				continue
			}
			items = append(items, item{
				name: header.Name,
				kind: cmp.Or(tarKinds[header.Typeflag], special),
				read: func(max int64) ([]byte, error) { return readTarred(unpack, data, place, max) },
			})
		}
	}
}

var tarKinds = map[byte]kind{
	tar.TypeReg: plain, tar.TypeGNUSparse: plain, tar.TypeDir: folder,
	tar.TypeSymlink: symlink, tar.TypeLink: link, tar.TypeFifo: pipe,
}

// readTarred reads the file at a place that was listed, counted from 1.
func readTarred(unpack func([]byte) (io.Reader, error), data []byte, place int, max int64) ([]byte, error) {
	unpacked, err := unpack(data)
	if err != nil {
		return nil, err
	}
	files := tar.NewReader(unpacked)
	for range place {
		_, _ = files.Next()
	}
	return bounded(max, func() (io.ReadCloser, error) { return io.NopCloser(files), nil })
}

func gunzip(data []byte) (io.Reader, error) { return gzip.NewReader(bytes.NewReader(data)) }

// whole returns a .tar as it is, unless the empty block is missing that ends one: nothing else says that it was cut.
func whole(data []byte) (io.Reader, error) {
	if !bytes.HasSuffix(data, make([]byte, 512)) {
		return nil, io.ErrUnexpectedEOF
	}
	return bytes.NewReader(data), nil
}
