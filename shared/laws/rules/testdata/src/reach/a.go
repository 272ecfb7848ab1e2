package reach

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"example.com/generators/shared/seed"
)

func right(ctx context.Context, db *sql.DB, csv io.Reader) error {
	var _ seed.User
	var _ json.RawMessage
	var _ driver.Valuer
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrNoRows) {
		return seed.ErrNoUsers
	}
	if file, ok := csv.(io.Seeker); ok {
		_, _ = file.Seek(0, io.SeekStart)
	}
	if pages, ok := csv.(interface{ page() }); ok {
		pages.page()
	}
	switch csv := csv.(type) {
	case fmt.Stringer:
		_ = csv.String()
	case hash.Hash:
		_ = csv.BlockSize()
	}
	var users rows
	each(users)
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
	seed.Connect()         // want `a use of Connect`
	seed.Open()            // want `a use of Open`
	seed.Dial()            // want `a use of Dial`
	var _ driver.Connector // want `a use of Connector`
}

type rows interface {
	Next() bool
	Scan(places ...any) error
	Err() error
}

func each[R rows](users R) { users.Next() }

type handle struct{ *sql.Conn }

func around(h handle, conn any) {
	h.Raw(nil)                    // want `a use of Raw`
	if c, ok := conn.(interface { // want `a value asked for the method Raw`
		Raw(func(any) error) error // want `a use of Raw`
	}); ok {
		c.Raw(nil) // want `a use of Raw`
	}
}

type file interface {
	io.Writer
	Fd() uintptr // want `a use of Fd`
}

func asks(csv any, err error) {
	_ = csv.(file)      // want `a value asked for the method Fd`
	switch csv.(type) { // want `a value asked for the method Chdir`
	case int, interface{ Chdir() error }: // want `a use of Chdir`
	}
	var chmod interface{ Chmod(uint32) error } // want `a use of Chmod`
	errors.As(err, &chmod)                     // want `a value asked for the method Chmod`
	errors.AsType[notError](err)               // want `a value asked for the method Sys`
	asksFor[interface{ Sys() any }](csv)       // want `a value asked for the method Sys`
}

type notError interface {
	error
	Sys() any
}

func asksFor[T any](value any) { _ = value.(T) }

func prints(user seed.User) {
	fmt.Fprintln(os.Stderr, user)
	_, _ = os.Stdout.WriteString("no users")
	_ = os.Stdout.Close()                           // want `a use of Close`
	_, _ = os.Open("/etc/passwd")                   // want `a use of Open`
	_ = os.NewFile(3, "")                           // want `a use of NewFile`
	var sized interface{ Sync() error } = os.Stderr // want `a use of Sync`
	_ = sized
}
