package rules

import (
	"regexp"

	"golang.org/x/tools/go/analysis"
)

// directives reports comments that the go command or the compiler obeys: //go:linkname, //go:build, // +build, //line.
var directives = &analysis.Analyzer{
	Name: "directives",
	Doc: `report comments that the go command or the compiler obeys

Such a comment changes how a file is built, or where its faults seem to be:

	// WRONG
	//go:noinline
	func StreamUsers(...)

A comment is for people:

	// RIGHT
	// StreamUsers returns a generator of all users.
	func StreamUsers(...)`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			for _, group := range file.Comments {
				for _, comment := range group.List {
					if found := directive.FindString(comment.Text); found != "" {
						pass.Reportf(comment.Pos(), "the comment %s", found)
					}
				}
			}
		}
		return nil, nil
	},
}

var directive = regexp.MustCompile(`^(//go:\S*|//\s*\+build\b.*|/[/*]line .*:\d+)`)
