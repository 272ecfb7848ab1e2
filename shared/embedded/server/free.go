package main

import (
	"context"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
)

// freeing is the engine's handler of connections, made to free the rows that it has sent. In version 0.20.0, the newest
// that is published, the condition for it is the wrong way round (server/handler.go, resetCallback; pull request 2952
// of dolthub/go-mysql-server): a buffer is used again only where a cursor is open, so that a result of ten million rows
// would stay in memory whole. No client of ours opens a cursor. So one seems to be open, except while a part of the
// result is sent, when the client would see it.
type freeing struct{ *server.Handler }

// ComQuery implements mysql.Handler.
func (f freeing) ComQuery(ctx context.Context, c *mysql.Conn, query string, send mysql.ResultSpoolFn) error {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	return f.Handler.ComQuery(ctx, c, query, honest(c, send))
}

// ComMultiQuery implements mysql.Handler.
func (f freeing) ComMultiQuery(ctx context.Context, c *mysql.Conn, query string, send mysql.ResultSpoolFn) (string,
	error,
) {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	return f.Handler.ComMultiQuery(ctx, c, query, honest(c, send))
}

// ComStmtExecute implements mysql.Handler.
func (f freeing) ComStmtExecute(ctx context.Context, c *mysql.Conn, prepare *mysql.PrepareData,
	send func(*sqltypes.Result) error,
) error {
	pretendCursor(c, true)
	defer pretendCursor(c, false)
	sendHonestly := honest(c, func(result *sqltypes.Result, _ bool) error { return send(result) })
	return f.Handler.ComStmtExecute(ctx, c, prepare, func(result *sqltypes.Result) error {
		return sendHonestly(result, false)
	})
}

// honest returns send without the pretence.
func honest(c *mysql.Conn, send mysql.ResultSpoolFn) mysql.ResultSpoolFn {
	return func(result *sqltypes.Result, more bool) error {
		pretendCursor(c, false)
		defer pretendCursor(c, true)
		return send(result, more)
	}
}

func pretendCursor(c *mysql.Conn, open bool) {
	c.StatusFlags &^= uint16(mysql.ServerCursorExists)
	if open {
		c.StatusFlags |= uint16(mysql.ServerCursorExists)
	}
}
