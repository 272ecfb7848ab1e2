package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// startup reports what runs although nobody calls it, in an init function or for the first value of a variable, and
// does more than compute: that could go on beside the tests, or be there before them.
var startup = &analysis.Analyzer{
	Name: "startup",
	Doc: `report code that runs before the first test and does more than compute

It runs although nobody has called it, and whether it is needed or not:

	// WRONG
	var users = make(chan seed.User)

	func init() { go load(users) }

A value may be computed; what does more runs when it is called:

	// RIGHT
	var query = fmt.Sprintf("SELECT %s FROM user_data", columns)

	func StreamUsers(...) { go load(users) }`,
	Run: func(pass *analysis.Pass) (any, error) {
		s := starts{pass: pass, bodies: make(map[types.Object]*ast.BlockStmt), seen: make(map[types.Object]bool)}
		var begin []ast.Node
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					s.bodies[pass.TypesInfo.Defs[decl.Name]] = decl.Body
					if decl.Recv != nil && slices.Contains(printed, decl.Name.Name) {
						s.printed = append(s.printed, pass.TypesInfo.Defs[decl.Name])
					}
					if decl.Recv == nil && decl.Name.Name == "init" && decl.Body != nil {
						begin = append(begin, decl.Body)
					}
				case *ast.GenDecl:
					begin = append(begin, decl)
				}
			}
		}
		for _, node := range begin {
			s.follow(node)
		}
		return nil, nil
	},
}

// starts follows the code that runs at start through the functions of the package.
type starts struct {
	pass   *analysis.Pass
	bodies map[types.Object]*ast.BlockStmt
	seen   map[types.Object]bool

	printed []types.Object // methods of the package that fmt calls by itself
}

// printed are the methods by which fmt asks a value, or a part of one, what to print.
var printed = []string{"Error", "Format", "GoString", "String"}

// follow reports what does more than compute. The body of a function that is only kept does not run.
func (s *starts) follow(node ast.Node) {
	ast.Inspect(node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.GoStmt:
			s.pass.Reportf(node.Pos(), "a goroutine that starts before a function is called")
			return false
		case *ast.CallExpr:
			s.call(node)
		case *ast.RangeStmt:
			s.iterate(node.X)
		case *ast.UnaryExpr:
			if node.Op == token.ARROW {
				s.pass.Reportf(node.Pos(), "a wait for a channel before a function is called")
			}
		}
		return true
	})
}

// mayBeFunc reports whether a type is that of functions, or a type parameter for which there can be one.
func mayBeFunc(t types.Type) bool {
	switch of := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		for part := range of.EmbeddedTypes() {
			if mayBeFunc(part) {
				return true
			}
		}
	case *types.Union:
		for term := range of.Terms() {
			if mayBeFunc(term.Type()) {
				return true
			}
		}
	}
	return false
}

// call reports a call that does more than compute, and follows one of a function of the package.
func (s *starts) call(call *ast.CallExpr) {
	callee := typeutil.StaticCallee(s.pass.TypesInfo, call)
	body := s.bodies[callee]
	switch {
	case body != nil:
		s.enter(callee)
	case s.asksToPrint(call):
		s.print()
	case !onlyComputes(s.pass.TypesInfo, call):
		s.pass.Reportf(call.Pos(), "a call of %s before a function is called", types.ExprString(call.Fun))
	case callee != nil && callee.Pkg() != nil && callee.Pkg().Path() == "fmt" &&
		slices.ContainsFunc(call.Args, s.mayAnswer):
		s.print()
	}
}

// print follows what a value may be printed by: it may be part of another, so that no type tells which.
func (s *starts) print() {
	for _, method := range s.printed {
		s.enter(method)
	}
}

// asksToPrint reports whether a call is one by an interface, such as that of the Error of a cause.
func (s *starts) asksToPrint(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	method, ok := s.pass.TypesInfo.Uses[selector.Sel].(*types.Func)
	return ok && isMethodOfInterface(method) && slices.Contains(printed, method.Name())
}

// mayAnswer reports whether an argument may have a value in it that has methods of the package.
func (s *starts) mayAnswer(arg ast.Expr) bool {
	return s.carries(s.pass.TypesInfo.TypeOf(arg), make(map[types.Type]bool))
}

// carries looks at each type but once, however often it is a part of others.
func (s *starts) carries(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() == s.pass.Pkg && named.NumMethods() > 0 {
		return true
	}
	switch t := t.Underlying().(type) {
	case *types.Interface: // of a type parameter, too
		return true
	case *types.Map:
		return s.carries(t.Key(), seen) || s.carries(t.Elem(), seen)
	case interface{ Elem() types.Type }:
		return s.carries(t.Elem(), seen)
	case *types.Struct:
		for field := range t.Fields() {
			if s.carries(field.Type(), seen) {
				return true
			}
		}
	case *types.Tuple: // of a call whose results are the arguments
		for result := range t.Variables() {
			if s.carries(result.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// enter follows the body of a function of the package.
func (s *starts) enter(function types.Object) {
	if body := s.bodies[function]; body != nil && !s.seen[function] {
		s.seen[function] = true
		s.follow(body)
	}
}

// iterate follows the function that is ranged over, if it is one.
func (s *starts) iterate(over ast.Expr) {
	if !mayBeFunc(s.pass.TypesInfo.TypeOf(over)) {
		return
	}
	over = ast.Unparen(over)
	for {
		conversion, ok := over.(*ast.CallExpr)
		if !ok || !s.pass.TypesInfo.Types[conversion.Fun].IsType() {
			break
		}
		over = ast.Unparen(conversion.Args[0])
	}
	if literal, ok := over.(*ast.FuncLit); ok {
		s.follow(literal.Body)
		return
	}
	if name, ok := over.(*ast.Ident); ok {
		if function := s.pass.TypesInfo.Uses[name]; s.bodies[function] != nil {
			s.enter(function)
			return
		}
	}
	if call, ok := over.(*ast.CallExpr); ok {
		callee := typeutil.StaticCallee(s.pass.TypesInfo, call)
		if callee != nil && callee.Pkg() != s.pass.Pkg && onlyComputes(s.pass.TypesInfo, call) {
			return // such as maps.Keys, of a map
		}
	}
	s.pass.Reportf(over.Pos(), "a range over %s before a function is called", types.ExprString(over))
}

// onlyComputes reports whether a call does nothing but make a value: a conversion, a builtin, or a function such as
// errors.New or fmt.Sprintf that calls no other, or does so later.
func onlyComputes(info *types.Info, call *ast.CallExpr) bool {
	if fun := info.Types[call.Fun]; fun.IsType() || fun.IsBuiltin() {
		return true
	}
	callee := typeutil.StaticCallee(info, call)
	if callee == nil || callee.Pkg() == nil {
		return false
	}
	switch callee.FullName() {
	case "errors.New", "log.New", "log.Default", "log/slog.Default", "sync.OnceFunc", "sync.OnceValue",
		"sync.OnceValues", "github.com/google/uuid.MustParse", "github.com/google/uuid.Parse",
		"github.com/google/uuid.NewSHA1":
		return true
	}
	if callee.Pkg().Path() == "fmt" {
		return !prints(callee) // what it calls to print a value is followed
	}
	for _, arg := range call.Args {
		if hasMethods(info.TypeOf(arg)) {
			return false
		}
	}
	return slices.Contains([]string{
		"bytes", "errors", "maps", "math", "math/big", "path", "regexp", "slices",
		"sort", "strconv", "strings", "unicode", "unicode/utf8",
	}, callee.Pkg().Path())
}

// prints reports whether a function of fmt is one that writes or reads.
func prints(function *types.Func) bool {
	return !slices.Contains([]string{"Errorf", "Sprint", "Sprintf", "Sprintln"}, function.Name())
}

// hasMethods reports whether a value may bring code of its own: a function, or methods that fmt and others call.
func hasMethods(t types.Type) bool {
	if _, isFunc := t.Underlying().(*types.Signature); isFunc {
		return true
	}
	if _, isInterface := t.Underlying().(*types.Interface); isInterface {
		return true
	}
	return types.NewMethodSet(t).Len()+types.NewMethodSet(types.NewPointer(t)).Len() > 0
}
