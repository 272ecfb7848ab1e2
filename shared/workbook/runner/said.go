package runner

import (
	"regexp"
	"strings"
)

// place is what the testing package writes before the first line of what a test says; it indents the others.
var place = regexp.MustCompile(`^    [^\s:]+\.go:\d+: `)

// said returns what a test said in words of its own, without what the testing package writes around it.
func said(output string) string {
	var lines []string
	indent := ""
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		if at := place.FindString(line); at != "" {
			line, indent = line[len(at):], "        "
		} else {
			line = strings.TrimPrefix(line, indent)
		}
		if strings.TrimSpace(line) != "" && line[0] != marker {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
