package handout

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"regexp"
	"strings"
)

// functions are functions in a form in which those that do the same in the same way are the same: without their names,
// comments and spaces, and with other names for what they declare. The value is where one is.
type functions map[string]string

// least is how many statements a function has that says anything of a solution.
const least = 3

// add adds all functions of a file, those in others too.
func (f functions) add(name, text string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution) // and without comments
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		f.addAll(files, decl)
	}
	return nil
}

// addAll adds the functions of a declaration. A function within uses what those around it have declared.
func (f functions) addAll(files *token.FileSet, decl ast.Decl) {
	declared := declaredIn(decl)
	for node := range ast.Preorder(decl) {
		var signature *ast.FuncType
		var body *ast.BlockStmt
		switch node := node.(type) {
		case *ast.FuncDecl:
			signature, body = node.Type, node.Body
		case *ast.FuncLit:
			signature, body = node.Type, node.Body
		}
		if body != nil && statements(body) >= least {
			var text bytes.Buffer
			_ = printer.Fprint(&text, files, &ast.FuncLit{Type: signature, Body: body})
			f[renamed(text.String(), declared)] = fmt.Sprint(files.Position(node.Pos()))
		}
	}
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```")

// addBlocks adds the functions of the blocks of Go code on a page. What is no Go by itself has none.
func (f functions) addBlocks(name, page string) {
	for _, block := range goBlock.FindAllStringSubmatch(page, -1) {
		for _, text := range []string{block[1], "package p\n" + block[1], "package p\nfunc _() {\n" + block[1] + "}\n"} {
			_ = f.add(name, text)
		}
	}
}

func statements(body *ast.BlockStmt) (n int) {
	ast.Inspect(body, func(node ast.Node) bool {
		if _, block := node.(*ast.BlockStmt); block {
			return true
		}
		if _, statement := node.(ast.Stmt); statement {
			n++
		}
		return true
	})
	return n
}

// declaredIn returns the names of parameters and variables.
func declaredIn(decl ast.Decl) map[string]bool {
	declared := make(map[string]bool)
	for node := range ast.Preorder(decl) {
		switch node := node.(type) {
		case *ast.Field:
			for _, name := range node.Names {
				declared[name.Name] = true
			}
		case *ast.AssignStmt:
			if node.Tok == token.DEFINE {
				declare(declared, node.Lhs...)
			}
		case *ast.RangeStmt:
			if node.Tok == token.DEFINE {
				declare(declared, node.Key, node.Value)
			}
		case *ast.ValueSpec:
			for _, name := range node.Names {
				declared[name.Name] = true
			}
		}
	}
	return declared
}

func declare(declared map[string]bool, names ...ast.Expr) {
	for _, name := range names {
		if name, ok := name.(*ast.Ident); ok {
			declared[name.Name] = true
		}
	}
}

var (
	word   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|` + "`[^`]*`" + `|\.?[\pL_][\pL_0-9]*`)
	commas = strings.NewReplacer(",)", ")", ",}", "}", ";", "")
)

// renamed returns a function's text with numbers in place of the declared names, in the order in which they come, and
// without spaces. What follows a dot is a field or of another package, and stays.
func renamed(text string, declared map[string]bool) string {
	numbers := make(map[string]string)
	text = word.ReplaceAllStringFunc(text, func(name string) string {
		if !declared[name] {
			return name
		}
		if numbers[name] == "" {
			numbers[name] = fmt.Sprintf("_%d", len(numbers))
		}
		return numbers[name]
	})
	return commas.Replace(strings.Join(strings.Fields(text), ""))
}
