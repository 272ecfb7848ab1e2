package laws

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/receipt"
)

// Spy is a connector around another. It records what happens on its connections and can make them fail. It sits under a
// plain *sql.DB, so that the code under test cannot tell.
type Spy struct {
	connector driver.Connector
	fault     Fault
	rewrite   func(statement string) string
	renamed   renaming
	onRow     func(row int)
	onEvent   func(receipt.Event)
	times     int    // each row is handed over so often; 0 for once
	once      bool   // but those of a statement that asks for a piece once
	spoil     string // the column that Garble makes NULL, if a result has it
	most      int    // statements that are let through; 0 for any number
	lean      bool   // of the statements only the last is kept, since memory is measured

	kind mysqltest.Kind // of the server; only the embedded one can be at a loss

	mu         sync.Mutex
	trace      trace
	statements []Statement
	count      int // statements sent
	opened     int // connections
	closed     int // of them
	inserts    int // INSERT statements executed
	openRows   int // result sets
	openStmts  int // prepared statements
	mostStmts  int // of them at once
	rows       int // pulled from the driver, over all result sets
	faulted    bool
	levels     []sql.IsolationLevel // of the transactions that the driver was asked for
	unknown    string               // why the server cannot judge what it was sent
}

// Statement is what the code under test sent to the server.
type Statement struct {
	SQL     string
	Args    []any
	Columns []string // of its result set
	Rows    int      // that were pulled of it
}

// Fault is one failure for a Spy to cause. The zero Fault is none. Rows are counted from 1, over all result sets.
type Fault struct {
	Connect  error // every connection fails with this
	Silent   bool  // connecting takes until its context ends
	Query    error // every statement fails with this
	Exec     error // every statement that is executed, and not queried for rows, fails with this
	ExecAt   int   // the INSERT, counted from 1, that alone fails with Exec; 0 for every statement
	RollBack bool  // with Exec, the server rolls the transaction back, as it does at a deadlock
	Commit   error // every commit fails with this, and is a rollback
	Affected error // a statement succeeds, and how many rows it changed is not to be known: RowsAffected fails with this
	Swallow  bool  // an INSERT succeeds and does nothing, and is not recorded: no failure, but a server that is never full
	Row      int   // the row at which RowErr, Garble, Hang or Slow strikes
	RowErr   error // pulling the row fails with this
	Garble   bool  // the row arrives, but cannot be scanned: a number of it is a word, or a column NULL
	Hang     bool  // pulling the row, or what Exec is for, takes until the statement's context ends
	Slow     bool  // pulling the row takes an hour, or until the statement's context ends
	Last     int   // the number of the table's last row: pulling beyond it fails with AfterErr, the first time
	AfterErr error
}

// NewSpy returns a spy around connector.
func NewSpy(connector driver.Connector) *Spy {
	return &Spy{connector: connector}
}

// Fail makes the spy cause f from now on.
func (s *Spy) Fail(f Fault) { s.fault = f }

// Rewrite makes the spy change each statement before the server sees it.
func (s *Spy) Rewrite(change func(statement string) string) { s.rewrite = change }

// Rename makes the spy call the database that the code under test knows by the name known by the name real: in
// statements, in parameters, and the other way round in results. So a fixed name touches no database of anybody's.
func (s *Spy) Rename(known, real string) { s.renamed = newRenaming(known, real) }

// OnRow makes the spy call f whenever a row has been pulled.
func (s *Spy) OnRow(f func(row int)) { s.onRow = f }

// OnEvent makes the spy call f for each event between the code under test, the driver and the server. F must not call
// the spy.
func (s *Spy) OnEvent(f func(receipt.Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onEvent = f
}

// happened notes an event, and between whom it was. The spy is locked.
func (s *Spy) happened(from, to receipt.Lane, text string) {
	s.trace.add(text)
	s.tell(receipt.Event{From: from, To: to, Text: text})
}

// failed notes an event that is an error. The spy is locked.
func (s *Spy) failed(from, to receipt.Lane, text string) {
	s.trace.add(text)
	s.tell(receipt.Event{From: from, To: to, Text: text, Bad: true})
}

// tell tells of an event, and how matters are after it. The spy is locked.
func (s *Spy) tell(e receipt.Event) {
	if s.onEvent != nil {
		e.Read, e.Results, e.Conns = s.rows, s.openRows, s.opened-s.closed
		s.onEvent(e)
	}
}

// began keeps the level of a transaction that begins.
func (s *Spy) began(options driver.TxOptions) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.levels = append(s.levels, sql.IsolationLevel(options.Isolation))
}

// Levels returns the levels of the transactions so far, but for those that were begun by a statement.
func (s *Spy) Levels() []sql.IsolationLevel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.levels)
}

// note notes an event as happened does.
func (s *Spy) note(from, to receipt.Lane, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happened(from, to, text)
}

// Note adds an event of the test's own to the trace, such as that the loop body broke.
func (s *Spy) Note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trace.add(fmt.Sprintf(format, args...))
}

// Statements returns what was sent to the server so far, in order.
func (s *Spy) Statements() []Statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.statements)
}

// sent returns how many statements were sent.
func (s *Spy) sent() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// queries returns how many statements have returned rows.
func (s *Spy) queries() (n int) {
	for _, statement := range s.Statements() {
		if statement.Rows > 0 {
			n++
		}
	}
	return n
}

// Rows returns how many rows were pulled from the driver so far.
func (s *Spy) Rows() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows
}

// OpenRows returns how many result sets are open.
func (s *Spy) OpenRows() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.openRows
}

// OpenStatements returns how many prepared statements are open.
func (s *Spy) OpenStatements() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.openStmts
}

// MostStatements returns how many prepared statements were open at once.
func (s *Spy) MostStatements() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mostStmts
}

// Opened returns how many connections were opened so far.
func (s *Spy) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Faulted reports whether the fault has struck.
func (s *Spy) Faulted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faulted
}

// Trace returns the events so far in one line.
func (s *Spy) Trace() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.trace.String()
	if s.openRows > 0 {
		text += " -> (rows never closed)"
	}
	return text
}

// Connect implements [driver.Connector].
func (s *Spy) Connect(ctx context.Context) (driver.Conn, error) {
	if s.fault.Silent {
		s.strike("server silent")
		return nil, hang(ctx)
	}
	if s.fault.Connect != nil {
		s.strike("connect failed: " + s.fault.Connect.Error())
		return nil, s.fault.Connect
	}
	c, err := s.connector.Connect(ctx)
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failed(receipt.Server, receipt.Driver, "connect failed: "+receipt.Hide(err))
		return nil, err
	}
	s.mu.Lock()
	s.opened++
	s.happened(receipt.Driver, receipt.Server, "connect")
	s.mu.Unlock()
	return &conn{mysqlConn: c.(mysqlConn), spy: s}, nil
}

// Driver implements [driver.Connector].
func (s *Spy) Driver() driver.Driver { return s.connector.Driver() }

// Close closes the connector below; sql.DB calls it.
func (s *Spy) Close() error {
	if closer, ok := s.connector.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// strike notes that the fault has struck.
func (s *Spy) strike(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faulted = true
	s.trace.add(event)
}

// send records a statement and returns what to send in its place, or an error to fail with.
func (s *Spy) send(verb, statement string, args []driver.NamedValue) (number int, rewritten string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.most > 0 && s.count >= s.most {
		return 0, "", fmt.Errorf("stopped after %d statements", s.most)
	}
	s.count++
	sent := Statement{SQL: statement, Args: make([]any, len(args))}
	for i, arg := range args {
		sent.Args[i] = arg.Value
	}
	if s.fault.Swallow { // where memory is measured, the spy keeps none of the code's
		sent = Statement{}
	}
	if s.lean {
		s.statements = s.statements[:0]
	}
	number = len(s.statements)
	s.statements = append(s.statements, sent)
	text := verb + " " + receipt.HideQuoted(strings.Join(strings.Fields(statement), " "))
	s.trace.add(text)
	if s.onEvent != nil && len(args) > 0 {
		text += fmt.Sprint(" with ", sent.Args)
	}
	s.tell(receipt.Event{From: receipt.Generator, To: receipt.Server, Text: text})
	return number, s.edited(statement), nil
}

// numbers matches a statement whose rows the server numbers or adds up, so that none of them can come again.
var numbers = regexp.MustCompile(`(?i)\bover\s*\(|:=`)

// edited returns the statement as the server gets it.
func (s *Spy) edited(statement string) string {
	if s.rewrite != nil {
		statement = s.rewrite(statement)
	}
	return s.renamed.there(statement)
}

// execFails returns the error that a statement that is executed is to fail with; nil if it is not.
func (s *Spy) execFails(statement string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	inserts := insert.MatchString(statement)
	if inserts {
		s.inserts++
	}
	if s.fault.ExecAt > 0 && (!inserts || s.inserts != s.fault.ExecAt) {
		return s.fault.Query
	}
	return cmp.Or(s.fault.Query, s.fault.Exec)
}

// swallows reports whether a statement is one that the spy keeps from the server.
func (s *Spy) swallows(statement string) bool {
	return s.fault.Swallow && insert.MatchString(statement)
}

var insert = regexp.MustCompile(`(?is)^\s*(/\*.*?\*/\s*)*(INSERT|REPLACE)\b`)

// result wraps the rows of the statement with that number.
func (s *Spy) result(ctx context.Context, number int, r driver.Rows, err error) (driver.Rows, error) {
	_ = s.heard(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.failed(receipt.Server, receipt.Generator, "failed: "+receipt.Hide(err))
		return nil, err
	}
	s.openRows++
	s.statements[number].Columns = r.Columns()
	wrapped := &rows{mysqlRows: r.(mysqlRows), spy: s, number: number, ctx: ctx}
	statement := s.statements[number]
	if !numbers.MatchString(statement.SQL) && !(s.once && statement.asksForAPiece()) {
		wrapped.times = s.times
	}
	return wrapped, nil
}
