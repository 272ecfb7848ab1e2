package rules

import (
	"go/ast"
	"go/types"
	"iter"

	"golang.org/x/tools/go/analysis"
)

// eachUse calls report for each name of an object that is not the student's to use, be it a function, a variable, a
// method or a type; and for each type that only values have, at the first of them.
func eachUse(pass *analysis.Pass, forbidden func(types.Object) bool, report func(*ast.Ident, types.Object)) {
	w := walk{forbidden, make(map[types.Type]bool)}
	for _, file := range pass.Files {
		for name := range each[*ast.Ident](file) {
			if object := pass.TypesInfo.ObjectOf(name); object != nil && forbidden(object) {
				report(name, object)
				_ = w.in(object.Type()) // told by now
			}
		}
		for expr := range each[ast.Expr](file) {
			t := pass.TypesInfo.TypeOf(expr)
			if name, ok := expr.(*ast.Ident); ok && pass.TypesInfo.Instances[name].Type != nil {
				t = pass.TypesInfo.Instances[name].Type
			}
			if found := w.in(t); found != nil {
				report(first(expr), found)
			}
		}
	}
}

// each is a generator of the nodes below one that are of type T.
func each[T ast.Node](below ast.Node) iter.Seq[T] {
	return func(yield func(T) bool) {
		for node := range ast.Preorder(below) {
			if of, ok := node.(T); ok && !yield(of) {
				return
			}
		}
	}
}

// first returns the name that says best what an expression is: the last one of a selection, else the first in it.
func first(expr ast.Expr) (name *ast.Ident) {
	ast.Inspect(expr, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok && name == nil {
			name = selector.Sel
		}
		if found, ok := node.(*ast.Ident); ok && name == nil {
			name = found
		}
		return name == nil
	})
	if name == nil {
		return &ast.Ident{NamePos: expr.Pos(), Name: types.ExprString(expr)}
	}
	return name
}

// walk looks for forbidden types in types.
type walk struct {
	forbidden func(types.Object) bool
	seen      map[types.Type]bool
}

// in returns a forbidden type that t is or is made of; nil if there is none. It looks at no type twice, and not into
// types with a name.
func (w walk) in(t types.Type) types.Object {
	if t == nil || w.seen[t] {
		return nil
	}
	w.seen[t] = true
	var parts []types.Type
	switch t := t.(type) {
	case *types.Alias:
		parts = []types.Type{t.Rhs()}
	case *types.Basic:
		if object := types.Unsafe.Scope().Lookup("Pointer"); t.Kind() == types.UnsafePointer && w.forbidden(object) {
			return object
		}
	case *types.Named:
		if w.forbidden(t.Obj()) {
			return t.Obj()
		}
		for arg := range t.TypeArgs().Types() {
			parts = append(parts, arg)
		}
	case *types.Map:
		parts = []types.Type{t.Key(), t.Elem()}
	case interface{ Elem() types.Type }: // a pointer, a slice, an array or a channel
		parts = []types.Type{t.Elem()}
	case *types.Signature:
		parts = []types.Type{t.Params(), t.Results()}
	case *types.Tuple:
		for variable := range t.Variables() {
			parts = append(parts, variable.Type())
		}
	case *types.Struct:
		for field := range t.Fields() {
			parts = append(parts, field.Type())
		}
	case *types.Interface:
		for method := range t.Methods() {
			parts = append(parts, method.Type())
		}
	}
	for _, part := range parts {
		if found := w.in(part); found != nil {
			return found
		}
	}
	return nil
}
