package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/ast/inspector"
)

// cancels is lostcancel, which takes a deferred cancel for one wherever it stands, with loops.
var cancels = &analysis.Analyzer{
	Name: "cancels",
	Doc: `report contexts that are not cancelled, or that a loop heaps up

Each round makes a context, and all are kept until the function ends:

	// WRONG
	for offset := 0; ; offset += pageSize {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		...
	}

One context serves all rounds:

	// RIGHT
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for offset := 0; ; offset += pageSize {
		...
	}

The analyzer is silent about a loop that ends with its first round.`,
	Requires: lostcancel.Analyzer.Requires,
	Run: func(pass *analysis.Pass) (any, error) {
		for node := range pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root().Preorder((*ast.DeferStmt)(nil)) {
			statement := node.Node().(*ast.DeferStmt)
			name, _ := ast.Unparen(statement.Call.Fun).(*ast.Ident)
			cancel, loop := pass.TypesInfo.ObjectOf(name), around(node)
			if cancel == nil || loop == nil || !isCancel(cancel.Type()) || !comesBack(loop) {
				continue
			}
			if loop.Pos() < cancel.Pos() && cancel.Pos() < loop.End() { // each round has its own
				pass.Reportf(statement.Pos(), "the deferred %s in a loop is not called before the function ends: the context of "+
					"each round is kept until then", name.Name)
			}
		}
		return lostcancel.Analyzer.Run(pass)
	},
}

// isCancel reports whether a type is that of a function that cancels a context.
func isCancel(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" &&
		slices.Contains([]string{"CancelFunc", "CancelCauseFunc"}, named.Obj().Name())
}

// around returns the body of the innermost loop around a place, or nil if a function begins first.
func around(place inspector.Cursor) *ast.BlockStmt {
	kinds := []ast.Node{(*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)}
	for outer := range place.Enclosing(kinds...) {
		switch outer := outer.Node().(type) {
		case *ast.ForStmt:
			return outer.Body
		case *ast.RangeStmt:
			return outer.Body
		default:
			return nil
		}
	}
	return nil
}

// comesBack reports whether a loop can have another round, as far as its last statement tells.
func comesBack(body *ast.BlockStmt) bool {
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return false
	case *ast.BranchStmt:
		return last.Tok != token.BREAK
	}
	return true
}
