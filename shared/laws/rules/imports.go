package rules

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// safePackages are those that every exercise may use, some of them as far as safeNames goes: the driver for its errors,
// os for where to print. None of them can look into the tests, read a file, call a method by its name, or reach the
// network but through the database handle.
var safePackages = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "crypto/md5",
	"crypto/sha1", "crypto/sha256", "database/sql", "database/sql/driver", "encoding/base64", "encoding/binary",
	"encoding/csv", "encoding/hex", "encoding/json", "errors", "fmt", driverPackage, "hash", "hash/crc32", "hash/fnv",
	"io", "iter", "log", "log/slog", "maps", "math", "math/big", "math/bits", "math/cmplx", "math/rand", "math/rand/v2",
	"os", "path", "regexp", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "text/tabwriter", "time",
	"unicode", "unicode/utf16", "unicode/utf8", "unique",
}

const driverPackage = "github.com/go-sql-driver/mysql"

// imports reports imports that are neither safe nor among also, and values of types that come from other packages all
// the same.
func imports(also []string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "imports",
		Doc: `report packages that an exercise may not use

Nor does a value bring in what is not imported:

	// WRONG
	import "net/http"

	kind := columns[0].ScanType() // a reflect.Type

What computes is enough:

	// RIGHT
	import (
		"database/sql"
		"fmt"

		_ "github.com/go-sql-driver/mysql"
	)

	kind := columns[0].DatabaseTypeName()`,
		RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			allowed := slices.Concat(safePackages, also)
			var imported []string
			for _, file := range pass.Files {
				for _, spec := range file.Imports {
					path, err := strconv.Unquote(spec.Path.Value)
					if err != nil || !slices.Contains(allowed, path) {
						pass.Reportf(spec.Pos(), "an import of %s", spec.Path.Value)
					}
					imported = append(imported, path)
				}
			}
			foreign := func(object types.Object) bool {
				pkg := object.Pkg()
				return pkg != nil && pkg != pass.Pkg && !slices.Contains(allowed, pkg.Path()) &&
					!slices.Contains(imported, pkg.Path())
			}
			eachUse(pass, foreign, func(name *ast.Ident, object types.Object) {
				pass.Reportf(name.Pos(), "a use of %s of package %s", object.Name(), object.Pkg().Path())
			})
			return nil, nil
		},
	}
}
