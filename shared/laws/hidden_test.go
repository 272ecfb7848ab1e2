package laws

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWhatCodeSaysIsHidden reads the laws and the tests of the exercises: whatever a failure says that is neither a
// number nor the test's own words goes through Hide.
func TestWhatCodeSaysIsHidden(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "../../[0-9]-*/*_test.go", "../workbook/new/template/*_test.go.tmpl"} {
		found, err := filepath.Glob(pattern)
		if err != nil || found == nil {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	told := 0
	set := token.NewFileSet()
	for _, name := range files {
		file, err := parser.ParseFile(set, name, nil, 0)
		if strings.HasSuffix(name, ".tmpl") && err != nil {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for node := range ast.Preorder(file) {
			for _, text := range texts(node) {
				told++
				if open := notHidden(text); open != nil {
					t.Errorf("%s: a failure says %s: use Hide", set.Position(open.Pos()), types.ExprString(open))
				}
			}
		}
	}
	if told < 100 {
		t.Errorf("only %d texts of failures were found", told)
	}
}

// texts returns the expressions that become texts of a failure.
func texts(node ast.Node) (all []ast.Expr) {
	switch node := node.(type) {
	case *ast.CallExpr:
		method, ok := node.Fun.(*ast.SelectorExpr)
		if ok && strings.EqualFold(method.Sel.Name, "fail") && len(node.Args) == 2 &&
			types.ExprString(method.X) != "receipt" {
			return node.Args
		}
	case *ast.KeyValueExpr: // where a function hands on its parameter got, its callers are read
		key, ok := node.Key.(*ast.Ident)
		if ok && slices.Contains([]string{"Want", "Got", "Unseen"}, key.Name) && types.ExprString(node.Value) != "got" {
			return []ast.Expr{node.Value}
		}
	case *ast.AssignStmt:
		if call, ok := node.Rhs[0].(*ast.CallExpr); ok && types.ExprString(node.Lhs[0]) == "changed" { // appended to
			return call.Args[1:]
		}
		for i, target := range node.Lhs {
			field, ok := target.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Want", "Got", "Gross"}, field.Sel.Name) && len(node.Rhs) == len(node.Lhs) {
				all = append(all, node.Rhs[i])
			}
		}
	}
	return all
}

// harmless is what is the test's own: an error that it made, its words, or what it has hidden by then.
var harmless = []string{
	"Wanted", "between", "c.clean.unknown", "cause", "changed", "context.Canceled", "fault.cause", "fields", "hidden",
	"laws.Hide", "laws.Wanted", "left", "name", "o.order", "on", "outOfOrder", "p.lives", "r.Columns", "receipt.Hide",
	"receipt.HideQuoted", "want",
}

// chosen is the name of each number that code under test picks rather than earns, as by a LIMIT: one of 63 bits has
// room for eight letters of a hidden name.
const chosen = "chosen"

var verb = regexp.MustCompile(`%[-+# 0-9.]*[a-z]`)

// notHidden returns a part of a text that is neither a number, nor the test's own, nor hidden; nil if there is none.
func notHidden(text ast.Expr) ast.Expr {
	switch text := text.(type) {
	case *ast.BasicLit:
		return nil
	case *ast.BinaryExpr:
		return firstNotHidden(text.X, text.Y)
	case *ast.Ident, *ast.SelectorExpr:
		if slices.Contains(harmless, types.ExprString(text)) {
			return nil
		}
	case *ast.CallExpr:
		switch types.ExprString(text.Fun) {
		default:
			return notHidden(text.Fun)
		case "cmp.Or":
			return firstNotHidden(text.Args...)
		case "strings.Join":
			return notHidden(text.Args[0])
		case "fmt.Sprintf":
			verbs := verb.FindAllString(strings.ReplaceAll(types.ExprString(text.Args[0]), "%%", ""), -1)
			for i, arg := range text.Args[1:] {
				isNumber := i >= len(verbs) || !strings.ContainsAny(verbs[i], "svqx")
				if isNumber && types.ExprString(arg) != chosen {
					continue
				}
				if open := notHidden(arg); open != nil {
					return open
				}
			}
			return nil
		}
	}
	return text
}

func firstNotHidden(texts ...ast.Expr) ast.Expr {
	for _, text := range texts {
		if open := notHidden(text); open != nil {
			return open
		}
	}
	return nil
}
