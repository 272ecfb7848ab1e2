package verify

import (
	"fmt"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
)

// block is Go code of a page.
type block struct {
	line int // of the page, on which the code begins, counted from 1
	code string
}

// blocks returns the fenced blocks of a page that say they are Go. A block in a list is indented; its code is not.
func blocks(page string) (all []block) {
	fence := "" // of the block at hand; empty between blocks
	var indent int
	var at *block // nil in a block of another language
	for i, line := range strings.Split(strings.ReplaceAll(page, "\r\n", "\n"), "\n") {
		text := strings.TrimLeft(line, " ")
		marks := fenceOf(text)
		switch {
		case fence == "" && marks != "":
			fence, indent, at = marks, len(line)-len(text), nil
			language, _, _ := strings.Cut(strings.TrimSpace(text[len(marks):]), " ")
			if slices.Contains([]string{"go", "golang"}, strings.ToLower(language)) {
				all = append(all, block{line: i + 2})
				at = &all[len(all)-1]
			}
		case fence != "" && strings.HasPrefix(marks, fence) && strings.TrimSpace(text) == marks:
			fence = ""
		case fence != "" && at != nil:
			at.code += strings.TrimPrefix(line, line[:min(indent, len(line)-len(text))]) + "\n"
		}
	}
	return all
}

// fenceOf returns the marks, three or more, that a line begins with if it opens or closes a block.
func fenceOf(text string) string {
	for _, mark := range []string{"`", "~"} {
		if n := len(text) - len(strings.TrimLeft(text, mark)); n >= 3 {
			return text[:n]
		}
	}
	return ""
}

// codeFaults compiles the Go code of a page, and returns what the compiler says: see compiler.
func codeFaults(e *exercise.Exercise, page string) []string {
	all := blocks(page)
	if len(all) == 0 {
		return nil
	}
	c, err := newCompiler(e)
	if err != nil {
		return []string{fmt.Sprintf("%s: its Go code cannot be compiled: %v", e.Page(), err)}
	}
	return c.compile(all)
}
