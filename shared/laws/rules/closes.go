package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// closes looks at each place but once, however the code is written. What becomes of a value that is passed on, the laws
// see when it runs.
var closes = &analysis.Analyzer{
	Name: "closes",
	Doc: `report result sets, statements and connections that are not closed by defer

A return, a break or a panic before the Close leaves them open:

	// WRONG
	rows, err := db.QueryContext(ctx, query)
	...
	for rows.Next() {
		...
	}
	rows.Close()

A deferred Close runs whichever way the function ends:

	// RIGHT
	rows, err := db.QueryContext(ctx, query)
	...
	defer rows.Close()
	for rows.Next() {
		...
	}

The analyzer is silent about what is passed on in any way: as an argument or a
result, by an assignment, or in a function literal that is.`,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		syntax := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		c := &closing{pass: pass, fates: make(map[*types.Var]*fate)}
		for call := range syntax.Root().Preorder((*ast.CallExpr)(nil)) {
			if kind := opens(pass.TypesInfo, call.Node().(*ast.CallExpr)); kind != "" {
				c.open(call, kind)
			}
		}
		c.follow(syntax)
		return nil, nil
	},
}

// opens returns what a call opens, such as *sql.Rows, or "". Rows are opened by whatever returns some or an error;
// statements and connections a function of the student's can keep, and lend.
func opens(info *types.Info, call *ast.CallExpr) string {
	function, ok := info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || function.Results().Len() == 0 || info.Types[call.Fun].IsType() { // a conversion
		return ""
	}
	kind := sqlType(function.Results().At(0).Type())
	if kind == "*sql.Rows" && function.Results().Len() == 2 {
		return kind
	}
	callee, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok || callee.Signature().Recv() == nil ||
		!slices.Contains([]string{"Prepare", "PrepareContext", "Conn"}, callee.Name()) ||
		kind == "*sql.Stmt" && sqlType(callee.Signature().Recv().Type()) == "*sql.Tx" { // closed with the transaction
		return ""
	}
	return kind
}

// sqlType returns the name of a type such as *sql.Rows, or "".
func sqlType(t types.Type) string {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		named, ok := types.Unalias(pointer.Elem()).(*types.Named)
		if ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "database/sql" {
			return "*sql." + named.Obj().Name()
		}
	}
	return ""
}

// closing is the look at one package.
type closing struct {
	pass  *analysis.Pass
	fates map[*types.Var]*fate
}

// fate is what becomes of a local variable that something is opened into.
type fate struct {
	kind       string    // such as *sql.Rows
	opened     token.Pos // where the last call is that opens it
	settled    bool      // by a deferred Close, or because it is passed on
	plainClose token.Pos // the last one without defer
}

// open reports what a call opens if nobody gets it, and takes note of it if a local variable does.
func (c *closing) open(call inspector.Cursor, kind string) {
	var to ast.Expr // stays nil if it is returned or passed on at once
	switch parent := call.Parent().Node().(type) {
	case *ast.AssignStmt:
		to = parent.Lhs[call.ParentEdgeIndex()]
	case *ast.ValueSpec:
		to = parent.Names[call.ParentEdgeIndex()]
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		to = ast.NewIdent("_")
	}
	if isBlank(to) {
		c.pass.Reportf(call.Node().Pos(), "a %s that cannot be closed", kind)
		return
	}
	// A named result is no such variable: a return without values passes it on.
	name, _ := to.(*ast.Ident)
	if variable, ok := c.pass.TypesInfo.ObjectOf(name).(*types.Var); ok && variable.Kind() == types.LocalVar {
		c.fates[variable] = &fate{kind: kind, opened: call.Node().Pos()}
	}
}

// follow looks at all that names one of the variables, and reports those that are neither closed nor passed on.
func (c *closing) follow(syntax *inspector.Inspector) {
	levels := []literals{{}} // one more for each function literal around the node at hand
	kinds := []ast.Node{(*ast.FuncLit)(nil), (*ast.Ident)(nil)}
	syntax.WithStack(kinds, func(node ast.Node, push bool, stack []ast.Node) bool {
		around := levels[len(levels)-1]
		name, isName := node.(*ast.Ident)
		switch {
		case isName && push:
			c.use(name, stack, around)
		case !isName && push:
			levels = append(levels, around.and(node, stack))
		case !isName:
			levels = levels[:len(levels)-1]
		}
		return true
	})
	for variable, fate := range c.fates {
		switch {
		case fate.settled:
		case fate.plainClose.IsValid():
			c.pass.Reportf(fate.plainClose, "a Close of the %s %s without defer: a return, break or panic before this line "+
				"leaves it open", fate.kind, variable.Name())
		default:
			c.pass.Reportf(fate.opened, "a %s %s that is never closed", fate.kind, variable.Name())
		}
	}
}

// literals says of the function literals around a node where the innermost begins that is deferred, and the innermost
// that is passed on. What is declared before that, the literal has from outside. Others are called on the spot.
type literals struct{ deferred, passedOn token.Pos }

// and returns what is so within one more literal, at the end of the stack.
func (l literals) and(literal ast.Node, stack []ast.Node) literals {
	call, isCall := stack[len(stack)-2].(*ast.CallExpr)
	_, isDefer := stack[len(stack)-3].(*ast.DeferStmt)
	switch {
	case !isCall || call.Fun != literal:
		l.passedOn = literal.Pos()
	case isDefer:
		l.deferred = literal.Pos()
	}
	return l
}

// use takes note of what a name, at the end of the stack, means for its variable.
func (c *closing) use(name *ast.Ident, stack []ast.Node, around literals) {
	variable, _ := c.pass.TypesInfo.Uses[name].(*types.Var)
	fate := c.fates[variable]
	if fate == nil {
		return
	}
	switch parent := stack[len(stack)-2].(type) {
	case *ast.SelectorExpr:
		call, isCall := stack[len(stack)-3].(*ast.CallExpr)
		_, isDefer := stack[len(stack)-4].(*ast.DeferStmt)
		_, isGo := stack[len(stack)-4].(*ast.GoStmt)
		switch {
		case !isCall || call.Fun != parent: // a method value
			fate.settled = true
		case parent.Sel.Name == "Close" && isGo:
			c.pass.Reportf(name.Pos(), "a Close of the %s %s in a goroutine: it comes some time after the function's end",
				fate.kind, variable.Name())
			fate.settled = true
		case parent.Sel.Name == "Close" && (isDefer || around.deferred > variable.Pos()):
			fate.settled = true
		case parent.Sel.Name == "Close":
			fate.plainClose = name.Pos()
		}
	case *ast.AssignStmt:
		isLeft, toNobody := name.Pos() < parent.TokPos, len(parent.Lhs) == 1 && isBlank(parent.Lhs[0])
		fate.settled = fate.settled || !isLeft && !toNobody
	case *ast.BinaryExpr: // compared
	default:
		fate.settled = true
	}
	fate.settled = fate.settled || around.passedOn > variable.Pos()
}

func isBlank(expr ast.Expr) bool { name, ok := expr.(*ast.Ident); return ok && name.Name == "_" }
