package rules

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// queries reports the queries of functions that are to use another one's. What a function is to build on stands in
// over, by its name.
func queries(over map[string]string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "queries",
		Doc: `report queries of a function that is to build on another one

The second generator has the work of the first to do again, and its ways out:

	// WRONG
	func OverForty(ctx context.Context, db *sql.DB) iter.Seq2[User, error] {
		...
		rows, err := db.QueryContext(ctx, "SELECT ... WHERE age > 40")

It ranges over the first one, and needs no SQL:

	// RIGHT
	func OverForty(ctx context.Context, db *sql.DB) iter.Seq2[User, error] {
		...
		for user, err := range Users(ctx, db) {

A query in a function that both call is the first one's.`,
		Run: func(pass *analysis.Pass) (any, error) {
			declared := make(map[types.Object]*ast.FuncDecl)
			for _, file := range pass.Files {
				for function := range each[*ast.FuncDecl](file) {
					declared[pass.TypesInfo.Defs[function.Name]] = function
				}
			}
			// reach adds to found a function and all of the package that it uses.
			var reach func(function types.Object, found map[types.Object]bool)
			reach = func(function types.Object, found map[types.Object]bool) {
				if declared[function] == nil || found[function] {
					return
				}
				found[function] = true
				for name := range each[*ast.Ident](declared[function]) {
					if used, ok := pass.TypesInfo.Uses[name].(*types.Func); ok {
						reach(used.Origin(), found)
					}
				}
			}
			for _, name := range slices.Sorted(maps.Keys(over)) {
				both := make(map[types.Object]bool)
				reach(pass.Pkg.Scope().Lookup(over[name]), both)
				known := maps.Clone(both)
				reach(pass.Pkg.Scope().Lookup(name), both)
				for function := range both {
					if known[function] {
						continue
					}
					for call := range each[*ast.CallExpr](declared[function]) {
						if callee := typeutil.StaticCallee(pass.TypesInfo, call); callee != nil && asks(callee) {
							pass.Reportf(call.Pos(), "a query for %s, which is to use %s", name, over[name])
						}
					}
				}
			}
			return nil, nil
		},
	}
}

// asks reports whether a function is a method of database/sql that sends a statement with rows, or prepares one.
func asks(function *types.Func) bool {
	return function.Pkg() != nil && function.Pkg().Path() == "database/sql" && function.Signature().Recv() != nil &&
		(strings.HasPrefix(function.Name(), "Query") || strings.HasPrefix(function.Name(), "Prepare"))
}
