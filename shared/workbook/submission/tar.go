package submission

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
)

// tarball is a submission that is a .tar.gz. It can only be read from its start: once to list it, once for what is wanted.
type tarball struct{ *archive }

func openTar(dir *os.Root, name string) (source, error) {
	a, err := openArchive(dir, name)
	if err != nil {
		return nil, err
	}
	return &tarball{a}, nil
}

func (t *tarball) list() (items []item, faults []string, err error) {
	err = t.each(func(place int, header *tar.Header, _ io.Reader) error {
		name, err := cleaned(header.Name)
		switch {
		case header.Typeflag == tar.TypeXGlobalHeader: // git writes one; it is no file
		case err != nil:
			faults = append(faults, err.Error())
		case name != "." && !passedOver(name):
			items = append(items, item{name: name, where: name, place: place, kind: tarKind(header), size: header.Size})
		}
		return nil
	})
	return items, faults, err
}

func (t *tarball) read(picked []item) ([]content, error) {
	contents := make([]content, len(picked))
	which := map[int]int{}
	for i, it := range picked {
		which[it.place] = i
	}
	err := t.each(func(place int, _ *tar.Header, r io.Reader) error {
		i, ok := which[place]
		if !ok {
			return nil
		}
		data, err := bounded(picked[i].name, r)
		var fault refusal
		if err != nil && !errors.As(err, &fault) {
			return err
		}
		contents[i] = content{data, err}
		return nil
	})
	return contents, err
}

// each calls visit for each of the archive's headers, counted from 0, to its end.
func (t *tarball) each(visit func(place int, header *tar.Header, r io.Reader) error) error {
	unpacked, err := gzip.NewReader(io.NewSectionReader(t, 0, t.size))
	if err != nil {
		return t.broken(err)
	}
	r := tar.NewReader(&limited{unpacked, maxArchive + 1})
	for place := 0; ; place++ {
		header, err := r.Next()
		if err == nil || errors.Is(err, tar.ErrInsecurePath) { // such names are found in list
			err = visit(place, header, r)
		}
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errTooMuch):
			return refuse("%s unpacks to more than 64 MiB; submit only your own files", t.name)
		case err != nil:
			return t.broken(err)
		case place >= maxEntries:
			return t.tooMany()
		}
	}
}

func tarKind(header *tar.Header) kind {
	switch header.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse:
		return plain
	case tar.TypeDir:
		return folder
	case tar.TypeSymlink:
		return symlink
	case tar.TypeLink:
		return link
	case tar.TypeFifo:
		return pipe
	}
	return special
}

// limited reads no more than left bytes, and unlike io.LimitedReader does not pass off what is cut as whole.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooMuch
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
