package rules

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"

	"golang.org/x/tools/go/packages"
)

// loader parses and type-checks the package of the student's files. It does the work of packages.Load, which with an
// overlay type-checks every dependency from its source, and that takes seconds.
type loader struct {
	checker  *Checker
	exercise *exercise.Exercise
	overlay  overlay
	fset     *token.FileSet
	faults   []Finding // of the rule compiles
}

// load returns the package with the syntax of the student's files only, and with the types of all.
func (l *loader) load() (*packages.Package, error) {
	all, edits, err := l.parse()
	if err != nil {
		return nil, err
	}
	pkg := &packages.Package{
		ID: l.exercise.Name, Name: "student", PkgPath: l.exercise.Name,
		Fset: l.fset, Syntax: edits, Types: types.NewPackage(l.exercise.Name, "student"), TypesInfo: newInfo(), TypesSizes: types.SizesFor("gc", runtime.GOARCH),
	}
	if len(l.faults) == 0 { // else the types would only have faults that follow from these
		err = l.check(pkg, all)
	}
	pkg.IllTyped = len(l.faults) > 0
	return pkg, err
}

// check gives the package its types.
func (l *loader) check(pkg *packages.Package, files []*ast.File) error {
	exports, err := l.exports(files)
	if err != nil {
		return err
	}
	config := types.Config{
		Error:       l.fault,
		FakeImportC: true, // import "C" is the imports rule's to report
		Importer:    importer.ForCompiler(l.fset, "gc", exports.open),
		Sizes:       pkg.TypesSizes,
	}
	pkg.Types, _ = config.Check(pkg.PkgPath, l.fset, files, pkg.TypesInfo) // l.fault gets every error
	return nil
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
}

// parse returns the files that the build takes, and the student's files whether it takes them or not.
func (l *loader) parse() (all, edits []*ast.File, err error) {
	dir := filepath.Dir(filepath.Join(l.exercise.Root, filepath.FromSlash(l.exercise.Edits[0])))
	names, err := l.overlay.files(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		edited, built := slices.Contains(l.exercise.Edits, l.relative(path)), l.built(path)
		if !edited && !built {
			continue
		}
		file, err := l.parseFile(path)
		if err != nil {
			return nil, nil, err
		}
		if edited {
			edits = append(edits, file)
		}
		if built {
			all = append(all, file)
		} else {
			l.faults = append(l.faults, Finding{compiles, l.position(file.Package), "the build leaves this file out"})
		}
	}
	if len(edits) != len(l.exercise.Edits) {
		return nil, nil, fmt.Errorf("%d of the files %s are there", len(edits), strings.Join(l.exercise.Edits, ", "))
	}
	return all, edits, nil
}

// built reports whether go build takes a file: constraints in its name and at its top decide.
func (l *loader) built(path string) bool {
	if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
		return false
	}
	context := build.Default
	context.OpenFile = l.overlay.open
	match, err := context.MatchFile(filepath.Dir(path), filepath.Base(path))
	return match || err != nil // a file that cannot be read as Go is for the parser to report
}

// parseFile parses one file. Faults of its syntax are findings.
func (l *loader) parseFile(path string) (*ast.File, error) {
	place, err := l.overlay.place(path)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(place)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(l.fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
	l.fault(err)
	if file == nil {
		return nil, err
	}
	return file, nil
}

// fault keeps what the parser or the type checker says.
func (l *loader) fault(err error) {
	var syntax scanner.ErrorList
	var typing types.Error
	switch {
	case errors.As(err, &syntax):
		for _, one := range syntax {
			one.Pos.Filename = l.relative(one.Pos.Filename)
			l.faults = append(l.faults, Finding{compiles, one.Pos, one.Msg})
		}
	case errors.As(err, &typing):
		l.faults = append(l.faults, Finding{compiles, l.position(typing.Pos), typing.Msg})
	}
}
