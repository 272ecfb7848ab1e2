package verify

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/workbook/runner"
)

// choice is the variable of the environment that says which subject a linked binary is.
const choice = "WORKBOOK_SUBJECT"

// link builds one test binary for all subjects, which takes seconds where a binary for each takes a minute. Each
// subject is one more file of the edited package, with the names that it declares for the package changed. In place of
// the student's file each prototype is a variable, whose value is the function of the subject that the environment
// chooses.
func link(ctx context.Context, e *exercise.Exercise, subjects []*Subject, dir string, env []string) (runner.Built,
	error,
) {
	overlay := e.LeftOut()
	edited := editedFile(e)
	var prefixes []string
	for i, s := range subjects {
		prefix := fmt.Sprintf("subject%d_", i)
		source, err := withPrefix(s.Source, prefix)
		if err != nil {
			return runner.Built{}, fmt.Errorf("%s %s: %w", s.Kind, s.Name, err)
		}
		// What the compiler and a panic say is about the student's file.
		source = fmt.Appendf(nil, "//line %s:1\n%s", edited, source)
		file := filepath.Join(dir, prefix+".go")
		if err := os.WriteFile(file, source, 0o600); err != nil {
			return runner.Built{}, err
		}
		overlay[filepath.Join(filepath.Dir(edited), prefix+".go")] = file
		prefixes = append(prefixes, prefix)
	}
	overlay[edited] = filepath.Join(dir, "choose.go")
	if err := os.WriteFile(overlay[edited], chooser(e, packageOf(subjects[0].Source), prefixes), 0o600); err != nil {
		return runner.Built{}, err
	}
	built, err := runner.Build{Root: e.Root, Dirs: []string{e.Name}, Overlay: overlay, Env: env, Into: dir}.Run(ctx)
	return built[e.Name], err
}

// chooser returns the file that takes the place of the student's. A process that is none of the subjects is the first.
func chooser(e *exercise.Exercise, pkg string, prefixes []string) []byte {
	var file bytes.Buffer
	fmt.Fprintf(&file, "package %s\n\nimport (\n\t\"os\"\n\t\"strconv\"\n)\n\nvar (\n", pkg)
	for _, prototype := range e.Prototypes {
		fmt.Fprintf(&file, "\t%s = subjects_choose(", prototype)
		for _, prefix := range prefixes {
			fmt.Fprintf(&file, "%s%s, ", prefix, prototype)
		}
		file.WriteString(")\n")
	}
	// In the initialisation of variables, since an init function comes too late for a program that runs in one before it.
	fmt.Fprintf(&file, `)

func subjects_choose[F any](all ...F) F {
	i, _ := strconv.Atoi(os.Getenv(%q))
	return all[i]
}
`, choice)
	return file.Bytes()
}

// packageOf returns the name of a file's package.
func packageOf(source []byte) string {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.PackageClauseOnly)
	if err != nil {
		return "main"
	}
	return file.Name.Name
}

// runsAtStart reports whether a file has code that runs although nobody calls it, which would run in every subject's
// process if they shared a binary.
func runsAtStart(source []byte) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return true
	}
	calls := false
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			calls = calls || decl.Recv == nil && decl.Name.Name == "init"
		case *ast.GenDecl:
			ast.Inspect(decl, func(node ast.Node) bool {
				_, isCall := node.(*ast.CallExpr)
				calls = calls || isCall
				return true
			})
		}
	}
	return calls
}

// withPrefix returns a file in which each name that it declares for the package begins with prefix. Lines stay as they
// are.
func withPrefix(source []byte, prefix string) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	info := types.Info{Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object)}
	// What is imported or in other files stays unknown, which does no harm: its names are not this file's.
	config := types.Config{Error: func(error) {}, Importer: nobody{}}
	pkg, _ := config.Check("", files, []*ast.File{file}, &info)

	var places []int
	names := maps.Clone(info.Defs)
	maps.Copy(names, info.Uses)
	for name, object := range names {
		if object != nil && (object.Parent() == pkg.Scope() || isEmbedded(object, pkg)) {
			places = append(places, files.Position(name.Pos()).Offset)
		}
	}
	var changed bytes.Buffer
	from := 0
	for _, place := range slices.Compact(slices.Sorted(slices.Values(places))) {
		changed.Write(source[from:place])
		changed.WriteString(prefix)
		from = place
	}
	changed.Write(source[from:])
	return changed.Bytes(), nil
}

// isEmbedded reports whether object is an embedded field of a type of the package, whose name it has then.
func isEmbedded(object types.Object, pkg *types.Package) bool {
	field, isVar := object.(*types.Var)
	return isVar && field.Embedded() && pkg.Scope().Lookup(field.Name()) != nil
}

// nobody imports nothing.
type nobody struct{}

func (nobody) Import(path string) (*types.Package, error) {
	return nil, fmt.Errorf("%s is not imported here", path)
}
