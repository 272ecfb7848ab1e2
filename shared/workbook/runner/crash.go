package runner

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	panicLine = regexp.MustCompile(`(?m)^(panic|fatal error): (.*?)( \[recovered.*)?$`)
	frameLine = regexp.MustCompile(`(?m)^\t(.+\.go):(\d{1,5})\b`)
)

// crash returns what a panic in text says and the deepest line below it that is in an edited file, or in another of the
// folder, tests aside. It is empty if there is no panic. The place is public, so a file is one that is there: the text
// may be made up.
func crash(text, root, folder string, edits []string) string {
	at := panicLine.FindStringSubmatchIndex(text)
	if at == nil {
		return ""
	}
	said := text[at[2]:at[3]] + ": " + text[at[4]:at[5]]
	for _, frame := range frameLine.FindAllStringSubmatch(text[at[1]:], -1) {
		path := filepath.ToSlash(frame[1])
		dir, file := filepath.Split(path)
		if i := slices.IndexFunc(edits, func(edit string) bool { return strings.HasSuffix(path, "/"+edit) }); i >= 0 {
			return said + "\nat " + edits[i] + ":" + frame[2]
		}
		_, err := os.Stat(filepath.Join(root, folder, file))
		if filepath.Base(dir) == filepath.Base(folder) && !strings.HasSuffix(file, "_test.go") && err == nil {
			return said + "\nat " + folder + "/" + file + ":" + frame[2]
		}
	}
	return said
}
