package rules

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// closes reports each *sql.Rows, *sql.Stmt and *sql.Conn that is neither closed by a defer nor handed on: returned,
// stored, or passed to another function. If that function is in the same files, it is judged as well.
var closes = &analysis.Analyzer{
	Name:     "closes",
	Doc:      "report result sets, statements and connections that are not closed by defer",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		c := &closing{pass: pass, root: pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()}
		for call := range c.root.Preorder((*ast.CallExpr)(nil)) {
			if kind := c.opens(call); kind != "" {
				c.judge(call, kind)
			}
		}
		return nil, nil
	},
}

// closing is the look at one package.
type closing struct {
	pass *analysis.Pass
	root inspector.Cursor
}

// opens returns what a call opens, such as *sql.Rows, or "".
func (c *closing) opens(call inspector.Cursor) string {
	callee, ok := typeutil.Callee(c.pass.TypesInfo, call.Node().(*ast.CallExpr)).(*types.Func)
	if !ok || callee.Signature().Recv() == nil || callee.Signature().Results().Len() == 0 {
		return ""
	}
	switch callee.Name() {
	case "Query", "QueryContext", "Prepare", "PrepareContext", "Conn":
	default:
		return ""
	}
	kind := typeName(callee.Signature().Results().At(0).Type())
	switch {
	case kind == "*sql.Stmt" && typeName(callee.Signature().Recv().Type()) == "*sql.Tx":
		return "" // it is closed with the transaction
	case kind == "*sql.Rows", kind == "*sql.Stmt", kind == "*sql.Conn":
		return kind
	}
	return ""
}

// typeName returns a type as a program writes it, such as *sql.Rows.
func typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "database/sql" {
			return "sql"
		}
		return p.Path()
	})
}

// judge reports what a call opens, unless it will be closed.
func (c *closing) judge(call inspector.Cursor, kind string) {
	variable, kept := c.variable(call)
	if kept {
		return
	}
	if variable == nil {
		c.pass.Reportf(call.Node().Pos(), "a %s that nobody can close", kind)
		return
	}
	switch fate := c.fate(variable, enclosing(call), nil); {
	case fate.closed:
	case fate.plainClose.IsValid():
		c.pass.Reportf(fate.plainClose, "a Close of the %s %s without defer: a return, break or panic before this line leaves it open", kind, variable.Name())
	default:
		c.pass.Reportf(call.Node().Pos(), "a %s %s that is never closed", kind, variable.Name())
	}
}

// variable returns the local variable that takes what a call opens, or whether somebody else keeps it.
func (c *closing) variable(call inspector.Cursor) (variable *types.Var, kept bool) {
	var to ast.Node
	switch parent := call.Parent(); call.ParentEdgeKind() {
	case edge.AssignStmt_Rhs:
		to = parent.ChildAt(edge.AssignStmt_Lhs, call.ParentEdgeIndex()).Node()
	case edge.ValueSpec_Values:
		to = parent.ChildAt(edge.ValueSpec_Names, call.ParentEdgeIndex()).Node()
	case edge.ExprStmt_X, edge.DeferStmt_Call, edge.GoStmt_Call:
		return nil, false
	default:
		return nil, true // returned, passed, stored
	}
	name, ok := to.(*ast.Ident)
	if !ok {
		return nil, true // a field or an element
	}
	if name.Name == "_" {
		return nil, false
	}
	variable, ok = c.pass.TypesInfo.ObjectOf(name).(*types.Var)
	return variable, ok && variable.Parent() == c.pass.Pkg.Scope()
}

// enclosing returns the function declaration that a node is in, or the file.
func enclosing(node inspector.Cursor) inspector.Cursor {
	for outer := range node.Enclosing((*ast.FuncDecl)(nil), (*ast.File)(nil)) {
		return outer
	}
	return node
}
