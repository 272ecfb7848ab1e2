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
there the other one gets, and by another name for its map or as a parameter it
is the same. So is the receiver of a method that is returned as the generator:
return (&stream{db: db}).users. Code that passes a pointer on, such as a place
for an error, is responsible for what it points at. A sequence that is called in
ranges alone, such as take(5, users), is made anew for each of them.

What an interface or a result leads to is not followed.`,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		syntax := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		s := sharing{pass, pass.TypesInfo, innerSequences(pass.TypesInfo, syntax), make(map[*types.Var]bool)}
		s.findWays(syntax)
		for function := range syntax.Root().Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			if isWithin(function.Parent()) {
				continue // looked at already
			}
			for node := range function.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.RangeStmt)(nil),
				(*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.UnaryExpr)(nil), (*ast.SendStmt)(nil),
				(*ast.SelectorExpr)(nil)) {
				for _, target := range written(pass.TypesInfo, node.Node()) {
					s.report(node, target)
				}
			}
		}
		return nil, nil
	},
}

// sharing is what is known of a package.
type sharing struct {
	pass *analysis.Pass
	info *types.Info

	inner map[*types.Func]bool // its functions that are called in a range, and nowhere else
	ways  map[*types.Var]bool  // variables of functions that lead to what all ranges or all calls have
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
	reads := []string{"Back", "Bytes", "Cap", "Front", "Len", "Load", "Next", "Prev", "Replace", "String"}
	return method.Pkg() != nil && slices.Contains(holders, method.Pkg().Path()) &&
		isPointer(method.Signature().Recv().Type()) && !slices.Contains(reads, method.Name())
}

// findWays finds the receiver of a method that is returned as the iterator, and all variables that are given the map,
// slice, pointer or channel of a variable of the package, or of one from outside of the iterator.
func (s sharing) findWays(syntax *inspector.Inspector) {
	for known := -1; known < len(s.ways); { // who is given it can give it on
		known = len(s.ways)
		for node := range syntax.Root().Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil),
			(*ast.CallExpr)(nil), (*ast.SelectorExpr)(nil)) {
			eachGift(s.info, node.Node(), func(to types.Object, from ast.Expr) {
				giver, isVar := s.info.Uses[root(s.info, from)].(*types.Var)
				taker, ok := to.(*types.Var)
				if ok && isVar && refers(taker.Type()) && (s.ways[giver] || ofPackage(s.info, from) ||
					s.captured(node, giver) && !handed(s.info, node, giver)) {
					s.ways[taker] = true
				}
			})
			selector, _ := node.Node().(*ast.SelectorExpr)
			method := s.info.Selections[selector]
			if method != nil && method.Kind() == types.MethodVal && returned(s.info, node, method) {
				s.ways[receiverOf(method)] = true
			}
		}
	}
}

// eachGift calls give for each variable that a node sets to an expression.
func eachGift(info *types.Info, node ast.Node, give func(to types.Object, from ast.Expr)) {
	switch node := node.(type) {
	case *ast.AssignStmt:
		for i, from := range node.Rhs {
			if name, ok := node.Lhs[i].(*ast.Ident); ok && len(node.Lhs) == len(node.Rhs) {
				give(info.ObjectOf(name), from)
			}
		}
	case *ast.ValueSpec:
		for i, from := range node.Values {
			give(info.Defs[node.Names[i]], from)
		}
	case *ast.RangeStmt:
		if name, ok := node.Value.(*ast.Ident); ok {
			give(info.ObjectOf(name), node.X)
		}
	case *ast.CallExpr:
		signature, ok := info.TypeOf(node.Fun).(*types.Signature)
		if callee := typeutil.StaticCallee(info, node); callee != nil {
			signature = callee.Origin().Signature() // that of a generic function, which writes
		}
		for i := 0; ok && i < min(signature.Params().Len(), len(node.Args)); i++ {
			give(signature.Params().At(i), node.Args[i])
		}
	case *ast.SelectorExpr:
		if method := info.Selections[node]; method != nil && method.Kind() == types.MethodVal {
			give(receiverOf(method), node.X)
		}
	}
}

func receiverOf(method *types.Selection) *types.Var {
	return method.Obj().(*types.Func).Origin().Signature().Recv()
}

// refers reports whether a copy of a value of that type has something in common with it.
func refers(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Map, *types.Slice, *types.Pointer, *types.Chan:
		return true
	case *types.Array:
		return refers(t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if refers(field.Type()) {
				return true
			}
		}
	}
	return false
}

// goesOn reports whether a write to target, a part of a variable, changes more than that variable: what it refers to.
func goesOn(info *types.Info, node ast.Node, target ast.Expr) bool {
	switch node.(type) {
	case *ast.CallExpr, *ast.SelectorExpr, *ast.SendStmt: // of clear(m), c.Add(1) and c <- 1, the target is m or c itself
		if refers(info.TypeOf(target)) {
			return true
		}
	}
	for part := whole(target); part != nil; part = whole(part) {
		if _, isStruct := info.TypeOf(part).Underlying().(*types.Struct); !isStruct && refers(info.TypeOf(part)) {
			return true
		}
	}
	return false
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

// report reports a target whose variable is not that of the call, or of the range, which writes to it.
func (s sharing) report(node inspector.Cursor, target ast.Expr) {
	_, calls := node.Node().(*ast.SelectorExpr)   // a method, which changes what its receiver points at
	pointed := makesIterator(s.info, node.Node()) // and who points at it will write
	if _, ok := node.Node().(*ast.CompositeLit); ok {
		pointed = true
	}
	variable, ok := s.info.Uses[root(s.info, target)].(*types.Var)
	switch {
	case !ok || variable.IsField() || variable.Pkg() == nil:
	case s.ways[variable] && goesOn(s.info, node.Node(), target):
		s.pass.Reportf(target.Pos(), "a write to %s, which all ranges share", types.ExprString(target))
	case handed(s.info, node, variable) && (calls || ast.Unparen(target) != ast.Expr(root(s.info, target))):
	case variable.Parent() == variable.Pkg().Scope():
		does := "a write to"
		if _, ok := node.Node().(*ast.UnaryExpr); ok {
			does = "a pointer to"
		}
		s.pass.Reportf(target.Pos(), "%s %s, which all calls share", does, types.ExprString(target))
	case pointed && outermost(node) == nil && returnsIterator(s.info, node), s.captured(node, variable):
		s.pass.Reportf(target.Pos(), "a write to %s, which all ranges share", types.ExprString(target))
	}
}

// captured reports whether a variable is from outside of the iterator that a node is in. A function that returns no
// iterator ranges over its own, and once; what an inner sequence declares is made in a range.
func (s sharing) captured(node inspector.Cursor, variable *types.Var) bool {
	generator := outermost(node)
	return generator != nil && isIterator(s.info.TypeOf(generator)) && variable.Pos() < generator.Pos() &&
		returnsIterator(s.info, node) && !s.inner[functionOf(s.info, node)]
}

// innerSequences returns those functions of the package that are called in a range, and nowhere else.
func innerSequences(info *types.Info, syntax *inspector.Inspector) map[*types.Func]bool {
	inner := make(map[*types.Func]bool)
	for node := range syntax.Root().Preorder((*ast.Ident)(nil)) {
		function, ok := info.Uses[node.Node().(*ast.Ident)].(*types.Func)
		if !ok || function.Exported() { // which the tests call
			continue
		}
		literal := outermost(node)
		inRange := !returnsIterator(info, node) || literal != nil && isIterator(info.TypeOf(literal))
		others, known := inner[function.Origin()]
		inner[function.Origin()] = inRange && (others || !known)
	}
	return inner
}

// outermost returns the outermost function literal that a node is in, or nil.
func outermost(node inspector.Cursor) (literal *ast.FuncLit) {
	for outer := range node.Enclosing((*ast.FuncLit)(nil)) {
		literal = outer.Node().(*ast.FuncLit)
	}
	return literal
}

// handed reports whether a variable is a pointer that the function which a node is in was given.
func handed(info *types.Info, node inspector.Cursor, variable *types.Var) bool {
	if _, ok := variable.Type().Underlying().(*types.Pointer); !ok {
		return false
	}
	function := functionOf(info, node)
	if function == nil {
		return false
	}
	for param := range function.Signature().Params().Variables() {
		if param == variable {
			return true
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
	function := functionOf(info, node)
	if function == nil {
		return false
	}
	results := function.Signature().Results()
	return results.Len() > 0 && isIterator(results.At(0).Type())
}

// functionOf returns the function whose declaration a node is in, or nil.
func functionOf(info *types.Info, node inspector.Cursor) *types.Func {
	for declaration := range node.Enclosing((*ast.FuncDecl)(nil)) {
		return info.Defs[declaration.Node().(*ast.FuncDecl).Name].(*types.Func)
	}
	return nil
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
