package submission

import (
	"archive/zip"
	"errors"
	"os"
)

// maxDirectory is how much of a .zip may be read to list its files, in bytes. Without it a small archive could list a million.
const maxDirectory = 4 << 20

// zipped is a submission that is a .zip. What is not wanted is not unpacked.
type zipped struct {
	*archive
	files []*zip.File
}

func openZip(dir *os.Root, name string) (source, error) {
	a, err := openArchive(dir, name)
	if err != nil {
		return nil, err
	}
	a.left = maxDirectory
	r, err := zip.NewReader(a, a.size)
	switch {
	case errors.Is(err, errTooMuch) || err == nil && len(r.File) > maxEntries:
		return nil, errors.Join(a.tooMany(), a.Close())
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // such names are found in list
		return nil, errors.Join(a.broken(err), a.Close())
	}
	a.left = maxArchive
	return &zipped{a, r.File}, nil
}

func (z *zipped) list() (items []item, faults []string, err error) {
	for place, file := range z.files {
		name, err := cleaned(file.Name)
		switch {
		case err != nil:
			faults = append(faults, err.Error())
		case name != "." && !passedOver(name):
			size := int64(min(file.UncompressedSize64, maxFile+1))
			items = append(items, item{name: name, where: name, place: place, kind: kindOf(file.Mode()), size: size})
		}
	}
	return items, faults, nil
}

func (z *zipped) read(picked []item) ([]content, error) {
	contents := make([]content, len(picked))
	for i, it := range picked {
		contents[i].data, contents[i].fault = z.readFile(it)
		if z.disk != nil {
			return nil, z.disk
		}
	}
	return contents, nil
}

func (z *zipped) readFile(it item) ([]byte, error) {
	file := z.files[it.place]
	if file.Flags&1 != 0 {
		return nil, refuse("%s is encrypted in %s; make the archive without a password", it.name, z.name)
	}
	r, err := file.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, refuse("%s is packed in an unusual way (method %d); make %s with the usual one, deflate", it.name, file.Method, z.name)
	}
	if err != nil {
		return nil, z.damaged(it.name, err)
	}
	defer r.Close()
	data, err := bounded(it.name, r)
	if err != nil {
		return nil, z.damaged(it.name, err)
	}
	return data, nil
}

// damaged returns the refusal of one file of the archive.
func (z *zipped) damaged(name string, err error) error {
	var fault refusal
	if errors.As(err, &fault) {
		return err
	}
	return refuse("%s is damaged in %s (%v); make the archive again", name, z.name, err)
}
