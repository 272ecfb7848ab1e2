package reach

import (
	"context"
	"database/sql"
	"encoding/json"

	"example.com/generators/shared/seed"
)

func right(ctx context.Context, db *sql.DB) error {
	var _ seed.User
	var _ json.RawMessage
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	Raw := "a variable may have the name"
	_ = Raw
	return conn.PingContext(ctx)
}

func wrong(ctx context.Context, db *sql.DB, conn *sql.Conn) {
	db.Driver()                              // want `a use of Driver`
	conn.Raw(func(any) error { return nil }) // want `a use of Raw`
	_ = (*sql.DB).Driver                     // want `a use of Driver`
	sql.Open("mysql", "root@/")              // want `a use of Open`
	sql.OpenDB(nil)                          // want `a use of OpenDB`
	open := sql.Open                         // want `a use of Open`
	_ = open
	seed.Connect() // want `a use of Connect`
	seed.Open()    // want `a use of Open`
	seed.Dial()    // want `a use of Dial`
	var unsupported json.UnsupportedValueError
	_ = unsupported.Value // want `a use of Value`
}

type handle struct{ *sql.Conn }

func around(h handle, conn any) {
	h.Raw(nil) // want `a use of Raw`
	if c, ok := conn.(interface {
		Raw(func(any) error) error // want `a use of Raw`
	}); ok {
		c.Raw(nil) // want `a use of Raw`
	}
}
