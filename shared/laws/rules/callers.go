package rules

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// callers reports what tells a function who has called it: a log that it can read, since a log knows files and lines.
// With that it could be right for the tests alone.
var callers = &analysis.Analyzer{
	Name: "callers",
	Doc: `report what tells a function who has called it

A log has the caller's file in each line, if it is asked to, and a writer of
one's own reads it:

	// WRONG
	var line bytes.Buffer
	log.New(&line, "", log.Lshortfile).Output(2, "")

What is only logged may be logged in any form:

	// RIGHT
	log.SetFlags(log.Lshortfile)
	log.Println("no users")
	slog.Info("no users")`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		tells := func(object types.Object) bool {
			if object.Pkg() == nil {
				return false
			}
			method, ok := object.(*types.Func) // an interface of the student's own has no name of package log
			return slices.Contains(tellers[object.Pkg().Path()], object.Name()) ||
				ok && isMethodOfInterface(method) && method.Name() == "SetOutput"
		}
		unread := make(map[*ast.Ident]bool)
		for _, file := range pass.Files {
			for call := range each[*ast.CallExpr](file) {
				if name := lastName(call.Fun); name != nil && len(call.Args) > 0 {
					unread[name] = isUnread(pass.TypesInfo, call.Args[0])
				}
			}
		}
		eachUse(pass, tells, func(name *ast.Ident, object types.Object) {
			if !unread[name] {
				pass.Reportf(name.Pos(), "a use of %s of package %s", object.Name(), object.Pkg().Path())
			}
		})
		return nil, nil
	},
}

// isUnread reports whether an expression is a writer that no file reads.
func isUnread(info *types.Info, writer ast.Expr) bool {
	if call, ok := writer.(*ast.CallExpr); ok {
		writer = call.Fun
	}
	object := info.Uses[lastName(writer)]
	if object == nil || object.Pkg() == nil {
		return false
	}
	name := object.Pkg().Path() + "." + object.Name()
	return object.Parent() == object.Pkg().Scope() &&
		slices.Contains([]string{"io.Discard", "log.Writer", "os.Stderr", "os.Stdout"}, name)
}

// lastName returns the name of what an expression selects, or that it is; nil if it is neither.
func lastName(expr ast.Expr) *ast.Ident {
	if selector, ok := expr.(*ast.SelectorExpr); ok {
		return selector.Sel
	}
	name, _ := expr.(*ast.Ident)
	return name
}

// tellers are what lets a file read what is logged: a writer of its own, a handler of its own, and a handler that asks
// it how to write things.
var tellers = map[string][]string{
	"log":      {"New", "SetOutput"},
	"log/slog": {"HandlerOptions", "NewJSONHandler", "NewTextHandler", "Record"},
}
