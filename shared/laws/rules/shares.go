package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// shares reports what two ranges write to, when nothing but a race of two goroutines would show it.
var shares = &analysis.Analyzer{
	Name: "shares",
	Doc: `report variables that outlive a range, or belong to two

Two ranges at once scan into the same user:

	// WRONG
	func Users(db *sql.DB) iter.Seq2[User, error] {
		var user User
		return func(yield func(User, error) bool) {
			...
			rows.Scan(&user.ID)

Each range has a user of its own:

	// RIGHT
	func Users(db *sql.DB) iter.Seq2[User, error] {
		return func(yield func(User, error) bool) {
			var user User
			...
			rows.Scan(&user.ID)

A variable of the package that a function changes, sends to, or points at, is
shared by all of them, a sync.Map or an atomic counter too: what one range puts
there the other one gets. So is the receiver of a method that is returned as
the generator: return (&stream{db: db}).users. Code that passes a pointer on,
such as a place for an error, is responsible for what it points at.`,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		syntax := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		receivers := sharedReceivers(pass.TypesInfo, syntax)
		for function := range syntax.Root().Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			if isWithin(function.Parent()) {
				continue // looked at already
			}
			for node := range function.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.RangeStmt)(nil),
				(*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.UnaryExpr)(nil), (*ast.SendStmt)(nil),
				(*ast.SelectorExpr)(nil)) {
				for _, target := range written(pass.TypesInfo, node.Node()) {
					reportShared(pass, node, target, receivers)
				}
			}
		}
		return nil, nil
	},
}

// isWithin reports whether a node is part of a function.
func isWithin(node inspector.Cursor) bool {
	for range node.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return true
	}
	return false
}

// written returns the expressions that a node writes to, or lets somebody else write to.
func written(info *types.Info, node ast.Node) []ast.Expr {
	switch node := node.(type) {
	case *ast.AssignStmt:
		return node.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{node.X}
	case *ast.RangeStmt:
		return []ast.Expr{node.Key, node.Value}
	case *ast.CompositeLit:
		return pointees(info, node.Elts) // such as the arguments for a Scan
	case *ast.UnaryExpr:
		if node.Op == token.AND && ofPackage(info, node.X) {
			return []ast.Expr{node.X}
		}
	case *ast.SendStmt:
		return []ast.Expr{node.Chan}
	case *ast.SelectorExpr:
		method := info.Selections[node]
		if method != nil && method.Kind() == types.MethodVal && keeps(method.Obj().(*types.Func)) {
			return []ast.Expr{node.X}
		}
	case *ast.CallExpr:
		if method, ok := node.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Scan" || makesIterator(info, node) {
			return pointees(info, node.Args)
		}
		if info.Types[node.Fun].IsBuiltin() && len(node.Args) > 0 {
			switch types.ExprString(node.Fun) {
			case "clear", "copy", "delete":
				return node.Args[:1]
			}
		}
	}
	return nil
}

// pointees returns what is pointed at by those expressions that have the form &x. A variable of the package is seen
// wherever that is.
func pointees(info *types.Info, exprs []ast.Expr) (targets []ast.Expr) {
	for _, expr := range exprs {
		if pointer, ok := expr.(*ast.UnaryExpr); ok && pointer.Op == token.AND && !ofPackage(info, pointer.X) {
			targets = append(targets, pointer.X)
		}
	}
	return targets
}

// ofPackage reports whether an expression is a part of a variable of a package.
func ofPackage(info *types.Info, expr ast.Expr) bool {
	variable, ok := info.Uses[root(info, expr)].(*types.Var)
	return ok && !variable.IsField() && variable.Pkg() != nil && variable.Parent() == variable.Pkg().Scope()
}

// keeps reports whether a method keeps something in what it is called on, by its package and its name.
func keeps(method *types.Func) bool {
	holders := []string{
		"bufio", "bytes", "container/list", "container/ring", "math/rand", "math/rand/v2", "strings", "sync", "sync/atomic",
	}
	reads := []string{"Bytes", "Cap", "Len", "Load", "Replace", "String"}
	return method.Pkg() != nil && slices.Contains(holders, method.Pkg().Path()) &&
		isPointer(method.Signature().Recv().Type()) && !slices.Contains(reads, method.Name())
}

// sharedReceivers returns the receivers, which are pointers, of methods that a function returns as its iterator: all
// ranges over it have one. Those of methods that are called on a variable of the package all calls have.
func sharedReceivers(info *types.Info, syntax *inspector.Inspector) map[*types.Var]bool {
	receivers := make(map[*types.Var]bool)
	for known := -1; known < len(receivers); { // a method may call others
		known = len(receivers)
		for node := range syntax.Root().Preorder((*ast.SelectorExpr)(nil)) {
			selector := node.Node().(*ast.SelectorExpr)
			method := info.Selections[selector]
			if method == nil || method.Kind() != types.MethodVal {
				continue
			}
			on, _ := info.Uses[root(info, selector.X)].(*types.Var)
			receiver := method.Obj().(*types.Func).Signature().Recv()
			if isPointer(receiver.Type()) &&
				(returned(info, node, method) || ofPackage(info, selector.X) || receivers[on]) {
				receivers[receiver] = true
			}
		}
	}
	return receivers
}

// returned reports whether a function returns a method as its iterator.
func returned(info *types.Info, node inspector.Cursor, method *types.Selection) bool {
	if !isIterator(method.Type()) || !returnsIterator(info, node) {
		return false
	}
	for range node.Enclosing((*ast.FuncLit)(nil)) {
		return false // inside of an iterator, which may have made the receiver
	}
	call, called := node.Parent().Node().(*ast.CallExpr)
	return !called || call.Fun != node.Node()
}

// reportShared reports a target whose variable is not that of the call, or of the range, which writes to it.
func reportShared(pass *analysis.Pass, node inspector.Cursor, target ast.Expr, receivers map[*types.Var]bool) {
	pointed := makesIterator(pass.TypesInfo, node.Node()) // and who points at it will write
	if _, ok := node.Node().(*ast.CompositeLit); ok {
		pointed = true
	}
	variable, ok := pass.TypesInfo.Uses[root(pass.TypesInfo, target)].(*types.Var)
	switch {
	case !ok || variable.IsField() || variable.Pkg() == nil:
	case handed(pass.TypesInfo, node, variable) && ast.Unparen(target) != ast.Expr(root(pass.TypesInfo, target)):
	case receivers[variable] && ast.Unparen(target) != ast.Expr(root(pass.TypesInfo, target)):
		pass.Reportf(target.Pos(), "a write to %s, which all ranges share", types.ExprString(target))
	case variable.Parent() == variable.Pkg().Scope():
		does := "a write to"
		if _, ok := node.Node().(*ast.UnaryExpr); ok {
			does = "a pointer to"
		}
		pass.Reportf(target.Pos(), "%s %s, which all calls share", does, types.ExprString(target))
	default:
		var generator *ast.FuncLit // the outermost
		for outer := range node.Enclosing((*ast.FuncLit)(nil)) {
			generator = outer.Node().(*ast.FuncLit)
		}
		before := generator == nil && pointed && returnsIterator(pass.TypesInfo, node)
		if before || generator != nil && isIterator(pass.TypesInfo.TypeOf(generator)) && variable.Pos() < generator.Pos() {
			pass.Reportf(target.Pos(), "a write to %s, which all ranges share", types.ExprString(target))
		}
	}
}

// handed reports whether a variable is a pointer that the function which a node is in was given.
func handed(info *types.Info, node inspector.Cursor, variable *types.Var) bool {
	if _, ok := variable.Type().Underlying().(*types.Pointer); !ok {
		return false
	}
	for function := range node.Enclosing((*ast.FuncDecl)(nil)) {
		for param := range info.Defs[function.Node().(*ast.FuncDecl).Name].Type().(*types.Signature).Params().Variables() {
			if param == variable {
				return true
			}
		}
	}
	return false
}

// makesIterator reports whether a node is a call whose result is an iterator.
func makesIterator(info *types.Info, node ast.Node) bool {
	call, ok := node.(*ast.CallExpr)
	if !ok {
		return false
	}
	t := info.TypeOf(call)
	return t != nil && isIterator(t)
}

// root returns the name of the variable that an expression is a part of, or nil.
func root(info *types.Info, expr ast.Expr) *ast.Ident {
	for ; expr != nil; expr = whole(expr) {
		switch x := ast.Unparen(expr).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			if info.Selections[x] == nil {
				return x.Sel // a variable of another package
			}
		}
	}
	return nil
}

// whole returns what an expression is a part of: x for x.f, x[i], x[i:j] and *x. It is nil for all others.
func whole(expr ast.Expr) ast.Expr {
	switch x := ast.Unparen(expr).(type) {
	case *ast.SelectorExpr:
		return x.X
	case *ast.IndexExpr:
		return x.X
	case *ast.SliceExpr:
		return x.X
	case *ast.StarExpr:
		return x.X
	}
	return nil
}

// returnsIterator reports whether the function that a node is in returns an iterator.
func returnsIterator(info *types.Info, node inspector.Cursor) bool {
	for function := range node.Enclosing((*ast.FuncDecl)(nil)) {
		results := info.Defs[function.Node().(*ast.FuncDecl).Name].Type().(*types.Signature).Results()
		return results.Len() > 0 && isIterator(results.At(0).Type())
	}
	return false
}

// isIterator reports whether a range statement can range over a function of that type.
func isIterator(t types.Type) bool {
	signature, ok := t.Underlying().(*types.Signature)
	if !ok || signature.Params().Len() != 1 || signature.Results().Len() != 0 {
		return false
	}
	yield, ok := signature.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Results().Len() == 1 && types.Identical(yield.Results().At(0).Type(), types.Typ[types.Bool])
}
