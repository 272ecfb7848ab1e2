package verify

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"example.com/generators/shared/exercise"
	"example.com/generators/shared/source"
)

// compiler compiles the code of a page as part of the exercise's package, so that the names of the exercise mean what
// they mean there. It goes no further than to types, which is many times faster than a build for each block.
type compiler struct {
	*source.Compiler
	exercise *exercise.Exercise
	dir      string // of the exercise's package
	pkg      []*ast.File
	faults   []string
}

func newCompiler(e *exercise.Exercise) (*compiler, error) {
	c := &compiler{
		Compiler: source.NewCompiler(e.Root, nil, new(source.Exports)),
		exercise: e,
		dir:      filepath.Dir(filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))),
	}
	built, err := c.Built(c.dir)
	if err != nil {
		return nil, err
	}
	for _, path := range built {
		file, err := c.ParseFile(path)
		if err != nil {
			return nil, err
		}
		c.pkg = append(c.pkg, file)
	}
	return c, nil
}

// compile returns what is wrong with the code of a page, in its order: the line of the page, and the compiler's words.
func (c *compiler) compile(all []block) []string {
	files := slices.Clone(c.pkg)
	snippets := make([]*snippet, len(all))
	errs := make([]error, len(all))
	for i, b := range all {
		snippets[i], errs[i] = c.parse(b)
		if errs[i] == nil {
			files = append(files, snippets[i].file)
		}
	}
	if err := c.Import(files...); err != nil {
		return []string{fmt.Sprintf("%s: find what its Go code imports: %v", c.exercise.Page(), err)}
	}
	for i, b := range all {
		if errs[i] == nil {
			errs[i] = c.check(snippets[i])
		}
		if errs[i] != nil {
			c.fault(b, errs[i])
		}
	}
	return c.faults
}

// check compiles the exercise's package with a snippet in it.
func (c *compiler) check(s *snippet) error {
	_, err := c.Check(s.file.Name.Name, append(c.around(s), s.file), nil, func(err error) {
		if s.minds(c.Fset, err) {
			c.fault(s.block, err)
		}
	})
	return err
}

// fault keeps what an error says of a block.
func (c *compiler) fault(b block, err error) {
	faults := c.Faults(err)
	if len(faults) == 0 {
		faults = []source.Fault{{Pos: token.Position{Filename: c.exercise.Page(), Line: b.line}, Message: err.Error()}}
	}
	for _, fault := range faults {
		c.add(b, fault.Pos, fault.Message)
	}
}

// add keeps one fault. One at the end of what is written around a block is at the end of the block.
func (c *compiler) add(b block, at token.Position, message string) {
	page, line := c.exercise.Page(), b.line
	if at.Filename == page {
		line = min(max(at.Line, b.line), b.line+strings.Count(b.code, "\n")-1)
	} else {
		message = fmt.Sprintf("with this file in place of the student's, %s: %s", at, message)
	}
	c.faults = append(c.faults, fmt.Sprintf("%s:%d: %s", page, line, message))
}
