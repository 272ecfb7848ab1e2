package rules

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// loops reports each loop beyond limit. A goto to a place above it is a loop that does not look like one; a goto to a
// place below is none.
func loops(limit int) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "loops",
		Doc: `report loops beyond a limit that counts all files together

With a limit of one:

	// WRONG
	for rows.Next() {
		users = append(users, scan(rows))
	}
	for _, user := range users {
		yield(user, nil)
	}

One loop does the work of both, and holds one user at a time:

	// RIGHT
	for rows.Next() {
		if !yield(scan(rows), nil) {
			return
		}
	}`,
		RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			count := 0
			for _, file := range pass.Files {
				ast.Inspect(file, func(node ast.Node) bool {
					switch node := node.(type) {
					case *ast.ForStmt, *ast.RangeStmt:
						if count++; count > limit {
							pass.Reportf(node.Pos(), "loop number %d", count)
						}
					case *ast.BranchStmt:
						if node.Tok != token.GOTO {
							break
						}
						if label := pass.TypesInfo.Uses[node.Label]; label != nil && label.Pos() > node.Pos() {
							break
						}
						if count++; count > limit {
							pass.Reportf(node.Pos(), "loop number %d, made by a goto", count)
						}
					}
					return true
				})
			}
			return nil, nil
		},
	}
}
