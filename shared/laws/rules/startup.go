package rules

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// startup reports what runs although nobody calls it: init functions, variables of the package whose first value is
// computed by a call, and functions that go test would take for its own.
var startup = &analysis.Analyzer{
	Name: "startup",
	Doc: `report code that runs before the first test

It runs although nobody has called it, and whether it is needed or not:

	// WRONG
	var users = load()

	func init() { connect() }

A function runs when it is called; a variable may have a value that is only
computed:

	// RIGHT
	var errNoUsers = errors.New("no users")

	func StreamUsers(...) { connect() }`,
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					if decl.Recv == nil && runByItself.MatchString(decl.Name.Name) {
						pass.Reportf(decl.Name.Pos(), "a function %s", decl.Name.Name)
					}
				case *ast.GenDecl:
					reportCalls(pass, decl)
				}
			}
		}
		return nil, nil
	},
}

var runByItself = regexp.MustCompile(`^(init|(Test|Benchmark|Fuzz|Example)([^a-z].*)?)$`)

// reportCalls reports what the variables of a declaration run. The body of a function that is only kept does not run.
func reportCalls(pass *analysis.Pass, decl *ast.GenDecl) {
	ast.Inspect(decl, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if !onlyComputes(pass.TypesInfo, node) {
				pass.Reportf(node.Pos(), "a variable of the package whose value is a call of %s", types.ExprString(node.Fun))
			}
		case *ast.UnaryExpr:
			if node.Op == token.ARROW {
				pass.Reportf(node.Pos(), "a variable of the package that waits for a channel")
			}
		}
		return true
	})
}

// onlyComputes reports whether a call does nothing but make a value: a conversion, a builtin, or a function such as
// errors.New or strings.Repeat that calls no other.
func onlyComputes(info *types.Info, call *ast.CallExpr) bool {
	if fun := info.Types[call.Fun]; fun.IsType() || fun.IsBuiltin() {
		return true
	}
	callee := typeutil.StaticCallee(info, call)
	if callee == nil || callee.Pkg() == nil || callee.Signature().Recv() != nil {
		return false
	}
	if name := callee.FullName(); name == "errors.New" || name == "fmt.Errorf" {
		return true
	}
	for param := range callee.Signature().Params().Variables() {
		if _, isFunc := param.Type().Underlying().(*types.Signature); isFunc {
			return false
		}
	}
	return slices.Contains([]string{"math", "strconv", "strings"}, callee.Pkg().Path())
}
