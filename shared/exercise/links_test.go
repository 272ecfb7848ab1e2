package exercise_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	fence   = regexp.MustCompile("(?s)\n```.*?\n```")
	code    = regexp.MustCompile(fence.String() + "|`[^`\n]+`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	noSlug  = regexp.MustCompile(`[^a-z0-9_ -]`)
)

func TestLinksOfPagesLeadSomewhere(t *testing.T) {
	root := os.DirFS(workbook(t)[0].Root)
	pages, err := pagesOf(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 10 {
		t.Fatalf("%d pages found: %q", len(pages), pages)
	}
	for _, page := range pages {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(code.ReplaceAllString(string(text), ""), -1) {
			if !strings.Contains(match[1], "://") && !leads(root, page, match[1]) {
				t.Errorf("%s: the link %s leads nowhere", page, match[1])
			}
		}
	}
}

// pagesOf returns the pages of the workbook. The links of the edition's README.md are seen from the top level of the
// edition, so it is not read where it is kept.
func pagesOf(root fs.FS) (pages []string, err error) {
	err = fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == "shared/workbook/handout/default/README.md":
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "vendor"):
			return fs.SkipDir
		case filepath.Ext(name) == ".md":
			pages = append(pages, name)
		}
		return nil
	})
	return pages, err
}

// leads reports whether a link on a page names a file that exists, and a heading in it.
func leads(root fs.FS, page, link string) bool {
	file, anchor, _ := strings.Cut(link, "#")
	target := page
	if file != "" {
		target = path.Join(path.Dir(page), file)
	}
	text, err := fs.ReadFile(root, target)
	if err != nil {
		info, err := fs.Stat(root, target)
		return err == nil && info.IsDir()
	}
	return anchor == "" || slices.Contains(anchors(string(text)), anchor)
}

// anchors returns the names that web sites give to the headings of a page.
func anchors(page string) (names []string) {
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		name := noSlug.ReplaceAllString(strings.ToLower(match[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}
