package imports

import (
	"context"
	"database/sql"
	"encoding/json"
	"sync/atomic"
	"time"
)

func values(err *json.UnsupportedValueError, rows *sql.Rows) {
	_ = err.Str
	_ = err.Value           // want `a use of Value of package reflect`
	_ = err.Value.Pointer() // want `a use of Pointer of package reflect`
	columns, _ := rows.ColumnTypes()
	kind := columns[0].ScanType() // want `a use of Type of package reflect`
	_ = kind.Name()               // want `a use of Name of package reflect`
	open(*err)
}

// open gets the type by inference.
func open[T any](of struct {
	Value T
	Str   string
},
) any {
	return of.Value
}

func pointers() {
	_ = atomic.LoadUintptr
	_ = atomic.LoadUint32
}

type all struct {
	context.Context
	time.Time
	kinds map[string]func() (<-chan *time.Location, error)
}
