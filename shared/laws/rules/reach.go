package rules

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// reach reports what gets around the database handle that the exercise is given: to the driver beneath it, where no law
// sees what happens, or to a handle of its own.
var reach = &analysis.Analyzer{
	Name: "reach",
	Doc: `report uses of what leads around the given database handle

A handle of one's own, or the driver below one, talks to the database where
nobody sees it:

	// WRONG
	func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
		db, err := seed.Open(ctx)
		...

The caller chooses the database:

	// RIGHT
	func StreamUsers(ctx context.Context, db *sql.DB) iter.Seq2[seed.User, error] {
		return func(yield func(seed.User, error) bool) {
			rows, err := db.QueryContext(ctx, query)
			...`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			ast.Inspect(file, func(node ast.Node) bool {
				name, isName := node.(*ast.Ident)
				if isName && leadsAround(name.Name, pass.TypesInfo.ObjectOf(name)) {
					pass.Reportf(name.Pos(), "a use of %s", name.Name)
				}
				return true
			})
		}
		return nil, nil
	},
}

// leadsAround reports whether a name does. Methods are told by their name alone, since an interface of the student's
// own can have them.
func leadsAround(name string, object types.Object) bool {
	function, isFunc := object.(*types.Func)
	if !isFunc {
		variable, isVar := object.(*types.Var) // an error of encoding/json's has a reflect.Value, which leads to all memory
		return isVar && types.TypeString(types.Unalias(variable.Type()), nil) == "reflect.Value"
	}
	if function.Signature().Recv() != nil {
		return name == "Raw" || name == "Driver"
	}
	switch pkg := function.Pkg(); {
	case pkg == nil:
		return false
	case pkg.Path() == "database/sql":
		return slices.Contains([]string{"Open", "OpenDB", "Register", "Drivers"}, name)
	case pkg.Name() == "seed": // imported, or the one that exercise 0 is part of
		return slices.Contains([]string{
			"Connect", "ConnectProdev", "Open", "Config", "NewConfig", "Dial",
			"connect", "openEmbedded", "newConnector", // which exercise 0 has in its own package
		}, name)
	}
	return false
}

// builtins reports declarations of the package that take a name which Go itself has. They would hold in given files
// too, if there are any that do more than call the exercise, as in package seed.
var builtins = &analysis.Analyzer{
	Name: "builtins",
	Doc: `report declarations of the package that shadow predeclared names

From then on the name means something else in every file of the package:

	// WRONG
	func len(users []seed.User) int { return 1000 }

A name that Go has not taken means one thing:

	// RIGHT
	func count(users []seed.User) int { return len(users) }`,
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Name() == "main" {
			return nil, nil
		}
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				for _, name := range declared(decl) {
					if types.Universe.Lookup(name.Name) != nil && !slices.Contains(lateNames, name.Name) {
						pass.Reportf(name.Pos(), "a declaration of %s", name.Name)
					}
				}
			}
		}
		return nil, nil
	},
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
