package handout

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	// begins is a line that begins something new: a list's item, a table's row, a heading, code, or a gap.
	begins = regexp.MustCompile("^(?:\\s*$|\\s*[-*] |\\s*\\d+\\. |[|#]|```)")

	// mark is what a block begins with that is of no sentence.
	mark = regexp.MustCompile(`^\s*(?:[-*] |\d+\. )?`)

	sentence = regexp.MustCompile(`(?s).+?(?:[.!?]\)?(?:\s+|$)|$)`)

	// reference is the target of a link, or code.
	reference = regexp.MustCompile("\\]\\(([^)\\s]+)\\)|`([^`]+)`")
)

// page returns a page without the sentences that speak of files which do not go along: what they offer is not there.
func (e Edition) page(name string, text []byte) []byte {
	var left []byte
	for _, block := range blocks(text) {
		if !bytes.HasPrefix(block, []byte("```")) && e.missing(name, block) {
			block = e.without(name, block)
		}
		left = append(left, block...)
	}
	return left
}

// blocks cuts a page into what sentences do not go beyond, such as paragraphs.
func blocks(page []byte) (blocks [][]byte) {
	inCode, inParagraph := false, false
	for line := range bytes.Lines(page) {
		if inCode || inParagraph && !begins.Match(line) {
			last := len(blocks) - 1
			blocks[last] = append(blocks[last], line...)
		} else {
			blocks = append(blocks, bytes.Clone(line))
		}
		if bytes.HasPrefix(line, []byte("```")) {
			inCode = !inCode
		}
		inParagraph = len(bytes.TrimSpace(line)) > 0 && !bytes.HasPrefix(line, []byte("```"))
	}
	return blocks
}

// without returns a block without such sentences; nothing if there is no other.
func (e Edition) without(name string, block []byte) []byte {
	mark := mark.Find(block)
	var left []byte
	for _, sentence := range sentence.FindAll(block[len(mark):], -1) {
		if !e.missing(name, sentence) {
			left = append(left, sentence...)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return slices.Concat(mark, bytes.TrimRight(left, "\n "), []byte("\n"))
}

// missing reports whether a text on a page names a file or folder of the workbook that does not go along.
func (e Edition) missing(page string, text []byte) bool {
	for _, match := range reference.FindAllSubmatch(text, -1) {
		for word := range strings.FieldsSeq(string(match[1]) + " " + string(match[2])) {
			word, _, _ = strings.Cut(word, "#")
			for _, name := range []string{path.Clean(word), path.Join(path.Dir(page), word)} {
				_, err := os.Stat(filepath.Join(e.Root, filepath.FromSlash(name)))
				if err == nil && filepath.IsLocal(name) && name != "." && !e.goesAlong(name) {
					return true
				}
			}
		}
	}
	return false
}
