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

// databases are all databases of the server: those in memory, and those of made-up users, which two procedures make and
// drop. They are procedures of ours so that nobody meets them by accident:
//
//	CALL create_made_up_users('ALX_prodev', rows, width, seed)
//	CALL drop_made_up_users('ALX_prodev')
type databases struct {
	*memory.DbProvider
	procedures sql.ExternalStoredProcedureRegistry

	mu     sync.RWMutex
	madeUp map[string]*madeUpDatabase // by their names in lower case
}

var (
	_ sql.MutableDatabaseProvider         = (*databases)(nil)
	_ sql.ExternalStoredProcedureProvider = (*databases)(nil)
)

func newDatabases() *databases {
	d := &databases{
		DbProvider: memory.NewDBProvider(),
		procedures: sql.NewExternalStoredProcedureRegistry(),
		madeUp:     make(map[string]*madeUpDatabase),
	}
	// The primary key is an index: ORDER BY user_id needs no sort.
	d.WithOption(memory.NativeIndexProvider(true))
	d.procedures.Register(sql.ExternalStoredProcedureDetails{Name: "create_made_up_users", Function: d.createMadeUp})
	d.procedures.Register(sql.ExternalStoredProcedureDetails{Name: "drop_made_up_users", Function: d.dropMadeUp})
	return d
}

// createMadeUp makes a database of that name, with a table user_data of so many users, if it is not there just so.
func (d *databases) createMadeUp(ctx *sql.Context, name string, rows, width int, seed uint64) (sql.RowIter, error) {
	users := madeup.Users{Rows: rows, Width: width, Seed: seed}
	if err := users.Check(); err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errors.New("made-up users: want a name for their database")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	found := d.madeUp[strings.ToLower(name)]
	if found != nil && found.table.users == users {
		return nil, nil
	}
	if found != nil || d.DbProvider.HasDatabase(ctx, name) {
		return nil, sql.ErrDatabaseExists.New(name)
	}
	d.madeUp[strings.ToLower(name)] = newMadeUpDatabase(name, users)
	return nil, nil
}

// dropMadeUp drops the database if it is one of made-up users.
func (d *databases) dropMadeUp(_ *sql.Context, name string) (sql.RowIter, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.madeUp, strings.ToLower(name))
	return nil, nil
}

// find returns the database of made-up users with that name, or nil.
func (d *databases) find(name string) *madeUpDatabase {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.madeUp[strings.ToLower(name)]
}

// Database implements sql.DatabaseProvider.
func (d *databases) Database(ctx *sql.Context, name string) (sql.Database, error) {
	if found := d.find(name); found != nil {
		return found, nil
	}
	return d.DbProvider.Database(ctx, name)
}

// HasDatabase implements sql.DatabaseProvider.
func (d *databases) HasDatabase(ctx *sql.Context, name string) bool {
	return d.find(name) != nil || d.DbProvider.HasDatabase(ctx, name)
}

// AllDatabases implements sql.DatabaseProvider.
func (d *databases) AllDatabases(ctx *sql.Context) []sql.Database {
	all := d.DbProvider.AllDatabases(ctx)
	d.mu.RLock()
	defer d.mu.RUnlock()
	for database := range maps.Values(d.madeUp) {
		all = append(all, database)
	}
	slices.SortFunc(all, func(a, b sql.Database) int { return cmp.Compare(a.Name(), b.Name()) })
	return all
}

// DropDatabase implements sql.MutableDatabaseProvider. It takes no made-up users away: a test that drops ALX_prodev to
// begin anew does not mean them.
func (d *databases) DropDatabase(ctx *sql.Context, name string) error {
	if found := d.find(name); found != nil {
		return analyzererrors.ErrReadOnlyDatabase.New(found.name)
	}
	return d.DbProvider.DropDatabase(ctx, name)
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
