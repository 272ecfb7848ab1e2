package submission

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	stream = "1-stream_users/stream_users.go"
	seed   = "shared/seed/seed.go"
)

var wanted = []string{stream, seed}

// taken returns what is taken of files that hold their names.
func taken(names ...string) Taken {
	t := Taken{Files: map[string]string{}}
	for _, name := range names {
		t.Files[name] = name
	}
	return t
}

// elsewhere returns what is taken of a file that is not in its place, but found under another name.
func elsewhere(name, found string) Taken {
	t := Taken{Files: map[string]string{name: found}}
	return t.but(name + " was found as " + found)
}

func (t Taken) ignoring(names ...string) Taken {
	t.Ignored = names
	return t
}

func (t Taken) but(faults ...string) Taken {
	t.Faults = faults
	return t
}

// takeFrom takes the wanted files of the only submission in dir. In what it returns Files holds what was written.
func takeFrom(t testing.TB, dir string) Taken {
	t.Helper()
	entries, err := list(dir)
	check(t, err)
	if len(entries) != 1 {
		t.Fatalf("List found %v, want one entry", entries)
	}
	into := t.TempDir()
	taken, err := entries[0].Take(wanted, into)
	check(t, err)
	return opened(t, taken, into)
}

// opened returns taken with the content of its files in place of their paths, which must be all that is in into.
func opened(t testing.TB, taken Taken, into string) Taken {
	t.Helper()
	found := treeOf(t, into)
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	for name, path := range taken.Files {
		if want := filepath.Join(into, filepath.FromSlash(name)); path != want {
			t.Errorf("%s was taken to %s, want %s", name, path, want)
		}
		if _, ok := found[name]; !ok {
			t.Errorf("%s is not where it was taken to", name)
		}
	}
	if len(found) != len(taken.Files) {
		names := slices.Sorted(maps.Keys(found))
		t.Errorf("%d files were written and %d taken: %q", len(found), len(taken.Files), names)
	}
	taken.Files = found
	return taken
}

func compare(t testing.TB, got, want Taken) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
}

// What is in an archive of any kind is taken alike.
func TestFilesAreTakenFromArchives(t *testing.T) {
	const outside = ", outside of it; names must begin with a folder of the workbook"
	folders := []part{
		{name: "1-stream_users/", mode: fs.ModeDir, flag: tar.TypeDir},
		{name: "shared/", mode: fs.ModeDir, flag: tar.TypeDir},
	}
	in := func(about string, parts []part, want Taken) {
		for ending, pack := range packs {
			if ending == ".zip" && about == "huge name" {
				continue // Go's writer knows that 65,535 bytes are the limit
			}
			t.Run(about+ending, func(t *testing.T) {
				dir := t.TempDir()
				put(t, filepath.Join(dir, "ann"+ending), string(pack(t, parts...)))
				compare(t, takeFrom(t, dir), want)
			})
		}
	}

	in("wanted files alone", files(stream, seed), taken(stream, seed))
	in("with folders listed", append(folders, files(stream, seed)...), taken(stream, seed))
	in("from ./", files("./"+stream, "./shared//seed/./seed.go"),
		Taken{Files: map[string]string{stream: "./" + stream, seed: "./shared//seed/./seed.go"}})
	in("one is not submitted", files(seed), taken(seed))
	in("nothing", nil, taken())
	in("others are listed, sorted", files("z.go", seed, "a b.md", "1-stream_users/x_test.go"),
		taken(seed).ignoring("1-stream_users/x_test.go", "a b.md", "z.go"))
	in("in the folder of a repository", files("repo-main/go.mod", "repo-main/"+seed),
		Taken{Files: map[string]string{seed: "repo-main/" + seed}}.ignoring("go.mod"))
	in("in a folder beside another file", files("repo/"+seed, "notes.txt"),
		elsewhere(seed, "repo/"+seed).ignoring("notes.txt"))
	in("in a folder that is a file, too", files("repo/"+seed, "repo"), elsewhere(seed, "repo/"+seed).ignoring("repo"))
	in("in a folder in a folder", files("a/b/"+seed, "x"), elsewhere(seed, "a/b/"+seed).ignoring("x"))
	in("by its base name", files("seed.go", "report.pdf"), elsewhere(seed, "seed.go").ignoring("report.pdf"))
	in("as Canvas names it", files("beckben_12345_67890_seed.go", "x.txt"),
		elsewhere(seed, "beckben_12345_67890_seed.go").ignoring("x.txt"))
	in("as Canvas names it the second time", files("beckben_12345_67890_seed-1.go", "x.txt"),
		elsewhere(seed, "beckben_12345_67890_seed-1.go").ignoring("x.txt"))
	in("as a browser names it", files("work/Seed (2).go", "x.txt"), elsewhere(seed, "work/Seed (2).go").ignoring("x.txt"))
	in("as a text", files("seed.go.txt", "x.txt"), elsewhere(seed, "seed.go.txt").ignoring("x.txt"))
	in("a name that is whole comes before one that is near", files("a/seed.go", "b/old_seed.go"),
		elsewhere(seed, "a/seed.go").ignoring("b/old_seed.go"))
	in("its place comes before all others", files(seed, "a/seed.go"), taken(seed).ignoring("a/seed.go"))
	in("two with its name", files("a/seed.go", "b/seed.go"), taken().ignoring("a/seed.go", "b/seed.go").
		but(seed+" is not there, and 2 other files have its name: a/seed.go, b/seed.go; hand in one of them"))
	in("a name with more in it", files("seedling.go", "a/myseed.go"), taken().ignoring("a/myseed.go", "seedling.go"))
	in("beside what is passed over",
		files(seed, ".git/HEAD", "__MACOSX/._x", "shared/.DS_Store", "shared/._seed.go"), taken(seed))
	in("in a folder beside what is passed over", files("__MACOSX/x", "repo/"+seed),
		Taken{Files: map[string]string{seed: "repo/" + seed}})
	in("invalid UTF-8 in a name", append(files(seed), part{name: "a\xff.go"}), taken(seed).ignoring(`"a\xff.go"`))
	in("a name that turns the text around", append(files(seed), part{name: "a\u202eog.go"}),
		taken(seed).ignoring(`"a\u202eog.go"`))
	in("no text at all", []part{{name: seed, text: "\x00\xff"}}, Taken{Files: map[string]string{seed: "\x00\xff"}})
	in("empty", []part{{name: seed}}, Taken{Files: map[string]string{seed: ""}})
	in("as large as may be", []part{{name: seed, text: zeros}}, Taken{Files: map[string]string{seed: zeros}})

	in("too large", append(files(stream), part{name: seed, text: zeros + "!"}),
		taken(stream).but(seed+" is larger than 1 MiB"))
	in("a symbolic link", append(files(seed), linkTo("/etc/passwd", stream)),
		taken(seed).but(stream+" is a symbolic link; submit the file itself"))
	in("a symbolic link for a folder", append(files(seed), linkTo("/etc", "1-stream_users")),
		taken(seed).ignoring("1-stream_users (a symbolic link)").
			but(stream+" cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"))
	in("a file through a symbolic link", append(files(seed, stream), linkTo("/etc", "1-stream_users")),
		taken(seed).ignoring("1-stream_users (a symbolic link)").
			but(stream+" cannot be taken: 1-stream_users is a symbolic link; submit the folder itself"))
	in("nothing but a symbolic link", []part{linkTo("/etc", "repo")},
		taken().but("repo is a symbolic link; submit the folder itself"))
	in("links and pipes elsewhere",
		append(files(seed), linkTo("/etc", "x"), part{name: "a/b", mode: fs.ModeNamedPipe, flag: tar.TypeFifo}),
		taken(seed).ignoring("a/b (a named pipe)", "x (a symbolic link)"))
	in("a named pipe", append(files(seed), part{name: stream, mode: fs.ModeNamedPipe, flag: tar.TypeFifo}),
		taken(seed).but(stream+" is a named pipe; submit the file itself"))
	in("a device", append(files(seed), part{name: stream, mode: fs.ModeDevice, flag: tar.TypeBlock}),
		taken(seed).but(stream+" is a device or another special file; submit the file itself"))
	in("a folder", append(files(seed), part{name: stream + "/", mode: fs.ModeDir, flag: tar.TypeDir}),
		taken(seed).but(stream+" is a folder; submit the file itself"))
	in("a folder that is not listed", files(seed, stream+"/x"),
		taken(seed).ignoring(stream+"/x").but(stream+" is a folder; submit the file itself"))
	in("a file and a folder", files(seed, stream, stream+"/x"),
		taken(seed).ignoring(stream+"/x").but(stream+" is a folder; submit the file itself"))
	in("a file for a folder", files(seed, "1-stream_users"),
		taken(seed).ignoring("1-stream_users").
			but(stream+" cannot be taken: 1-stream_users is a file; submit the folder itself"))
	in("twice", append(files(stream, seed), part{name: "./" + stream, text: "other"}),
		taken(seed).but(stream+" is in the archive 2 times; submit it once"))
	in("other letters", files("1-Stream_Users/stream_users.go", seed),
		taken(seed).ignoring("1-Stream_Users/stream_users.go").
			but(stream+" is named 1-Stream_Users/stream_users.go here; capital and small letters count"))
	in("other letters alone, which are no repository", files("1-STREAM_USERS/stream_users.go"),
		taken().ignoring("1-STREAM_USERS/stream_users.go").
			but(stream+" is named 1-STREAM_USERS/stream_users.go here; capital and small letters count"))
	in("other letters beside the right ones", files("1-Stream_Users/stream_users.go", stream, seed),
		taken(stream, seed).ignoring("1-Stream_Users/stream_users.go"))

	in("up and out", files(seed, "../"+stream),
		taken(seed).but("the archive has a file named ../"+stream+"; names must not have .. in them"))
	in("up and down", files(seed, "1-stream_users/../"+stream),
		taken(seed).
			but("the archive has a file named 1-stream_users/../"+stream+"; names must not have .. in them"))
	in("absolute", files(seed, "/"+stream), taken(seed).but("the archive has a file named /"+stream+outside))
	in("on a drive", files(seed, "C:"+stream),
		taken(seed).but("the archive has a file named C:"+stream+outside))
	in("huge name", files(seed, strings.Repeat("long/", 20_000)+"x"),
		taken(seed).
			but(`the archive has a file whose name is 100001 bytes long: "`+strings.Repeat("long/", 8)+`"...`))
}

// What only one kind of archive can be.
func TestArchivesThatAreNotWholeOrTooMuchAreRefused(t *testing.T) {
	good := files(stream, seed)
	var many []part
	for i := range maxEntries {
		many = append(many, part{name: fmt.Sprint(i)})
	}
	notWhole := func(name, cause string) Taken {
		return taken().but(name + " is no whole archive (" + cause + "); make it again")
	}
	of := func(about, file string, archive []byte, want Taken) {
		t.Run(about+" "+file, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, file), string(archive))
			compare(t, takeFrom(t, dir), want)
		})
	}

	of("cut .zip", "ann.zip", zipOf(t, good...)[:200], notWhole("ann.zip", "zip: not a valid zip file"))
	of("empty .zip", "ann.zip", nil, notWhole("ann.zip", "zip: not a valid zip file"))
	of("encrypted file", "ann.zip", encrypted(zipOf(t, good...)),
		taken(stream).but(seed+" is encrypted in ann.zip; make the archive without a password"))
	of("unknown method", "ann.zip", method(zipOf(t, good...), 99),
		taken(stream).but(seed+" is packed in an unusual way (method 99); make ann.zip with the usual one, deflate"))
	of("damaged file", "ann.zip", flipped(zipOf(t, files(seed)...), 30+len(seed)),
		taken().but(seed+" is damaged in ann.zip (flate: corrupt input before offset 6); make the archive again"))
	of("more than it says", "ann.zip", declared(zipOf(t, part{name: seed, text: zeros + zeros}), 9),
		taken().but(seed+" is damaged in ann.zip (zip: not a valid zip file); make the archive again"))
	of("1 GB, it says", "ann.zip", declared(zipOf(t, files(seed)...), 1<<30),
		taken().but(seed+" is larger than 1 MiB"))
	windows := strings.NewReplacer("/", `\`)
	of("folders as Windows PowerShell packs them", "ann.zip",
		zipOf(t, part{name: `1-stream_users\`}, part{name: windows.Replace(stream), text: stream}), taken(stream))
	of("folders of Windows that lead out", "ann.zip", zipOf(t, files(seed, windows.Replace("../"+stream))...),
		taken(seed).but("the archive has a file named ../"+stream+"; names must not have .. in them"))
	of("with backslashes", "ann.tar", tarOf(t, files(seed, `a\b.go`)...),
		taken(seed).but(`the archive has a file named a\b.go, with \ in it; folders are separated by /`))
	of("a name with a zero byte", "ann.zip", zipOf(t, files(seed, stream+"\x00.txt")...),
		taken(seed).but(`the archive has a file named "`+stream+`\x00.txt", with a zero byte in it`))
	of("a bomb that is not wanted is not unpacked", "ann.zip",
		declared(zipOf(t, append(files(seed), files("x")...)...), 1<<31), taken(seed).ignoring("x"))
	of("too many files", "ann.zip", zipOf(t, append(many, good...)...),
		taken().but("ann.zip has more than 10000 files; submit only your own"))
	of("hard link", "ann.tgz",
		tgzOf(t, part{name: seed, text: seed}, part{name: stream, text: seed, flag: tar.TypeLink}),
		taken(seed).but(stream+" is a hard link; submit the file itself"))
	of("git's header", "ann.tgz",
		tgzOf(t, append([]part{{flag: tar.TypeXGlobalHeader, text: "abc"}}, files("repo/"+seed)...)...),
		Taken{Files: map[string]string{seed: "repo/" + seed}})
	of("no gzip", "ann.tgz", []byte("package main // no archive"), notWhole("ann.tgz", "gzip: invalid header"))
	of("cut .tgz", "ann.tgz", tgzOf(t, good...)[:100], notWhole("ann.tgz", "unexpected EOF"))
	of("no tar", "ann.tgz", packed(t, strings.Repeat("x", 1024)),
		notWhole("ann.tgz", "archive/tar: invalid tar header"))
	of("bomb", "ann.tgz", tarBomb(t),
		taken().but("ann.tgz unpacks to more than 64 MiB; submit only your own files"))
	of("too many files", "ann.tgz", tgzOf(t, append(many, good...)...),
		taken().but("ann.tgz has more than 10000 files; submit only your own"))
	of("cut in a file", "ann.tar", tarOf(t, good...)[:1000], notWhole("ann.tar", "unexpected EOF"))
	of("cut between two files", "ann.tar", tarOf(t, good...)[:1024], notWhole("ann.tar", "unexpected EOF"))
	of("empty", "ann.tar", nil, notWhole("ann.tar", "unexpected EOF"))
	of("damaged header", "ann.tar", flipped(tarOf(t, good...), 1024),
		notWhole("ann.tar", "archive/tar: invalid tar header"))
	of("a file with holes", "ann.tar", sparseTar(t, "0,1,4,4", "8"),
		Taken{Files: map[string]string{seed: "d\x00\x00\x00ata!"}})
	of("a file with holes for 1 TB", "ann.tar", sparseTar(t, "0,1,4,4", "1099511627776"),
		taken().but(seed+" is larger than 1 MiB"))
	const missing = "archive/tar: sparse file references non-existent data"
	of("a file with holes and too few data", "ann.tar", sparseTar(t, "0,1,4,5", "9"),
		taken().but(seed+" is damaged in ann.tar ("+missing+"); make the archive again"))
	of("damaged file", "ann.tgz", flipped(tgzOf(t, good...), 30),
		notWhole("ann.tgz", "flate: corrupt input before offset 42"))
	of("other kind", "ann.rar", nil,
		taken().but("ann.rar is an archive of a kind that is not opened here; submit a .zip or a .tar.gz"))
}
