package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// given reports changes of what the student has not declared, which hold for everybody who uses it: of names of Go, in
// a package whose given files do more than call the exercise; and of variables of other packages and of given files.
var given = &analysis.Analyzer{
	Name: "given",
	Doc: `report changes of what others have declared

From then on it means something else in every file of the package, or to every
caller:

	// WRONG
	func len(users []User) int { return 1000 }

	seed.ErrNoUsers = nil

What is your own may be what you like:

	// RIGHT
	func count(users []User) int { return len(users) }

	return 0, seed.ErrNoUsers`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		lent := lentBy(pass.Pkg.Imports())
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				for _, name := range declared(decl) {
					taken := types.Universe.Lookup(name.Name) != nil && !slices.Contains(lateNames, name.Name)
					if taken && pass.Pkg.Name() != "main" {
						pass.Reportf(name.Pos(), "a declaration of %s", name.Name)
					}
				}
			}
			for node := range ast.Preorder(file) {
				if given := lent.givenTo(pass.TypesInfo, node); given != nil {
					pass.Reportf(node.Pos(), "a change by way of a %s", given)
				}
				for _, target := range changed(pass.TypesInfo, node) {
					name := root(pass.TypesInfo, target)
					variable, ok := pass.TypesInfo.Uses[name].(*types.Var)
					if ok && isGiven(pass, variable) {
						pass.Reportf(name.Pos(), "a change of %s", variable.Name())
					} else if holder := lent.holder(pass.TypesInfo, target); holder != nil {
						pass.Reportf(target.Pos(), "a change by way of a %s", holder)
					}
				}
			}
		}
		return nil, nil
	},
}

// isGiven reports whether an object is of a package, and the student's files have not declared it.
func isGiven(pass *analysis.Pass, object types.Object) bool {
	return object.Pkg() != nil && object.Parent() == object.Pkg().Scope() && !declares(pass, object)
}

// lent are the pointers, maps and slices that variables of the standard library are or hold, by their types. Whoever
// has one by another name, such as utc := time.UTC, can change what everybody sees. No solution writes by way of one,
// but by way of its own []string many do: a type is lent only if the library has declared it, or its elements.
type lent struct{ typeutil.Map }

func lentBy(imports []*types.Package) *lent {
	l := new(lent)
	for _, pkg := range imports {
		if first, _, _ := strings.Cut(pkg.Path(), "/"); strings.Contains(first, ".") {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			if variable, ok := pkg.Scope().Lookup(name).(*types.Var); ok && variable.Exported() {
				l.add(variable.Type())
			}
		}
	}
	return l
}

// add adds a type and those of its parts.
func (l *lent) add(t types.Type) {
	switch of := t.Underlying().(type) {
	case interface{ Elem() types.Type }: // a pointer, a map, a slice or an array
		_, isArray := of.(*types.Array)
		if !isArray && (isDeclared(t) || isDeclared(of.Elem())) && l.Set(t, true) != nil {
			return
		}
		l.add(of.Elem())
	case *types.Struct:
		for field := range of.Fields() {
			if field.Exported() {
				l.add(field.Type())
			}
		}
	}
}

// isDeclared reports whether a type, or what it points to, is declared by a package.
func isDeclared(t types.Type) bool {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil
}

// holder returns the type by way of which a write to target changes what is lent; nil if it does not.
func (l *lent) holder(info *types.Info, target ast.Expr) types.Type {
	for target = whole(target); target != nil; target = whole(target) {
		if t := info.TypeOf(target); t != nil && l.At(t) != nil { // nil where the file does not compile
			return t
		}
	}
	return nil
}

// givenTo returns the type of what is lent that a generic function may change by another name: it is its type argument,
// or is made of it; or what a conversion makes another type of. Nobody needs either. A pointer as it is can be kept.
func (l *lent) givenTo(info *types.Info, node ast.Node) types.Type {
	switch node := node.(type) {
	case *ast.Ident:
		for arg := range info.Instances[node].TypeArgs.Types() {
			if l.At(arg) != nil && !isPointer(arg) {
				return arg
			}
			if pointer := types.NewPointer(arg); l.At(pointer) != nil {
				return pointer
			}
		}
	case *ast.CallExpr:
		if len(node.Args) == 1 && info.Types[node.Fun].IsType() && !types.IsInterface(info.TypeOf(node.Fun)) {
			if from := info.TypeOf(node.Args[0]); from != nil && l.At(from) != nil && !types.Identical(from, info.TypeOf(node)) {
				return from
			}
		}
	}
	return nil
}

// changed returns the expressions that a node changes, or whose address it gives to somebody who may.
func changed(info *types.Info, node ast.Node) []ast.Expr {
	switch node := node.(type) {
	case *ast.UnaryExpr:
		if node.Op == token.AND {
			return []ast.Expr{node.X}
		}
	case *ast.SliceExpr:
		if t := info.TypeOf(node.X); t != nil { // nil where the file does not compile
			if pointer, ok := t.Underlying().(*types.Pointer); ok {
				t = pointer.Elem()
			}
			if _, isArray := t.Underlying().(*types.Array); isArray {
				return []ast.Expr{node}
			}
		}
	case *ast.SelectorExpr: // a method with a pointer takes the address of a variable
		selection := info.Selections[node]
		if selection == nil || selection.Kind() != types.MethodVal || isPointer(selection.Recv()) {
			return nil
		}
		if receiver := selection.Obj().(*types.Func).Signature().Recv(); isPointer(receiver.Type()) {
			return []ast.Expr{node.X}
		}
	case *ast.CallExpr:
		if info.Types[node.Fun].IsBuiltin() && len(node.Args) > 0 {
			switch types.ExprString(ast.Unparen(node.Fun)) {
			case "append", "clear", "copy", "delete":
				return []ast.Expr{&ast.IndexExpr{X: node.Args[0]}} // some element of it
			}
		}
	default:
		return written(info, node)
	}
	return nil
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// lateNames are names that Go took when programs had them already. No given file uses them.
var lateNames = []string{"any", "clear", "comparable", "max", "min"}

// declared returns the names that a declaration gives to the package.
func declared(decl ast.Decl) (names []*ast.Ident) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil {
			names = append(names, decl.Name)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				names = append(names, spec.Names...)
			case *ast.TypeSpec:
				names = append(names, spec.Name)
			}
		}
	}
	return names
}
