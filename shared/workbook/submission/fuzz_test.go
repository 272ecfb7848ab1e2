package submission

import (
	"archive/tar"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
)

// Whatever the bytes: Take ends without a panic and without an error, and writes wanted files and nothing else, into
// the folder it was given and nowhere else.
func FuzzTake(f *testing.F) {
	links := []part{
		{name: stream, text: "../../../x", mode: fs.ModeSymlink, flag: tar.TypeSymlink},
		{name: seed, text: stream, mode: fs.ModeSymlink, flag: tar.TypeLink},
	}
	for _, parts := range [][]part{
		files(stream, seed),
		files("repo/"+stream, "repo/./"+seed, "__MACOSX/x"),
		files("../x", "/x", `..\x`, "C:x", "a\xff", stream, stream),
		append(links, files(stream+"/x", "1-Stream_Users/stream_users.go")...),
		{{flag: tar.TypeXGlobalHeader, text: "x"}, {name: seed}},
	} {
		f.Add(zipOf(f, slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.name == "" })...), "ann.zip")
		f.Add(tgzOf(f, parts...), "ann.tgz")
		f.Add(tarOf(f, parts...), "ann.tar")
	}
	f.Fuzz(func(t *testing.T, archive []byte, name string) {
		if !slices.Contains([]string{"ann.zip", "ann.tar", "ann.tgz"}, name) {
			t.Skip()
		}
		dir := t.TempDir()
		from, into := filepath.Join(dir, "from"), filepath.Join(dir, "into")
		put(t, filepath.Join(from, name), string(archive))
		check(t, os.Mkdir(into, 0o700))
		entries, err := list(from)
		check(t, err)
		taken, err := entries[0].Take(wanted, into)
		check(t, err)

		allowed := []string{"from/", "from/" + name, "into/"}
		for file := range taken.Files {
			if !slices.Contains(wanted, file) {
				t.Errorf("%q was taken, which is not wanted", file)
			}
			allowed = append(allowed, "into/"+file)
			for at := path.Dir(file); at != "."; at = path.Dir(at) {
				allowed = append(allowed, "into/"+at+"/")
			}
		}
		for at, text := range treeOf(t, dir) {
			if !slices.Contains(allowed, at) {
				t.Errorf("%q was written", at)
			}
			if at != "from/"+name && len(text) > maxFile {
				t.Errorf("%q has %d bytes", at, len(text))
			}
		}
	})
}
