package submission

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// part is one thing in an archive that a test makes.
type part struct {
	name string
	text string
	mode fs.FileMode // its type, for a .zip
	flag byte        // its type, for a .tar
}

// files returns the parts that are plain files with the given names; each holds its name.
func files(names ...string) (parts []part) {
	for _, name := range names {
		parts = append(parts, part{name: name, text: name})
	}
	return parts
}

func linkTo(what, name string) part {
	return part{name: name, text: what, mode: fs.ModeSymlink, flag: tar.TypeSymlink}
}

// packs make an archive, by the ending of its name.
var packs = map[string]func(testing.TB, ...part) []byte{".zip": zipOf, ".tar": tarOf, ".tar.gz": tgzOf}

func zipOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		header := &zip.FileHeader{Name: p.name}
		if p.text != "" {
			header.Method = zip.Deflate
		}
		header.SetMode(p.mode | 0o644)
		f, err := w.CreateHeader(header)
		if err == nil {
			_, err = io.WriteString(f, p.text)
		}
		check(t, err)
	}
	check(t, w.Close())
	return b.Bytes()
}

func tarOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, p := range parts {
		header := &tar.Header{Name: p.name, Typeflag: p.flag, Mode: 0o644, Format: tar.FormatPAX}
		switch p.flag {
		case 0:
			header.Typeflag, header.Size = tar.TypeReg, int64(len(p.text))
		case tar.TypeXGlobalHeader:
			header = &tar.Header{Typeflag: p.flag, PAXRecords: map[string]string{"comment": p.text}}
		default:
			header.Linkname = p.text
		}
		check(t, w.WriteHeader(header))
		if p.flag == 0 {
			_, err := io.WriteString(w, p.text)
			check(t, err)
		}
	}
	check(t, w.Close())
	return b.Bytes()
}

// sparseTar returns a .tar with a file that has "data!" at places, which are two pairs of offset and length, and holes.
func sparseTar(t testing.TB, places, size string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	check(t, w.WriteHeader(&tar.Header{Name: seed, Size: 5, PAXRecords: map[string]string{
		"XNU.sparse.map": places, "XNU.sparse.numblocks": "2", "XNU.sparse.size": size,
	}}))
	_, err := io.WriteString(w, "data!")
	check(t, err)
	check(t, w.Close())
	return bytes.ReplaceAll(b.Bytes(), []byte("XNU"), []byte("GNU")) // Go writes none
}

func tgzOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	return packed(t, string(tarOf(t, parts...)))
}

// encrypted sets the flag of a .zip's last file that says it is encrypted.
func encrypted(archive []byte) []byte {
	archive[bytes.LastIndex(archive, []byte("PK\x01\x02"))+8] |= 1
	return archive
}

// method sets how a .zip's last file says it is packed.
func method(archive []byte, method byte) []byte {
	archive[bytes.LastIndex(archive, []byte("PK\x01\x02"))+10] = method
	return archive
}

// declared sets how many bytes a .zip's last file says it unpacks to.
func declared(archive []byte, size uint32) []byte {
	at := bytes.LastIndex(archive, []byte("PK\x01\x02")) + 24
	binary.LittleEndian.PutUint32(archive[at:], size)
	return archive
}

// flipped changes the byte at a place, from the end if it is negative.
func flipped(archive []byte, place int) []byte {
	archive[(place+len(archive))%len(archive)] ^= 0xff
	return archive
}

func put(t testing.TB, path, text string) {
	t.Helper()
	check(t, os.MkdirAll(filepath.Dir(path), 0o700))
	check(t, os.WriteFile(path, []byte(text), 0o600))
}

// putAll makes the files with the given names in a folder; each holds its name.
func putAll(t testing.TB, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		put(t, filepath.Join(dir, name), name)
	}
}

// sparse makes a file of size bytes that takes no room.
func sparse(t testing.TB, path string, size int64) {
	t.Helper()
	put(t, path, "")
	check(t, os.Truncate(path, size))
}

// treeOf returns what is in a folder, by name with slashes: the content of a plain file, else its kind in <>.
// Folders end in /.
func treeOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	check(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			found[name+"/"] = ""
		case !entry.Type().IsRegular():
			found[name] = "<" + string(kindOf(entry.Type())) + ">"
		default:
			text, err := os.ReadFile(path)
			found[name] = string(text)
			return err
		}
		return nil
	}))
	return found
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var zeros = strings.Repeat("\x00", maxFile)

// packed returns text packed with gzip.
func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	check(t, err)
	_, err = io.WriteString(w, text)
	check(t, err)
	check(t, w.Close())
	return b.Bytes()
}

// tarBomb returns 100 KB that unpack to more than 64 MiB; gzip may be of several pieces.
func tarBomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, tar.NewWriter(&b).WriteHeader(&tar.Header{Name: "x", Size: maxArchive}))
	return append(packed(t, b.String()), bytes.Repeat(packed(t, zeros), maxArchive/maxFile)...)
}
