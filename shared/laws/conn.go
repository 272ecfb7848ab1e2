package laws

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/generators/shared/receipt"
)

// What go-sql-driver/mysql's types do beyond the least that database/sql asks for. A wrapper that hid any of it would
// change how database/sql behaves.
type (
	mysqlConn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.ExecerContext
		driver.QueryerContext
		driver.NamedValueChecker
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	mysqlStmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
		driver.NamedValueChecker
	}
	mysqlRows interface {
		driver.Rows
		driver.RowsNextResultSet
		driver.RowsColumnTypeDatabaseTypeName
		driver.RowsColumnTypeNullable
		driver.RowsColumnTypePrecisionScale
		driver.RowsColumnTypeScanType
	}
)

// conn is a connection with a spy on it.
type conn struct {
	gone atomic.Bool // a statement was not waited for
	mysqlConn
	spy *Spy
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	number, query, err := c.spy.send("query", query, args)
	if err != nil {
		return nil, err
	}
	if err := c.spy.fault.Query; err != nil {
		c.spy.strike("query failed: " + err.Error())
		return nil, err
	}
	r, err := c.mysqlConn.QueryContext(ctx, query, c.spy.renamed.args(args))
	return c.spy.result(ctx, number, r, err)
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.spy.swallows(query) {
		return driver.RowsAffected(len(args)), nil
	}
	_, query, err := c.spy.send("exec", query, args)
	if err != nil {
		return nil, err
	}
	if err := c.spy.execFails(query); err != nil {
		return nil, c.failed(ctx, err)
	}
	if strings.EqualFold(strings.TrimSpace(query), "COMMIT") && c.spy.fault.Commit != nil {
		c.spy.strike("commit failed")
		_, err := c.mysqlConn.ExecContext(ctx, "ROLLBACK", nil)
		return nil, cmp.Or(err, c.spy.fault.Commit)
	}
	result, err := c.mysqlConn.ExecContext(ctx, query, c.spy.renamed.args(args))
	return c.spy.counted(result), c.spy.heard(err)
}

// failed returns the error of a statement that fails, after the server has done what it does then.
func (c *conn) failed(ctx context.Context, err error) error {
	if c.gone.Load() {
		return driver.ErrBadConn
	}
	if c.spy.fault.Hang {
		c.spy.strike("the server does not answer")
		if ctx.Done() == nil { // to wait would hold a lock that no bubble can tell of
			return errors.New("the server does not answer, and nobody can end the statement")
		}
		<-ctx.Done()
		c.gone.Store(true) // as the driver closes a connection whose statement was not waited for
		return ctx.Err()
	}
	c.spy.strike("exec failed")
	if c.spy.fault.RollBack {
		c.spy.Note("the server rolled back")
		if _, err := c.mysqlConn.ExecContext(ctx, "ROLLBACK", nil); err != nil {
			return err
		}
	}
	return err
}

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	c.spy.note(receipt.Generator, receipt.Server, "prepare")
	s, err := c.mysqlConn.PrepareContext(ctx, c.spy.edited(query))
	if err != nil {
		return nil, c.spy.heard(err)
	}
	c.spy.mu.Lock()
	defer c.spy.mu.Unlock()
	c.spy.openStmts++
	c.spy.mostStmts = max(c.spy.mostStmts, c.spy.openStmts)
	return &stmt{mysqlStmt: s.(mysqlStmt), query: query, spy: c.spy, conn: c}, nil
}

func (c *conn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	c.spy.note(receipt.Generator, receipt.Server, "begin")
	c.spy.began(options)
	t, err := c.mysqlConn.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	return &tx{Tx: t, spy: c.spy}, nil
}

func (c *conn) Close() error {
	c.spy.mu.Lock()
	c.spy.closed++
	c.spy.happened(receipt.Driver, receipt.Server, "connection closed")
	c.spy.mu.Unlock()
	return c.mysqlConn.Close()
}

// tx is a transaction with a spy on it.
type tx struct {
	driver.Tx
	spy *Spy
}

func (t *tx) Commit() error {
	if t.spy.fault.Commit != nil {
		t.spy.strike("commit failed")
		return cmp.Or(t.Tx.Rollback(), t.spy.fault.Commit)
	}
	t.spy.note(receipt.Generator, receipt.Server, "commit")
	return t.Tx.Commit()
}

func (t *tx) Rollback() error {
	t.spy.note(receipt.Generator, receipt.Server, "rollback")
	return t.Tx.Rollback()
}

// stmt is a prepared statement with a spy on it.
type stmt struct {
	mysqlStmt
	query  string
	spy    *Spy
	conn   *conn
	closed sync.Once
}

func (s *stmt) Close() error {
	s.closed.Do(func() {
		s.spy.mu.Lock()
		defer s.spy.mu.Unlock()
		s.spy.openStmts--
		s.spy.happened(receipt.Generator, receipt.Server, "statement closed")
	})
	return s.mysqlStmt.Close()
}

func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	number, _, err := s.spy.send("query", s.query, args)
	if err != nil {
		return nil, err
	}
	if err := s.spy.fault.Query; err != nil {
		s.spy.strike("query failed: " + err.Error())
		return nil, err
	}
	r, err := s.mysqlStmt.QueryContext(ctx, s.spy.renamed.args(args))
	return s.spy.result(ctx, number, r, err)
}

func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if s.spy.swallows(s.query) {
		return driver.RowsAffected(len(args)), nil
	}
	if _, _, err := s.spy.send("exec", s.query, args); err != nil {
		return nil, err
	}
	if err := s.spy.execFails(s.query); err != nil {
		return nil, s.conn.failed(ctx, err)
	}
	result, err := s.mysqlStmt.ExecContext(ctx, s.spy.renamed.args(args))
	return s.spy.counted(result), s.spy.heard(err)
}

// counted returns a result of which RowsAffected fails if it is to.
func (s *Spy) counted(result driver.Result) driver.Result {
	if s.fault.Affected == nil {
		return result
	}
	return uncounted{result, s}
}

type uncounted struct {
	driver.Result
	spy *Spy
}

func (u uncounted) RowsAffected() (int64, error) {
	u.spy.strike("the count of rows failed")
	return 0, u.spy.fault.Affected
}

// rows is a result set with a spy on it.
type rows struct {
	mysqlRows
	spy    *Spy
	number int             // of the statement
	ctx    context.Context // of the query
	closed sync.Once

	times int            // each row comes so often; 0 for once
	again int            // how often last is to come again
	last  []driver.Value // the last row, if it is to come more than once
}

func (r *rows) Next(dest []driver.Value) error {
	fault := r.spy.fault
	row := r.spy.Rows() + 1
	if row == fault.Row && fault.Hang {
		r.spy.strike("server silent")
		return hang(r.ctx)
	}
	if row == fault.Row && fault.Slow {
		_ = hang(r.ctx) // and then the row comes, unless the context has ended
	}
	if row == fault.Row && fault.RowErr != nil {
		r.spy.strike("next failed: " + fault.RowErr.Error())
		return fault.RowErr
	}
	if err := r.ctx.Err(); err != nil {
		// The driver hears of it sooner or later, depending on the scheduler. Here it is always sooner.
		r.spy.mu.Lock()
		defer r.spy.mu.Unlock()
		r.spy.failed(receipt.Driver, receipt.Generator, "next failed: "+receipt.Hide(err))
		return err
	}
	err := r.next(dest)
	if err == io.EOF && fault.AfterErr != nil && row > fault.Last && !r.spy.Faulted() {
		r.spy.strike("failed after the last row: " + fault.AfterErr.Error())
		return fault.AfterErr
	}
	if err != nil {
		r.spy.mu.Lock()
		defer r.spy.mu.Unlock()
		if err == io.EOF {
			r.spy.tell(receipt.Event{From: receipt.Driver, To: receipt.Generator, Text: "no more rows"})
		} else {
			r.spy.failed(receipt.Driver, receipt.Generator, "next failed: "+receipt.Hide(err))
		}
		return err
	}

	r.spy.mu.Lock()
	r.spy.rows++ // another stream may have pulled one meanwhile
	row = r.spy.rows
	r.spy.statements[r.number].Rows++
	r.spy.happened(receipt.Driver, receipt.Generator, nextRow)
	r.spy.mu.Unlock()
	if row == fault.Row && fault.Garble {
		r.spy.strike("row made one that cannot be scanned")
		garble(dest, slices.IndexFunc(r.Columns(), r.spy.spoils))
	}
	if r.spy.onRow != nil {
		r.spy.onRow(row)
	}
	return nil
}

// next pulls a row, or hands over the last one again.
func (r *rows) next(dest []driver.Value) error {
	if r.again > 0 {
		r.again--
		copy(dest, r.last)
		return nil
	}
	err := r.mysqlRows.Next(dest)
	r.spy.renamed.back(dest)
	if err == nil && r.times > 1 {
		r.again, r.last = r.times-1, append(r.last[:0], dest...)
	}
	return err
}

func (r *rows) Close() error {
	err := r.mysqlRows.Close()
	r.closed.Do(func() {
		r.spy.mu.Lock()
		defer r.spy.mu.Unlock()
		r.spy.openRows--
		r.spy.happened(receipt.Generator, receipt.Driver, "rows closed")
	})
	return err
}

// nextRow is the event of a row that was pulled.
const nextRow = "next"

func (s *Spy) spoils(column string) bool { return s.spoil != "" && strings.EqualFold(column, s.spoil) }

// garble makes a row that cannot be scanned: the column at spoil is NULL. If there is none, its last number is a word,
// whatever the column is called and whichever type it was cast to, and without a number its first column is NULL.
func garble(row []driver.Value, spoil int) {
	if spoil >= 0 {
		row[spoil] = nil
		return
	}
	for i, value := range slices.Backward(row) { // an id or a name of digits would come before it
		switch value := value.(type) {
		case int64, uint64, float64:
			row[i] = []byte("unknown")
			return
		case []byte:
			if _, err := strconv.ParseFloat(string(value), 64); err == nil {
				row[i] = []byte("unknown")
				return
			}
		}
	}
	row[0] = nil
}

// hang waits for the end of ctx, or an hour: inside a synctest bubble that is no time at all. A query that nobody can
// cancel gets an error then.
func hang(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Hour):
		return errNeverCancelled
	}
}
