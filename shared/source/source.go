// Package source reads Go code as the go command does, with files in place of others, and checks its types.
//
// It does the work of packages.Load, which with an overlay type-checks every dependency from its source, and that takes
// seconds.
package source

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"path/filepath"
	"runtime"
)

// Compiler parses and type-checks code of one module. What the code imports it takes as the go command has built it.
type Compiler struct {
	Fset *token.FileSet // of all that it parses

	root     string
	overlay  Overlay
	exports  *Exports
	importer types.Importer
	lost     error // an errLost, which no file that imports it is to blame for
}

// NewCompiler returns a compiler for the module in the folder root, which is absolute and without symbolic links.
func NewCompiler(root string, overlay Overlay, exports *Exports) *Compiler {
	c := &Compiler{Fset: token.NewFileSet(), root: root, overlay: overlay.resolved(), exports: exports}
	c.importer = importer.ForCompiler(c.Fset, "gc", func(path string) (io.ReadCloser, error) {
		file, err := exports.open(root, path)
		if errors.Is(err, errLost) {
			c.lost = err
		}
		return file, err
	})
	return c
}

// Built returns the files in the folder dir that go build takes, sorted: constraints in a name and at the top of a file
// decide. No tests are among them.
func (c *Compiler) Built(dir string) ([]string, error) { return c.overlay.built(dir) }

// ParseFile parses a file, or the one in its place. If the error is of the syntax, there is a file nevertheless: what
// was understood of it.
func (c *Compiler) ParseFile(path string) (*ast.File, error) {
	file, err := c.overlay.open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return c.Parse(path, text)
}

// Parse parses a text as the file with that name.
func (c *Compiler) Parse(name string, text []byte) (*ast.File, error) {
	return parser.ParseFile(c.Fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
}

// Import gets ready for Check what the files import. With many packages to check, one Import of all their files before
// the first Check saves time.
func (c *Compiler) Import(files ...*ast.File) error {
	return c.exports.Need(c.root, c.overlay, imported(files))
}

// Check gives the package of files its types, fills in info unless it is nil, and calls fault with each error. Its own
// error says that the go command could not be asked, or that what it has built is gone.
func (c *Compiler) Check(path string, files []*ast.File, info *types.Info, fault func(error)) (*types.Package, error) {
	if err := c.Import(files...); err != nil {
		return nil, err
	}
	// An import of "C" is no error here: that is for the rules to report.
	config := types.Config{Error: fault, FakeImportC: true, Importer: c.importer, Sizes: Sizes()}
	pkg, _ := config.Check(path, c.Fset, files, info) // fault gets every error
	return pkg, c.lost
}

// Sizes are those of the types on this machine.
func Sizes() types.Sizes { return types.SizesFor("gc", runtime.GOARCH) }

// Fault is what the parser or the type checker says of a place.
type Fault struct {
	Pos     token.Position // as [Compiler.Position] has it
	Message string
}

// Faults returns what an error of the parser or of the type checker says; none if it is another error.
func (c *Compiler) Faults(err error) (faults []Fault) {
	var syntax scanner.ErrorList
	var typing types.Error
	switch {
	case errors.As(err, &syntax):
		for _, one := range syntax {
			one.Pos.Filename = c.relative(one.Pos.Filename)
			faults = append(faults, Fault{one.Pos, one.Msg})
		}
	case errors.As(err, &typing):
		faults = append(faults, Fault{c.Position(typing.Pos), typing.Msg})
	}
	return faults
}

// Position returns where a node is, with the file seen from the module's root, with slashes. A //line comment changes
// nothing.
func (c *Compiler) Position(pos token.Pos) token.Position {
	position := c.Fset.PositionFor(pos, false)
	position.Filename = c.relative(position.Filename)
	return position
}

// relative returns a file's name seen from the module's root, with slashes.
func (c *Compiler) relative(file string) string {
	if name, err := filepath.Rel(c.root, file); err == nil {
		return filepath.ToSlash(name)
	}
	return file
}
