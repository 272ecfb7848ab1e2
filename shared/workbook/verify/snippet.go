package verify

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/imports"
)

// snippet is a block as a file of the exercise's package, line for line where the page has it.
type snippet struct {
	block
	file  *ast.File
	whole bool // the block has a package clause
}

// parse makes a file of a block: as it is if it has a package clause, else of its declarations, or of its statements in
// a function.
func (c *compiler) parse(b block) (*snippet, error) {
	above := strings.Repeat("\n", b.line-1)
	if _, err := parser.ParseFile(token.NewFileSet(), "", b.code, parser.PackageClauseOnly); err == nil {
		file, err := c.parseFile(above + b.code)
		return &snippet{b, file, true}, err
	}
	clause := "package " + c.pkg[0].Name.Name + ";"
	code, before, after := leftOut.ReplaceAllString(between.ReplaceAllString(b.code, ""), "panic(0)"), "", ""
	if _, err := c.parseFile(clause + above + code); err != nil {
		code, before, after = leftOut.ReplaceAllString(b.code, "panic(0)"), "func _("+c.parameters()+") {", "}"
		if _, other := c.parseFile(clause + above + before + code + after); other != nil {
			return nil, further(err, other)
		}
	}
	imported, err := c.imports(clause + before + code + after)
	if err != nil {
		return nil, err
	}
	file, err := c.parseFile(clause + imported + above + before + code + after)
	return &snippet{b, file, false}, err
}

// A line ... means code that is left out. Between declarations it can just go; in a function it becomes a statement
// that needs no return after it.
var (
	between = regexp.MustCompile(`(?m)^\.\.\.[ \t]*$`)
	leftOut = regexp.MustCompile(`(?m)^[ \t]*\.\.\.[ \t]*$`)
)

func (c *compiler) parseFile(text string) (*ast.File, error) {
	return c.Parse(c.exercise.Page(), []byte(text))
}

// further returns the error of the attempt that understood more of the code.
func further(a, b error) error {
	var lists [2]scanner.ErrorList
	if errors.As(a, &lists[0]) && errors.As(b, &lists[1]) && lists[1][0].Pos.Line > lists[0][0].Pos.Line {
		return b
	}
	return a
}

// parameters returns those that the prototypes have, such as ctx context.Context, each name once. Statements may use
// them.
func (c *compiler) parameters() string {
	var all, seen []string
	for _, file := range c.pkg {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !slices.Contains(c.exercise.Prototypes, f.Name.Name) {
				continue
			}
			for _, field := range f.Type.Params.List {
				for _, name := range field.Names {
					if !slices.Contains(seen, name.Name) {
						seen = append(seen, name.Name)
						all = append(all, name.Name+" "+types.ExprString(field.Type))
					}
				}
			}
		}
	}
	return strings.Join(all, ", ")
}

// imports returns import declarations of what text uses and does not import, in a line.
func (c *compiler) imports(text string) (string, error) {
	completed, err := imports.Process(filepath.Join(c.dir, "zz_page.go"), []byte(text), nil)
	if err != nil {
		return "", err
	}
	var specs [2][]string
	for i, text := range []string{text, string(completed)} {
		file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
		if err != nil {
			return "", err
		}
		for _, spec := range file.Imports {
			name := ""
			if spec.Name != nil {
				name = spec.Name.Name + " "
			}
			specs[i] = append(specs[i], "import "+name+spec.Path.Value+";")
		}
	}
	added := slices.DeleteFunc(specs[1], func(spec string) bool { return slices.Contains(specs[0], spec) })
	return strings.Join(added, ""), nil
}
