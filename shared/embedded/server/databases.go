package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"example.com/generators/shared/embedded/madeup"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer/analyzererrors"
)

// databases are all databases of the server: ordinary ones, and those of made-up users, which two procedures make and
// drop. A third makes an ordinary one with the users that come with the workbook. They are procedures of ours so that
// nobody meets them by accident:
//
//	CALL create_made_up_users('ALX_prodev', rows, width, seed)
//	CALL drop_made_up_users('ALX_prodev')
//	CALL create_given_users('ALX_prodev')
type databases struct {
	procedures sql.ExternalStoredProcedureRegistry

	mu  sync.RWMutex
	all map[string]sql.Database // by their names in lower case
}

var (
	_ sql.MutableDatabaseProvider         = (*databases)(nil)
	_ sql.ExternalStoredProcedureProvider = (*databases)(nil)
)

func newDatabases() *databases {
	d := &databases{procedures: sql.NewExternalStoredProcedureRegistry(), all: make(map[string]sql.Database)}
	d.procedures.Register(sql.ExternalStoredProcedureDetails{Name: "create_made_up_users", Function: d.createMadeUp})
	d.procedures.Register(sql.ExternalStoredProcedureDetails{Name: "drop_made_up_users", Function: d.dropMadeUp})
	d.procedures.Register(sql.ExternalStoredProcedureDetails{Name: "create_given_users", Function: d.createGiven})
	return d
}

// createMadeUp makes a database of that name, with a table user_data of so many users, if it is not there just so.
func (d *databases) createMadeUp(_ *sql.Context, name string, rows, width int, seed uint64) (sql.RowIter, error) {
	users := madeup.Users{Rows: rows, Width: width, Seed: seed}
	if err := users.Check(); err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errors.New("made-up users: want a name for their database")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	there := d.all[strings.ToLower(name)]
	if same, ok := there.(*madeUpDatabase); ok && same.table.users == users {
		return nil, nil
	}
	if there != nil {
		return nil, sql.ErrDatabaseExists.New(name)
	}
	d.all[strings.ToLower(name)] = newMadeUpDatabase(name, users)
	return nil, nil
}

// dropMadeUp drops the database if it is one of made-up users.
func (d *databases) dropMadeUp(_ *sql.Context, name string) (sql.RowIter, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.all[strings.ToLower(name)].(*madeUpDatabase); ok {
		delete(d.all, strings.ToLower(name))
	}
	return nil, nil
}

// Database implements sql.DatabaseProvider.
func (d *databases) Database(_ *sql.Context, name string) (sql.Database, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if found := d.all[strings.ToLower(name)]; found != nil {
		return found, nil
	}
	return nil, sql.ErrDatabaseNotFound.New(name)
}

// HasDatabase implements sql.DatabaseProvider.
func (d *databases) HasDatabase(ctx *sql.Context, name string) bool {
	_, err := d.Database(ctx, name)
	return err == nil
}

// AllDatabases implements sql.DatabaseProvider.
func (d *databases) AllDatabases(*sql.Context) []sql.Database {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.SortedFunc(maps.Values(d.all), func(a, b sql.Database) int { return cmp.Compare(a.Name(), b.Name()) })
}

// CreateDatabase implements sql.MutableDatabaseProvider.
func (d *databases) CreateDatabase(_ *sql.Context, name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all[strings.ToLower(name)] = newDatabase(name)
	return nil
}

// DropDatabase implements sql.MutableDatabaseProvider. It takes no made-up users away: a test that drops ALX_prodev to
// begin anew does not mean them.
func (d *databases) DropDatabase(_ *sql.Context, name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.all[strings.ToLower(name)].(*madeUpDatabase); ok {
		return analyzererrors.ErrReadOnlyDatabase.New(found.Name())
	}
	delete(d.all, strings.ToLower(name))
	return nil
}

// ExternalStoredProcedure implements sql.ExternalStoredProcedureProvider.
func (d *databases) ExternalStoredProcedure(_ *sql.Context, name string, parameters int) (
	*sql.ExternalStoredProcedureDetails, error,
) {
	return d.procedures.LookupByNameAndParamCount(name, parameters)
}

// ExternalStoredProcedures implements sql.ExternalStoredProcedureProvider.
func (d *databases) ExternalStoredProcedures(_ *sql.Context, name string) ([]sql.ExternalStoredProcedureDetails,
	error,
) {
	return d.procedures.LookupByName(name)
}

// database is an ordinary database: the engine's own, which has its views, triggers, procedures and events, with tables
// of ours.
type database struct {
	*memory.Database

	mu     sync.RWMutex
	tables map[string]*stored // by their names, which are told apart by case as on Linux
}

// ordinary is what the engine asks of a database whose tables come and go.
type ordinary interface {
	sql.IndexedTableCreator
	sql.TableCreator
	sql.TableDropper
	sql.TableRenamer
	sql.TemporaryTableCreator
}

var _ ordinary = (*database)(nil)

func newDatabase(name string) *database {
	return &database{Database: memory.NewDatabase(name), tables: make(map[string]*stored)}
}

// GetTableInsensitive implements sql.Database.
func (d *database) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	d.mu.RLock()
	found := d.tables[name]
	d.mu.RUnlock()
	if own := d.temporary(ctx)[name]; own != nil {
		found = own
	}
	if found == nil {
		return nil, false, nil
	}
	form := found.look(ctx).contents
	return &table{stored: found, form: form, schema: form.schema.Schema}, true, nil
}

// GetTableNames implements sql.Database.
func (d *database) GetTableNames(*sql.Context) ([]string, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var names []string
	for _, t := range d.tables {
		names = append(names, t.name)
	}
	slices.Sort(names)
	return names, nil
}

// CreateTable implements sql.TableCreator.
func (d *database) CreateTable(_ *sql.Context, name string, schema sql.PrimaryKeySchema, collation sql.CollationID,
	comment string,
) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return put(d.tables, d.stored(name, schema, collation, comment))
}

// CreateTemporaryTable implements sql.TemporaryTableCreator: a table that the session alone sees, and ends with it.
func (d *database) CreateTemporaryTable(ctx *sql.Context, name string, schema sql.PrimaryKeySchema,
	collation sql.CollationID,
) error {
	made := d.stored(name, schema, collation, "")
	made.temporary = true
	return put(d.temporary(ctx), made)
}

// temporary returns the session's own tables in the database, by their names in lower case.
func (d *database) temporary(ctx *sql.Context) map[string]*stored {
	own, ok := ctx.Session.(*session)
	if !ok {
		return nil
	}
	if own.temporary[d] == nil {
		own.temporary[d] = make(map[string]*stored)
	}
	return own.temporary[d]
}

// stored returns a new table of the database.
func (d *database) stored(name string, schema sql.PrimaryKeySchema, collation sql.CollationID, comment string) *stored {
	// The engine's own table undoes what was resolved of the defaults, which is resolved at each use.
	form := memory.NewTableWithCollation(d.BaseDatabase, name, schema, nil, collation)
	schema = sql.NewPrimaryKeySchema(form.Schema(), schema.PkOrdinals...)
	return &stored{database: d, name: name, committed: newContents(keysNotNull(schema), collation, comment), next: 1}
}

// put puts a new table among others.
func put(tables map[string]*stored, made *stored) error {
	if tables[made.name] != nil {
		return sql.ErrTableAlreadyExists.New(made.name)
	}
	tables[made.name] = made
	return nil
}

// CreateIndexedTable implements sql.IndexedTableCreator: a table with a primary key, which may not be on a prefix.
func (d *database) CreateIndexedTable(ctx *sql.Context, name string, schema sql.PrimaryKeySchema, key sql.IndexDef,
	collation sql.CollationID,
) error {
	for _, column := range key.Columns {
		if column.Length > 0 {
			return sql.ErrUnsupportedIndexPrefix.New(column.Name)
		}
	}
	return d.CreateTable(ctx, name, schema, collation, "")
}

// DropTable implements sql.TableDropper.
func (d *database) DropTable(ctx *sql.Context, name string) error {
	if own := d.temporary(ctx); own[name] != nil {
		delete(own, name)
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tables[name] == nil {
		return sql.ErrTableNotFound.New(name)
	}
	delete(d.tables, name)
	return nil
}

// RenameTable implements sql.TableRenamer.
func (d *database) RenameTable(_ *sql.Context, from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	renamed := d.tables[from]
	switch {
	case renamed == nil:
		return sql.ErrTableNotFound.New(from)
	case d.tables[to] != nil && from != to:
		return sql.ErrTableAlreadyExists.New(to)
	}
	delete(d.tables, from)
	d.tables[to] = renamed.as(to)
	return nil
}

// as returns the table with another name, which its columns have too.
func (s *stored) as(name string) *stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.committed.copy()
	c.schema = sql.NewPrimaryKeySchema(c.schema.Schema.Copy(), c.schema.PkOrdinals...)
	for _, column := range c.schema.Schema {
		column.Source = name
	}
	return &stored{database: s.database, name: name, committed: c, next: s.next}
}
