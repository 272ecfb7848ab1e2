// Package regex stands in for github.com/dolthub/go-icu-regex, by which go-mysql-server computes REGEXP. That one
// compiles the ICU library from WebAssembly whenever a process starts: 0.4 s of a processor and 20 MB, at each start of
// the embedded server, for a function that the workbook does not use. This one has the part of it that the engine
// calls, over Go's regexp: without look-around and back references, which are errors.
package regex

import (
	"context"
	"errors"
	"regexp"
	"unicode/utf8"
)

// RegexFlags say how a pattern is meant.
type RegexFlags uint32

// The flags that MySQL has letters for.
const (
	RegexFlags_None             RegexFlags = 0
	RegexFlags_Unix_Lines       RegexFlags = 1 // as always
	RegexFlags_Case_Insensitive RegexFlags = 2
	RegexFlags_Multiline        RegexFlags = 8
	RegexFlags_Dot_All          RegexFlags = 32
)

// Regex is a pattern, and a text to look for it in.
type Regex = *pattern

type pattern struct {
	compiled *regexp.Regexp
	text     string
}

// CreateRegex returns a pattern that is yet to be set.
func CreateRegex(uint32) Regex { return new(pattern) }

// SetRegexLeakHandler has nothing to do: no pattern holds more than memory.
func SetRegexLeakHandler(func()) {}

// SetRegexString sets the pattern.
func (p *pattern) SetRegexString(_ context.Context, text string, flags RegexFlags) (err error) {
	letters := ""
	for flag, letter := range map[RegexFlags]string{
		RegexFlags_Case_Insensitive: "i", RegexFlags_Multiline: "m", RegexFlags_Dot_All: "s",
	} {
		if flags&flag != 0 {
			letters += letter
		}
	}
	if letters != "" {
		text = "(?" + letters + ")" + text
	}
	p.compiled, err = regexp.Compile(text)
	return err
}

// SetMatchString sets the text.
func (p *pattern) SetMatchString(_ context.Context, text string) error {
	p.text = text
	return nil
}

// matches returns the places in bytes of each match and of its groups, from character start on, counted from 1. There ^
// matches too.
func (p *pattern) matches(start int) ([][]int, error) {
	if p.compiled == nil {
		return nil, errors.New("no pattern is set")
	}
	from := 0
	for range start - 1 {
		_, size := utf8.DecodeRuneInString(p.text[from:])
		from += size
	}
	all := p.compiled.FindAllStringSubmatchIndex(p.text[from:], -1)
	for _, match := range all {
		for i := range match {
			if match[i] >= 0 { // a group that is there
				match[i] += from
			}
		}
	}
	return all, nil
}

// find returns the places of the match with the number occurrence, counted from 1; nil if there is none.
func (p *pattern) find(start, occurrence int) ([]int, error) {
	all, err := p.matches(start)
	if i := max(occurrence, 1) - 1; i < len(all) {
		return all[i], nil
	}
	return nil, err
}

// IndexOf returns the character at which a match begins, or the one after its end, counted from 1; 0 if there is none.
func (p *pattern) IndexOf(_ context.Context, start, occurrence int, end bool) (int, error) {
	match, err := p.find(start, occurrence)
	if match == nil {
		return 0, err
	}
	at := match[0]
	if end {
		at = match[1]
	}
	return utf8.RuneCountInString(p.text[:at]) + 1, nil
}

// Matches reports whether there is a match.
func (p *pattern) Matches(_ context.Context, start, occurrence int) (bool, error) {
	match, err := p.find(start, occurrence)
	return match != nil, err
}

// Substring returns a match, and whether there is one.
func (p *pattern) Substring(_ context.Context, start, occurrence int) (string, bool, error) {
	match, err := p.find(start, occurrence)
	if match == nil {
		return "", false, err
	}
	return p.text[match[0]:match[1]], true, nil
}

// Replace returns the text with by in place of a match, or of all matches if occurrence is 0. In by, $1 is a group, and
// a backslash takes the meaning from what follows.
func (p *pattern) Replace(_ context.Context, by string, start, occurrence int) (string, error) {
	all, err := p.matches(start)
	if err != nil {
		return "", err
	}
	if occurrence > 0 {
		all = all[min(occurrence-1, len(all)):min(occurrence, len(all))]
	}
	var text []byte
	end := 0
	for _, match := range all {
		text = append(text, p.text[end:match[0]]...)
		text = p.compiled.ExpandString(text, template(by), p.text, match)
		end = match[1]
	}
	return string(text) + p.text[end:], nil
}

var escaped = regexp.MustCompile(`\\(.)|\$(\d)|\$`)

// template returns a replacement as MySQL has it in the form that package regexp takes.
func template(by string) string {
	return escaped.ReplaceAllStringFunc(by, func(found string) string {
		parts := escaped.FindStringSubmatch(found)
		switch {
		case parts[2] != "":
			return "${" + parts[2] + "}"
		case parts[1] != "" && parts[1] != "$":
			return parts[1]
		}
		return "$$"
	})
}

// StringBufferSize returns the size of a buffer that is not there.
func (p *pattern) StringBufferSize() uint32 { return 0 }

// Close does nothing.
func (p *pattern) Close() error { return nil }
