package verify

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
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"example.com/generators/shared/exercise"

	"golang.org/x/tools/go/packages"
)

// compiler compiles the code of a page as part of the exercise's package, so that the names of the exercise mean what they
// mean there. It compiles no further than to types, and takes packages that are imported as the go command has built them:
// that is many times faster than a build for each block.
type compiler struct {
	exercise *exercise.Exercise
	dir      string // of the exercise's package
	files    *token.FileSet
	pkg      []*ast.File
	importer types.Importer
	faults   []string
}

func newCompiler(e *exercise.Exercise) (*compiler, error) {
	c := &compiler{exercise: e, dir: filepath.Dir(filepath.Join(e.Root, filepath.FromSlash(e.Edits[0]))), files: token.NewFileSet()}
	built, err := build.Default.ImportDir(c.dir, 0)
	if err != nil {
		return nil, err
	}
	for _, name := range built.GoFiles {
		file, err := parser.ParseFile(c.files, filepath.Join(c.dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		c.pkg = append(c.pkg, file)
	}
	return c, nil
}

// compile returns what is wrong with the code of a page, in its order: the line of the page, and the compiler's words.
func (c *compiler) compile(all []block) []string {
	paths := importPaths(c.pkg)
	snippets := make([]*snippet, len(all))
	errs := make([]error, len(all))
	for i, b := range all {
		snippets[i], errs[i] = c.parse(b)
		if errs[i] == nil {
			paths = append(paths, importPaths([]*ast.File{snippets[i].file})...)
		}
	}
	if err := c.load(paths); err != nil {
		return []string{fmt.Sprintf("%s: %v", c.exercise.Page(), err)}
	}
	for i, b := range all {
		if errs[i] != nil {
			c.fault(b, errs[i])
		} else {
			c.check(snippets[i])
		}
	}
	return c.faults
}

// importPaths returns what the files import.
func importPaths(files []*ast.File) (paths []string) {
	for _, file := range files {
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// load makes the importer for the packages with those paths. Where one cannot be had, its import is the fault.
func (c *compiler) load(paths []string) error {
	paths = append(paths, "unsafe") // never none: that would stand for the working folder
	config := packages.Config{Dir: c.exercise.Root, Mode: packages.NeedName | packages.NeedExportFile | packages.NeedImports | packages.NeedDeps}
	roots, err := packages.Load(&config, paths...)
	if err != nil {
		return fmt.Errorf("find what its Go code imports: %w", err)
	}
	exports := make(map[string]*packages.Package)
	packages.Visit(roots, nil, func(pkg *packages.Package) { exports[pkg.PkgPath] = pkg })
	c.importer = importer.ForCompiler(c.files, "gc", func(path string) (io.ReadCloser, error) {
		switch pkg := exports[path]; {
		case pkg == nil:
			return nil, errors.New("no such package")
		case len(pkg.Errors) > 0:
			return nil, errors.New(pkg.Errors[0].Msg)
		case pkg.ExportFile == "":
			return nil, errors.New("it does not compile")
		default:
			return os.Open(pkg.ExportFile)
		}
	})
	return nil
}

// check compiles the exercise's package with a snippet in it.
func (c *compiler) check(s *snippet) {
	config := types.Config{
		Importer: c.importer,
		Sizes:    types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			if s.minds(c.files, err) {
				c.fault(s.block, err)
			}
		},
	}
	_, _ = config.Check(s.file.Name.Name, c.files, append(c.around(s), s.file), nil) // Error gets every error
}

// fault keeps what the parser or the type checker says of a block.
func (c *compiler) fault(b block, err error) {
	var syntax scanner.ErrorList
	var typing types.Error
	switch {
	case errors.As(err, &syntax):
		for _, one := range syntax {
			c.add(b, one.Pos, one.Msg)
		}
	case errors.As(err, &typing):
		c.add(b, c.files.Position(typing.Pos), typing.Msg)
	default:
		c.add(b, token.Position{Filename: c.exercise.Page(), Line: b.line}, err.Error())
	}
}

// add keeps one fault. One at the end of what is written around a block is at the end of the block.
func (c *compiler) add(b block, at token.Position, message string) {
	page := c.exercise.Page()
	if at.Filename == page {
		line := min(max(at.Line, b.line), b.line+strings.Count(b.code, "\n")-1)
		c.faults = append(c.faults, fmt.Sprintf("%s:%d: %s", page, line, message))
		return
	}
	if name, err := filepath.Rel(c.exercise.Root, at.Filename); err == nil {
		at.Filename = filepath.ToSlash(name)
	}
	c.faults = append(c.faults, fmt.Sprintf("%s:%d: with this file in place of the student's, %s: %s", page, b.line, at, message))
}
