package rules

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// deferred reports whether a call that has to do with variable runs on every way out: it is deferred itself, is in a
// function literal that is, or in one that does nothing but clean up and is handed to somebody who calls it.
func (c *closing) deferred(call inspector.Cursor, variable *types.Var) bool {
	if call.ParentEdgeKind() == edge.DeferStmt_Call {
		return true
	}
	for literal := range call.Enclosing((*ast.FuncLit)(nil)) {
		if literal.ParentEdgeKind() == edge.CallExpr_Fun {
			if literal.Parent().ParentEdgeKind() == edge.DeferStmt_Call {
				return true
			}
		} else if c.onlyCleansUp(literal, variable) {
			return c.keptToRun(literal)
		}
	}
	return false
}

// onlyCleansUp reports whether a function literal neither opens variable nor works with it, such as func() { cancel(); rows.Close() }.
func (c *closing) onlyCleansUp(literal inspector.Cursor, variable *types.Var) bool {
	if node := literal.Node(); node.Pos() <= variable.Pos() && variable.Pos() < node.End() {
		return false
	}
	for use := range c.uses(variable, literal) {
		method, ok := use.Parent().Node().(*ast.SelectorExpr)
		if ok && method.Sel.Name != "Close" || use.ParentEdgeKind() == edge.AssignStmt_Lhs {
			return false
		}
	}
	return true
}

// keptToRun reports whether a function literal that cleans up is deferred by the name of its variable, or handed on.
func (c *closing) keptToRun(literal inspector.Cursor) bool {
	if literal.ParentEdgeKind() != edge.AssignStmt_Rhs {
		return true
	}
	name, ok := literal.Parent().ChildAt(edge.AssignStmt_Lhs, literal.ParentEdgeIndex()).Node().(*ast.Ident)
	if !ok {
		return true
	}
	cleanup, ok := c.pass.TypesInfo.ObjectOf(name).(*types.Var)
	if !ok {
		return false
	}
	for use := range c.uses(cleanup, enclosing(literal)) {
		if use.ParentEdgeKind() != edge.CallExpr_Fun || c.deferred(use.Parent(), cleanup) {
			return true
		}
	}
	return false
}
