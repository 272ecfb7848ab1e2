package rules

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// loops reports each loop beyond most, and each goto, which makes a loop that does not look like one.
func loops(most int) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "loops",
		Doc:              "report loops beyond a limit that counts all files together",
		RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			count := 0
			for _, file := range pass.Files {
				ast.Inspect(file, func(node ast.Node) bool {
					switch node := node.(type) {
					case *ast.ForStmt, *ast.RangeStmt:
						if count++; count > most {
							pass.Reportf(node.Pos(), "loop number %d", count)
						}
					case *ast.BranchStmt:
						if node.Tok == token.GOTO {
							pass.Reportf(node.Pos(), "a goto, which is a loop in disguise")
						}
					}
					return true
				})
			}
			return nil, nil
		},
	}
}
