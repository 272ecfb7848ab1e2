package rules

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/source"

	"golang.org/x/tools/go/packages"
)

// loader parses and type-checks the package of the student's files.
type loader struct {
	*source.Compiler
	exercise *exercise.Exercise
	faults   []Finding // of the rules compiles and can_be_judged
}

// load returns the package with the syntax of the student's files only, and with the types of all.
func (l *loader) load() (*packages.Package, error) {
	all, edits, err := l.parse()
	if err != nil {
		return nil, err
	}
	if what, at := complicated(edits); what != "" {
		message := "too complicated to be judged: " + what
		l.faults, edits = []Finding{{canBeJudged, l.Position(at), message}}, nil
	}
	name := l.exercise.Name
	pkg := &packages.Package{
		ID: name, Name: "student", PkgPath: name, Fset: l.Fset, Syntax: edits,
		Types: types.NewPackage(name, "student"), TypesInfo: newInfo(), TypesSizes: source.Sizes(),
	}
	if len(l.faults) == 0 { // else the types would only have faults that follow from these
		pkg.Types, err = l.Check(name, all, pkg.TypesInfo, l.fault)
	}
	pkg.IllTyped = len(l.faults) > 0
	return pkg, err
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
	student := make([]string, len(l.exercise.Edits))
	for i, edit := range l.exercise.Edits {
		student[i] = filepath.Join(l.exercise.Root, filepath.FromSlash(edit))
	}
	built, err := l.Built(filepath.Dir(student[0]))
	if err != nil {
		return nil, nil, err
	}
	paths := slices.Compact(slices.Sorted(slices.Values(slices.Concat(student, built))))
	for _, path := range paths {
		isBuilt := slices.Contains(built, path)
		file, err := l.ParseFile(path)
		switch {
		case !isBuilt && errors.Is(err, fs.ErrNotExist):
			continue
		case file == nil:
			return nil, nil, err
		}
		l.fault(err)
		if slices.Contains(student, path) {
			edits = append(edits, file)
		}
		if isBuilt {
			all = append(all, file)
		} else {
			l.faults = append(l.faults, Finding{compiles, l.Position(file.Package), "the build leaves this file out"})
		}
	}
	if len(edits) != len(student) {
		return nil, nil, fmt.Errorf("%d of the files %s are there", len(edits), strings.Join(l.exercise.Edits, ", "))
	}
	return all, edits, nil
}

// fault keeps what the parser or the type checker says.
func (l *loader) fault(err error) {
	for _, fault := range l.Faults(err) {
		l.faults = append(l.faults, Finding{compiles, fault.Pos, fault.Message})
	}
}
