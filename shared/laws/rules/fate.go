package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// fate is what becomes of an open variable.
type fate struct {
	closed     bool      // by a defer, or by somebody else to whom it is handed on
	plainClose token.Pos // a Close that is not deferred
}

// fate looks at every use of variable in a function declaration. The callers are the variables that led there.
func (c *closing) fate(variable *types.Var, decl inspector.Cursor, callers []*types.Var) fate {
	var all fate
	if isResult(variable, decl) || slices.Contains(callers, variable) {
		return fate{closed: isResult(variable, decl)}
	}
	for use := range c.uses(variable, decl) {
		one := c.use(use, variable, append(callers, variable))
		all.closed = all.closed || one.closed
		if one.plainClose.IsValid() {
			all.plainClose = one.plainClose
		}
	}
	return all
}

// uses returns the places that name variable, but for its declaration.
func (c *closing) uses(variable *types.Var, within inspector.Cursor) func(func(inspector.Cursor) bool) {
	return func(yield func(inspector.Cursor) bool) {
		for name := range within.Preorder((*ast.Ident)(nil)) {
			if c.pass.TypesInfo.Uses[name.Node().(*ast.Ident)] == variable && !yield(name) {
				return
			}
		}
	}
}

// use returns the fate that one use means.
func (c *closing) use(use inspector.Cursor, variable *types.Var, callers []*types.Var) fate {
	parent := use.Parent()
	switch use.ParentEdgeKind() {
	case edge.SelectorExpr_X:
		if parent.Node().(*ast.SelectorExpr).Sel.Name != "Close" {
			return fate{}
		}
		if parent.ParentEdgeKind() != edge.CallExpr_Fun || c.deferred(parent.Parent(), variable) {
			return fate{closed: true}
		}
		return fate{plainClose: use.Node().Pos()}
	case edge.AssignStmt_Lhs, edge.BinaryExpr_X, edge.BinaryExpr_Y:
		return fate{}
	case edge.AssignStmt_Rhs:
		to, ok := parent.ChildAt(edge.AssignStmt_Lhs, use.ParentEdgeIndex()).Node().(*ast.Ident)
		return fate{closed: !ok || to.Name != "_"}
	case edge.CallExpr_Args:
		return c.passed(use, variable, callers)
	default:
		return fate{closed: true}
	}
}

// passed returns the fate of a variable that a function gets as an argument.
func (c *closing) passed(use inspector.Cursor, variable *types.Var, callers []*types.Var) fate {
	call := use.Parent()
	callee := typeutil.StaticCallee(c.pass.TypesInfo, call.Node().(*ast.CallExpr))
	if callee == nil || callee.Signature().Params().Len() == 0 || c.deferred(call, variable) {
		return fate{closed: true} // no parameter has a call such as (*sql.Rows).Close(rows)
	}
	callee = callee.Origin() // of a generic function, the one that is declared
	params := callee.Signature().Params()
	param := params.At(min(use.ParentEdgeIndex(), params.Len()-1))
	if asInterface, ok := param.Type().Underlying().(*types.Interface); ok && asInterface.NumMethods() > 0 {
		if close, _, _ := types.LookupFieldOrMethod(asInterface, false, nil, "Close"); close == nil {
			return fate{} // it can scan a row, but not close anything
		}
	}
	for decl := range c.root.Preorder((*ast.FuncDecl)(nil)) {
		if c.pass.TypesInfo.Defs[decl.Node().(*ast.FuncDecl).Name] == callee {
			return c.fate(param, decl, callers)
		}
	}
	return fate{closed: true}
}

// isResult reports whether variable is a named result: a return without values hands it on.
func isResult(variable *types.Var, decl inspector.Cursor) bool {
	for function := range decl.Preorder((*ast.FuncType)(nil)) {
		if results := function.Node().(*ast.FuncType).Results; results != nil && results.Pos() <= variable.Pos() && variable.Pos() < results.End() {
			return true
		}
	}
	return false
}
