package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"math"
)

// What the type checker and the other rules read in a moment. Solutions have some 500 nodes.
const (
	mostNodes = 50_000
	mostDepth = 1_000
	mostText  = 4 << 20 // bytes of all constant texts, each put together of its parts
)

// complicated returns what there is too much of in the files, and where, or "". It asks for no types: to check those
// can take any amount of time and memory.
func complicated(files []*ast.File) (what string, at token.Pos) {
	constants := texts{make(map[string][]ast.Expr), make(map[string]int)}
	for _, file := range files {
		ast.Inspect(file, constants.declare)
	}
	nodes, text := 0, 0
	for _, file := range files {
		inText := math.MaxInt // the depth of a text that is counted, with its parts, already
		ast.PreorderStack(file, nil, func(node ast.Node, stack []ast.Node) bool {
			nodes++
			if expr, ok := node.(ast.Expr); ok && len(stack) <= inText {
				inText = math.MaxInt
				if size := constants.size(expr); size > 0 {
					inText, text = len(stack), text+size
				}
			}
			if what == "" {
				what, at = excess(nodes, len(stack), text), node.Pos()
			}
			return what == ""
		})
		if what != "" {
			return what, at
		}
	}
	return "", token.NoPos
}

func excess(nodes, depth, text int) string {
	switch {
	case nodes > mostNodes:
		return fmt.Sprintf("more than %d names, values and signs", mostNodes)
	case depth > mostDepth:
		return fmt.Sprintf("more than %d levels of nesting", mostDepth)
	case text > mostText:
		return fmt.Sprintf("texts of more than %d MiB", mostText>>20)
	}
	return ""
}

// texts tells how large the text is that a constant expression stands for. It does not tell scopes apart: of constants
// with one name it takes the largest.
type texts struct {
	values map[string][]ast.Expr // by the names of constants
	sizes  map[string]int        // those that are known
}

// declare adds the constants of a declaration.
func (t texts) declare(node ast.Node) bool {
	decl, ok := node.(*ast.GenDecl)
	if !ok || decl.Tok != token.CONST {
		return true
	}
	var values []ast.Expr // which hold for the lines below, too, if these have none
	for _, spec := range decl.Specs {
		spec := spec.(*ast.ValueSpec)
		if len(spec.Values) > 0 {
			values = spec.Values
		}
		for i, name := range spec.Names[:min(len(spec.Names), len(values))] {
			t.values[name.Name] = append(t.values[name.Name], values[i])
		}
	}
	return true
}

// size returns the size of the text that an expression stands for, in bytes, at most mostText + 1. What is no text has
// none.
func (t texts) size(expr ast.Expr) (size int) {
	switch expr := expr.(type) {
	case *ast.BasicLit:
		if expr.Kind == token.STRING {
			size = len(expr.Value)
		}
	case *ast.Ident:
		if known, ok := t.sizes[expr.Name]; ok {
			return known
		}
		t.sizes[expr.Name] = 0 // where it is a part of itself, the compiler says so
		for _, value := range t.values[expr.Name] {
			size = max(size, t.size(value))
		}
		t.sizes[expr.Name] = size
	case *ast.ParenExpr:
		size = t.size(expr.X)
	case *ast.BinaryExpr:
		if expr.Op == token.ADD {
			size = t.size(expr.X) + t.size(expr.Y)
		}
	case *ast.CallExpr: // a conversion, perhaps
		if len(expr.Args) == 1 {
			size = t.size(expr.Args[0])
		}
	}
	return min(size, mostText+1)
}
