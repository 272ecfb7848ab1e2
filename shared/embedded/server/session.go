package main

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"
)

// stored is a table of a database: what all sessions see.
type stored struct {
	database  *database
	name      string
	temporary bool // a session's own

	mu        sync.Mutex
	committed *contents
	next      uint64 // AUTO_INCREMENT; a value that a rollback takes back is not used again
}

// working is a table as one transaction sees it: as it was when it first looked, and with its own edits.
type working struct {
	*contents
	base    *contents // what was committed then
	edits   []edit    // to undo, and to do again
	rebuilt bool      // it has another form now, or was emptied: it replaces whatever is there

	before    *contents // as the statement that inserts reads it, which does not see its own rows; nil before the first
	statement uint64    // the one that does
}

// edit is a record for another. Without a record before it is an insert, without one after it a delete.
type edit struct{ before, after *record }

// session is a connection, with its transaction.
type session struct {
	*sql.BaseSession
	tables     map[*stored]*working
	temporary  map[*database]map[string]*stored
	savepoints []savepoint
}

// savepoint has how many edits there were.
type savepoint struct {
	name  string
	edits map[*stored]int
}

var _ sql.TransactionSession = (*session)(nil)

// newSession is a server.SessionBuilder.
func newSession(_ context.Context, c *mysql.Conn, address string) (sql.Session, error) {
	client := sql.Client{Capabilities: c.Capabilities}
	if user, ok := c.UserData.(sql.MysqlConnectionUser); ok {
		client.User, client.Address = user.User, user.Host
	}
	base := sql.NewBaseSessionWithClientServer(address, client, c.ConnectionID)
	return &session{
		BaseSession: base,
		tables:      make(map[*stored]*working),
		temporary:   make(map[*database]map[string]*stored),
	}, nil
}

var _ server.SessionBuilder = newSession

// look returns the table as the context's transaction sees it.
func (s *stored) look(ctx *sql.Context) *working {
	own, ok := ctx.Session.(*session)
	if ok && own.tables[s] != nil {
		return own.tables[s]
	}
	s.mu.Lock()
	w := &working{contents: s.committed.copy(), base: s.committed}
	s.mu.Unlock()
	if ok {
		own.tables[s] = w
	}
	return w
}

// read returns what the context's statement reads of the table.
func (s *stored) read(ctx *sql.Context) *contents {
	w := s.look(ctx)
	if w.before != nil && w.statement == ctx.Pid() {
		return w.before
	}
	return w.contents
}

// change edits the table. An error has changed nothing.
func (w *working) change(ctx context.Context, e edit) error {
	if e.before != nil {
		if err := w.remove(ctx, e.before); err != nil {
			return err
		}
	}
	if e.after != nil {
		if err := w.insert(ctx, e.after); err != nil {
			if e.before != nil {
				_ = w.insert(ctx, e.before) // there was room for it
			}
			return err
		}
	}
	w.edits = append(w.edits, e)
	return nil
}

// undo takes back all edits but the first ones.
func (w *working) undo(ctx context.Context, keep int) error {
	for len(w.edits) > keep {
		last := w.edits[len(w.edits)-1]
		if err := w.change(ctx, edit{last.after, last.before}); err != nil {
			return err
		}
		w.edits = w.edits[:len(w.edits)-2]
	}
	return nil
}

// transaction implements sql.Transaction.
type transaction struct{ readOnly bool }

// String implements sql.Transaction.
func (t *transaction) String() string { return "transaction" }

// IsReadOnly implements sql.Transaction.
func (t *transaction) IsReadOnly() bool { return t.readOnly }

// StartTransaction implements sql.TransactionSession.
func (s *session) StartTransaction(_ *sql.Context, kind sql.TransactionCharacteristic) (sql.Transaction, error) {
	s.forget()
	return &transaction{kind == sql.ReadOnly}, nil
}

func (s *session) forget() {
	clear(s.tables)
	s.savepoints = nil
}

// CommitTransaction implements sql.TransactionSession. Where another transaction has committed to a table meanwhile,
// the edits are made once more on what is there now.
func (s *session) CommitTransaction(ctx *sql.Context, _ sql.Transaction) error {
	defer s.forget()
	ctx.SetIgnoreAutoCommit(false) // what follows a CREATE TABLE is in no transaction, which the engine does not see to
	for table, w := range s.tables {
		if err := table.commit(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (s *stored) commit(ctx context.Context, w *working) error {
	if !w.rebuilt && len(w.edits) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.rebuilt || s.committed == w.base {
		s.committed = w.contents
		return nil
	}
	merged := &working{contents: s.committed.copy()}
	for _, e := range w.edits {
		if err := merged.repeat(ctx, e); err != nil {
			return err
		}
	}
	s.committed = merged.contents
	return nil
}

// repeat makes an edit on rows that may be others than it was made for: the last one wins.
func (w *working) repeat(ctx context.Context, e edit) error {
	for _, r := range []*record{e.before, e.after} {
		if r == nil {
			continue
		}
		there, err := w.find(ctx, r.row)
		if err != nil {
			return err
		}
		// Without a primary key, a new row takes no other's place.
		if there != nil && (r == e.before || !w.indexes[0].numbered) {
			if err := w.change(ctx, edit{before: there}); err != nil {
				return err
			}
		}
	}
	if e.after == nil {
		return nil
	}
	return w.change(ctx, edit{after: e.after})
}

// Rollback implements sql.TransactionSession.
func (s *session) Rollback(*sql.Context, sql.Transaction) error {
	s.forget()
	return nil
}

// CreateSavepoint implements sql.TransactionSession.
func (s *session) CreateSavepoint(_ *sql.Context, _ sql.Transaction, name string) error {
	s.release(name)
	edits := make(map[*stored]int)
	for table, w := range s.tables {
		edits[table] = len(w.edits)
	}
	s.savepoints = append(s.savepoints, savepoint{name, edits})
	return nil
}

// RollbackToSavepoint implements sql.TransactionSession.
func (s *session) RollbackToSavepoint(ctx *sql.Context, _ sql.Transaction, name string) error {
	at := s.savepoint(name)
	if at < 0 {
		return sql.ErrSavepointDoesNotExist.New(name)
	}
	for table, w := range s.tables {
		if err := w.undo(ctx, s.savepoints[at].edits[table]); err != nil {
			return err
		}
	}
	s.savepoints = s.savepoints[:at+1]
	return nil
}

// ReleaseSavepoint implements sql.TransactionSession.
func (s *session) ReleaseSavepoint(_ *sql.Context, _ sql.Transaction, name string) error {
	if !s.release(name) {
		return sql.ErrSavepointDoesNotExist.New(name)
	}
	return nil
}

func (s *session) savepoint(name string) int {
	return slices.IndexFunc(s.savepoints, func(p savepoint) bool { return strings.EqualFold(p.name, name) })
}

func (s *session) release(name string) bool {
	at := s.savepoint(name)
	if at >= 0 {
		s.savepoints = slices.Delete(s.savepoints, at, at+1)
	}
	return at >= 0
}
