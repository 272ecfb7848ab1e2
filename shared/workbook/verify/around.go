package verify

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// around returns the files of the exercise's package that a snippet is compiled with. A file takes the place of the
// student's file; where there are several, of those that declare what it declares. If it is of another package, or has
// its own main, it is a program of its own. Other code is added to the student's; what it declares takes the place of
// what the exercise declares by that name.
func (c *compiler) around(s *snippet) []*ast.File {
	names := declared(s.file)
	if s.whole && (s.file.Name.Name != c.pkg[0].Name.Name || slices.Contains(names, "main")) {
		return nil
	}
	var files []*ast.File
	for _, file := range c.pkg {
		switch {
		case !s.whole:
			file = without(file, names)
		case c.replaces(names, file):
			continue
		}
		files = append(files, file)
	}
	return files
}

// replaces reports whether a file that declares names takes the place of file.
func (c *compiler) replaces(names []string, file *ast.File) bool {
	edits := c.exercise.Edits
	if !slices.Contains(edits, c.Position(file.Package).Filename) {
		return false
	}
	declares := func(name string) bool { return slices.Contains(names, name) }
	return len(edits) == 1 || slices.ContainsFunc(declared(file), declares)
}

// minds reports whether an error is the snippet's fault. A piece of code may leave unused what it declares or imports,
// and the rest of the package need not suit it.
func (s *snippet) minds(files *token.FileSet, err error) bool {
	var typing types.Error
	if !errors.As(err, &typing) {
		return true
	}
	if strings.HasPrefix(typing.Msg, "\t") { // the rest of the error before it, such as the other declaration
		return false
	}
	inPage := files.File(typing.Pos) == files.File(s.file.FileStart)
	return s.whole || inPage && !(typing.Soft && strings.Contains(typing.Msg, "not used"))
}

// declared returns the names that a file declares for all to use; a method's has its type in front.
func declared(file *ast.File) (names []string) {
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			names = append(names, funcName(decl))
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				names = append(names, specNames(spec)...)
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "_" || name == "init" })
}

func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	return strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*") + "." + f.Name.Name
}

func specNames(spec ast.Spec) (names []string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		names = append(names, spec.Name.Name)
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// without returns a file that lacks the declarations of names.
func without(file *ast.File, names []string) *ast.File {
	gone := func(name string) bool { return slices.Contains(names, name) }
	rest := *file
	rest.Decls = nil
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if gone(funcName(d)) {
				continue
			}
		case *ast.GenDecl:
			left := *d
			left.Specs = slices.DeleteFunc(slices.Clone(d.Specs), func(spec ast.Spec) bool {
				return slices.ContainsFunc(specNames(spec), gone)
			})
			if len(left.Specs) == 0 && len(d.Specs) > 0 {
				continue
			}
			decl = &left
		}
		rest.Decls = append(rest.Decls, decl)
	}
	return &rest
}
