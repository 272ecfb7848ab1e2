package verify

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
)

var heading = regexp.MustCompile(`(?m)^## (.+)$`)

// Parts returns what an exercise lacks or has too much of, whatever its code does: files, hints, points, sections of
// its page.
func Parts(e *exercise.Exercise) []string {
	faults := files(e)
	for _, check := range e.Checks {
		if check.Group != "" && e.Points.Of(check.Group) == 0 {
			faults = append(faults, fmt.Sprintf("%s is of the group %s, which has no points", check.Test, check.Group))
		}
		if len(check.Hints) == 0 {
			faults = append(faults, check.Test+" has no hints")
		}
	}
	faults = append(faults, placeholders(e)...)
	page, err := os.ReadFile(filepath.Join(e.Root, e.Name, "README.md"))
	if err != nil {
		return append(faults, err.Error())
	}
	return slices.Concat(faults, pageFaults(e, string(page)), codeFaults(e, string(page)))
}

// placeholder is what stands where somebody has yet to write: what people write there.
var placeholder = regexp.MustCompile(`\b(?:TODO|FIXME|(?i:lorem ipsum))\b`)

// placeholders returns the lines of pages and of exercise.toml that are still to be written.
func placeholders(e *exercise.Exercise) (faults []string) {
	for _, name := range []string{"README.md", "checks.md", exercise.File} {
		text, err := os.ReadFile(filepath.Join(e.Root, e.Name, name))
		if err != nil {
			continue // files says what is missing
		}
		for i, line := range strings.Split(string(text), "\n") {
			if placeholder.MatchString(line) {
				place := fmt.Sprintf("%s/%s:%d", e.Name, name, i+1)
				faults = append(faults, place+" is still to be written: "+strings.TrimSpace(line))
			}
		}
	}
	return faults
}

// files returns missing and stray files.
func files(e *exercise.Exercise) (faults []string) {
	dir := filepath.Join(e.Root, e.Name)
	given := []string{e.Name + "/main.go", e.Name + "/README.md"}
	for _, needed := range slices.Concat(given, e.Edits, e.Data) {
		if _, err := os.Stat(filepath.Join(e.Root, filepath.FromSlash(needed))); err != nil {
			faults = append(faults, needed+" is missing")
		}
	}
	whole, _ := filepath.Glob(filepath.Join(dir, "testdata", folders[Mutant], "*.go"))
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(mutantsFile))); err != nil && len(whole) == 0 {
		faults = append(faults, "there are no mutants, so nothing shows that the checks catch a fault")
	}
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(idleFile))); err != nil {
		faults = append(faults, "there is no "+idleFile+"; so nothing shows that doing nothing earns nothing")
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		listed := slices.Contains(e.Data, path.Join(e.Name, filepath.ToSlash(name)))
		if err == nil && !entry.IsDir() && !belongs(name) && !listed {
			faults = append(faults, e.Name+"/"+name+" is a stray file")
		}
		return err
	})
	if err != nil {
		faults = append(faults, err.Error())
	}
	return faults
}

// belongs reports whether a file of that name, seen from the exercise's folder, has a place there.
func belongs(name string) bool {
	dir, file, nested := strings.Cut(filepath.ToSlash(name), "/")
	switch {
	case !nested:
		return file == "" && (name == "README.md" || name == "checks.md" || name == exercise.File ||
			strings.HasSuffix(name, ".go"))
	case name == mutantsFile || name == idleFile:
		return true
	case dir != "testdata":
		return false
	}
	folder, file, _ := strings.Cut(file, "/")
	return folder == "fuzz" || (folder == folders[Mutant] || folder == folders[Right]) && strings.HasSuffix(file, ".go")
}

// pageFaults returns what is wrong with the sections of a page, and what it has to say of points and imports.
func pageFaults(e *exercise.Exercise, page string) (faults []string) {
	const imports = "(../shared/laws/README.md#what-may-be-imported-and-what-scores-0)"
	for _, needed := range []string{e.PagePoints(), imports} {
		if !strings.Contains(page, needed) {
			faults = append(faults, "README.md does not say: "+needed)
		}
	}
	var found []string
	for _, match := range heading.FindAllStringSubmatch(page, -1) {
		found = append(found, match[1])
	}
	if sections := e.PageHeadings(); !slices.Equal(found, sections) {
		faults = append(faults, fmt.Sprintf("README.md has the sections %q, want %q", found, sections))
	}
	return faults
}
