// Package stub takes a solution and leaves the exercise: each prototype with its doc comment and signature, and a body
// that says what is still to be written.
package stub

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/program"

	"golang.org/x/tools/go/ast/astutil"
)

// Message is what a stub of the exercise with that number panics with; page is where its task is.
func Message(number int, page string) string {
	return fmt.Sprintf("exercise %d is %s: see %s", number, program.NotWritten, page)
}

// Of returns source, which is that of one of the files that an exercise's students edit, stubbed as [Make] does.
func Of(e *exercise.Exercise, file string, source []byte) ([]byte, error) {
	return Make(file, source, e.Prototypes, Message(e.Number(), e.Page()))
}

// Untouched reports whether the exercise is as it was handed out, or as it is on its page: all its prototypes do is to
// panic, and to say that they are not written yet.
func Untouched(e *exercise.Exercise) bool {
	missing := slices.Clone(e.Prototypes)
	for _, edit := range e.Edits {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(e.Root, filepath.FromSlash(edit)), nil,
			parser.SkipObjectResolution)
		if err != nil {
			return false
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && isStub(f) {
				missing = slices.DeleteFunc(missing, func(name string) bool { return name == f.Name.Name })
			}
		}
	}
	return len(missing) == 0
}

func isStub(f *ast.FuncDecl) bool {
	if f.Body == nil || len(f.Body.List) != 1 {
		return false
	}
	statement, _ := f.Body.List[0].(*ast.ExprStmt)
	if statement == nil {
		return false
	}
	call, _ := statement.X.(*ast.CallExpr)
	if call == nil || len(call.Args) != 1 {
		return false
	}
	called, _ := call.Fun.(*ast.Ident)
	said, _ := call.Args[0].(*ast.BasicLit)
	return called != nil && called.Name == "panic" && said != nil && strings.Contains(said.Value, program.NotWritten)
}

// Make returns source with the functions named in prototypes stubbed, to panic with message. Whatever else is declared
// there was only the solution's and goes, its imports included. The error says which file and line cannot be parsed, or
// which prototypes are missing.
func Make(path string, source []byte, prototypes []string, message string) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	text := func(from, to token.Pos) []byte { return source[files.Position(from).Offset:files.Position(to).Offset] }

	var stub bytes.Buffer
	stub.Write(source[:files.Position(file.Name.End()).Offset])
	missing := slices.Clone(prototypes)
	for _, decl := range file.Decls {
		if imports, ok := decl.(*ast.GenDecl); ok && imports.Tok == token.IMPORT {
			fmt.Fprintf(&stub, "\n\n%s", text(decl.Pos(), decl.End()))
		}
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !slices.Contains(missing, f.Name.Name) {
			continue
		}
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == f.Name.Name })
		begin := f.Pos()
		if f.Doc != nil {
			begin = f.Doc.Pos()
		}
		fmt.Fprintf(&stub, "\n\n%s{\n\tpanic(%s)\n}", text(begin, f.Body.Lbrace), strconv.Quote(message))
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s: does not declare the prototypes %s", path, strings.Join(missing, ", "))
	}
	return withoutUnusedImports(path, stub.Bytes())
}

// withoutUnusedImports formats source, too.
func withoutUnusedImports(path string, source []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	for _, spec := range slices.Clone(file.Imports) {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || astutil.UsesImport(file, path) {
			continue
		}
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		astutil.DeleteNamedImport(files, file, name, path)
	}
	var formatted bytes.Buffer
	if err := format.Node(&formatted, files, file); err != nil {
		return nil, err
	}
	return formatted.Bytes(), nil
}
