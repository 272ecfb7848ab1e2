package rules

import (
	"go/types"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

// TestTheDoorsOutOfThePackagesThatMayBeImportedAreKnown looks at every exported name of them that may be used for types
// of other packages. A new version of Go may open another one, which the rule closes, and somebody should look at.
func TestTheDoorsOutOfThePackagesThatMayBeImportedAreKnown(t *testing.T) {
	config := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps}
	all, err := packages.Load(config, safePackages...)
	if err != nil || len(all) != len(safePackages) {
		t.Fatalf("%d packages, %v", len(all), err)
	}
	var doors []string
	for _, pkg := range all {
		for _, name := range pkg.Types.Scope().Names() {
			if names, some := safeNames[pkg.PkgPath]; some && !slices.Contains(names, name) {
				continue
			}
			object := pkg.Types.Scope().Lookup(name)
			for path, part := range parts(pkg.PkgPath+"."+name, object) {
				foreign := func(o types.Object) bool { return o.Pkg() != nil && !slices.Contains(safePackages, o.Pkg().Path()) }
				found := walk{foreign, make(map[types.Type]bool)}.in(part.Type())
				if object.Exported() && part.Exported() && (found != nil || foreign(part)) {
					doors = append(doors, path)
				}
			}
		}
	}
	slices.Sort(doors)
	want := []string{
		"database/sql.ColumnType.ScanType",
		"encoding/json.InvalidUnmarshalError.Type",
		"encoding/json.MarshalerError.Type",
		"encoding/json.UnmarshalFieldError.Field",
		"encoding/json.UnmarshalFieldError.Type",
		"encoding/json.UnmarshalTypeError.Type",
		"encoding/json.UnsupportedTypeError.Type",
		"encoding/json.UnsupportedValueError.Value",
		"os.File.Chmod",
		"os.File.ReadDir",
		"os.File.Readdir",
		"os.File.Stat",
		"os.File.SyscallConn",
		"sync/atomic.CompareAndSwapPointer",
		"sync/atomic.LoadPointer",
		"sync/atomic.StorePointer",
		"sync/atomic.SwapPointer",
	}
	if diff := cmp.Diff(want, doors); diff != "" {
		t.Errorf("doors (-want +got):\n%s", diff)
	}
}

// parts returns an object, and if it is a type its fields and methods, by their paths.
func parts(path string, object types.Object) map[string]types.Object {
	all := map[string]types.Object{path: object}
	if _, isType := object.(*types.TypeName); !isType {
		return all
	}
	methods := types.NewMethodSet(types.NewPointer(object.Type()))
	if types.IsInterface(object.Type()) {
		methods = types.NewMethodSet(object.Type())
	}
	for method := range methods.Methods() {
		all[path+"."+method.Obj().Name()] = method.Obj()
	}
	if structure, ok := object.Type().Underlying().(*types.Struct); ok {
		for field := range structure.Fields() {
			all[path+"."+field.Name()] = field
		}
	}
	return all
}
