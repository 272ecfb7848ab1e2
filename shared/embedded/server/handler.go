package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

// handler is the engine's handler of connections, made to free the rows that it has sent, and to number its errors.
//
// In version 0.20.0, the newest that is published, the condition for the first is the wrong way round
// (server/handler.go, resetCallback; pull request 2952 of dolthub/go-mysql-server): a buffer is used again only where a
// cursor is open, so that a result of ten million rows would stay in memory whole. No client of ours opens a cursor. So
// one seems to be open, except while a part of the result is sent, when the client would see it.
type handler struct{ *server.Handler }

// ComQuery implements mysql.Handler.
func (h handler) ComQuery(ctx context.Context, c *mysql.Conn, query string, send mysql.ResultSpoolFn) error {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	return numbered(h.Handler.ComQuery(ctx, c, query, honest(c, send)))
}

// ComMultiQuery implements mysql.Handler.
func (h handler) ComMultiQuery(ctx context.Context, c *mysql.Conn, query string, send mysql.ResultSpoolFn) (string,
	error,
) {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	rest, err := h.Handler.ComMultiQuery(ctx, c, query, honest(c, send))
	return rest, numbered(err)
}

// ComStmtExecute implements mysql.Handler.
func (h handler) ComStmtExecute(ctx context.Context, c *mysql.Conn, prepare *mysql.PrepareData,
	send func(*sqltypes.Result) error,
) error {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	sendHonestly := honest(c, func(result *sqltypes.Result, _ bool) error { return send(result) })
	return numbered(h.Handler.ComStmtExecute(ctx, c, prepare, func(result *sqltypes.Result) error {
		return sendHonestly(result, false)
	}))
}

// honest returns send without the pretence.
func honest(c *mysql.Conn, send mysql.ResultSpoolFn) mysql.ResultSpoolFn {
	var fields []*querypb.Field // which come with the first part alone
	return func(result *sqltypes.Result, more bool) error {
		if result != nil {
			if result.Fields != nil {
				fields = result.Fields
			}
			escapeJSON(fields, result.Rows)
		}
		pretendCursor(c, false)
		defer pretendCursor(c, true)
		return send(result, more)
	}
}

// escapeJSON escapes the control characters in documents, as MySQL does. The engine leaves most as they are.
func escapeJSON(fields []*querypb.Field, rows [][]sqltypes.Value) {
	for i, field := range fields {
		if field.Type != sqltypes.TypeJSON {
			continue
		}
		for _, row := range rows {
			if document := row[i].ToBytes(); control.Match(document) {
				row[i] = sqltypes.MakeTrusted(sqltypes.TypeJSON, control.ReplaceAllFunc(document, func(c []byte) []byte {
					return fmt.Appendf(nil, `\u%04x`, c[0])
				}))
			}
		}
	}
}

var control = regexp.MustCompile(`[\x00-\x1f]`)

func pretendCursor(c *mysql.Conn, open bool) {
	c.StatusFlags &^= uint16(mysql.ServerCursorExists)
	if open {
		c.StatusFlags |= uint16(mysql.ServerCursorExists)
	}
}

// errorNumbers has MySQL's numbers of errors that the engine knows, and numbers 1105, unknown error.
var errorNumbers = []struct {
	says   *regexp.Regexp
	number int
	state  string
}{
	{regexp.MustCompile(`^table with name .* already exists$`), mysql.ERTableExists, "42S01"},
	{regexp.MustCompile(`^Duplicate key name `), mysql.ERDupKeyName, "42000"},
	{regexp.MustCompile(`^Field .* doesn't have a default value$`), mysql.ERNoDefaultForField, "HY000"},
	{regexp.MustCompile(`^Out of range value `), mysql.ERWarnDataOutOfRange, "22003"},
	{regexp.MustCompile(`^string .* is too large for column `), mysql.ERDataTooLong, "22001"},
}

// numbered returns err with the number that MySQL gives it, which a program may look at.
func numbered(err error) error {
	var unknown *mysql.SQLError
	if !errors.As(err, &unknown) || unknown.Num != mysql.ERUnknownError {
		return err
	}
	for _, known := range errorNumbers {
		if known.says.MatchString(unknown.Message) {
			return &mysql.SQLError{Num: known.number, State: known.state, Message: unknown.Message, Query: unknown.Query}
		}
	}
	return err
}
