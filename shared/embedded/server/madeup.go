package main

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sort"

	"example.com/generators/shared/embedded/madeup"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer/analyzererrors"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/sqltypes"
)

// madeUpDatabase is a database with a table user_data of users that are computed as they are asked for, which stays as
// it is. Beside it there can be ordinary tables.
type madeUpDatabase struct {
	*database
	table *madeUpTable
}

var _ ordinary = (*madeUpDatabase)(nil)

func newMadeUpDatabase(name string, users madeup.Users) *madeUpDatabase {
	schema := usersSchema(name)
	return &madeUpDatabase{newDatabase(name), &madeUpTable{database: name, users: users, schema: schema, all: schema}}
}

// usersCollation is what CHARACTER SET utf8mb4 means in the table of exercise 0.
const usersCollation = sql.Collation_utf8mb4_0900_ai_ci

// usersSchema returns the schema of a table user_data in a database.
func usersSchema(database string) sql.Schema {
	column := func(name string, columnType sql.Type) *sql.Column {
		return &sql.Column{Name: name, Type: columnType, Source: "user_data", DatabaseSource: database}
	}
	schema := sql.Schema{
		column("user_id", types.MustCreateString(sqltypes.Char, 36, usersCollation)),
		column("name", types.MustCreateString(sqltypes.VarChar, 255, usersCollation)),
		column("email", types.MustCreateString(sqltypes.VarChar, 255, usersCollation)),
		column("age", types.MustCreateDecimalType(3, 0)),
	}
	schema[0].PrimaryKey = true
	return schema
}

// GetTableInsensitive implements sql.Database.
func (d *madeUpDatabase) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	found, ok, err := d.database.GetTableInsensitive(ctx, name) // a temporary one hides what has the same name
	if !ok && name == d.table.Name() {
		return d.table, true, nil
	}
	return found, ok, err
}

// GetTableNames implements sql.Database.
func (d *madeUpDatabase) GetTableNames(ctx *sql.Context) ([]string, error) {
	names, err := d.database.GetTableNames(ctx)
	return append(names, d.table.Name()), err
}

// CreateTable implements sql.TableCreator.
func (d *madeUpDatabase) CreateTable(ctx *sql.Context, name string, schema sql.PrimaryKeySchema,
	collation sql.CollationID, comment string,
) error {
	if name == d.table.Name() {
		return sql.ErrTableAlreadyExists.New(name)
	}
	return d.database.CreateTable(ctx, name, schema, collation, comment)
}

// CreateIndexedTable implements sql.IndexedTableCreator.
func (d *madeUpDatabase) CreateIndexedTable(ctx *sql.Context, name string, schema sql.PrimaryKeySchema, key sql.IndexDef,
	collation sql.CollationID,
) error {
	if name == d.table.Name() {
		return sql.ErrTableAlreadyExists.New(name)
	}
	return d.database.CreateIndexedTable(ctx, name, schema, key, collation)
}

// DropTable implements sql.TableDropper.
func (d *madeUpDatabase) DropTable(ctx *sql.Context, name string) error {
	if name == d.table.Name() && d.temporary(ctx)[name] == nil {
		return analyzererrors.ErrReadOnlyDatabase.New(d.Name())
	}
	return d.database.DropTable(ctx, name)
}

// RenameTable implements sql.TableRenamer.
func (d *madeUpDatabase) RenameTable(ctx *sql.Context, from, to string) error {
	switch d.table.Name() {
	case from:
		return analyzererrors.ErrReadOnlyDatabase.New(d.Name())
	case to:
		return sql.ErrTableAlreadyExists.New(to)
	}
	return d.database.RenameTable(ctx, from, to)
}

// madeUpTable is the table, or a projection of it.
type madeUpTable struct {
	database    string
	users       madeup.Users
	all, schema sql.Schema // of the table, and of the projection
	projection  []string   // nil for none
	ends        bool       // only the first and the last user
	skip        int64      // rows that an OFFSET leaves out
}

var (
	_ sql.IndexAddressableTable = (*madeUpTable)(nil)
	_ sql.IndexedTable          = (*madeUpTable)(nil)
	_ sql.PrimaryKeyTable       = (*madeUpTable)(nil)
	_ sql.ProjectedTable        = (*madeUpTable)(nil)
	_ sql.StatisticsTable       = (*madeUpTable)(nil)
)

// Name implements sql.Table.
func (t *madeUpTable) Name() string { return "user_data" }

// String implements sql.Table.
func (t *madeUpTable) String() string { return t.Name() }

// Collation implements sql.Table.
func (t *madeUpTable) Collation() sql.CollationID { return usersCollation }

// Schema implements sql.Table.
func (t *madeUpTable) Schema() sql.Schema { return t.schema }

// PrimaryKeySchema implements sql.PrimaryKeyTable.
func (t *madeUpTable) PrimaryKeySchema() sql.PrimaryKeySchema { return sql.NewPrimaryKeySchema(t.all) }

// RowCount implements sql.StatisticsTable; it is exact, so that COUNT(*) needs no scan.
func (t *madeUpTable) RowCount(*sql.Context) (rows uint64, exact bool, err error) {
	return uint64(t.users.Rows), true, nil
}

// DataLength implements sql.StatisticsTable with what the rows would take, about.
func (t *madeUpTable) DataLength(*sql.Context) (uint64, error) {
	return uint64(t.users.Rows) * uint64(36+2*max(t.users.Width, 20)+2), nil
}

// WithProjections implements sql.ProjectedTable: a column that nobody asked for is not computed.
func (t *madeUpTable) WithProjections(names []string) sql.Table {
	projected := *t
	projected.projection, projected.schema = names, nil
	for _, name := range names {
		projected.schema = append(projected.schema, t.all[t.all.IndexOfColName(name)])
	}
	return &projected
}

// Projections implements sql.ProjectedTable.
func (t *madeUpTable) Projections() []string { return t.projection }

// GetIndexes implements sql.IndexAddressable.
func (t *madeUpTable) GetIndexes(*sql.Context) ([]sql.Index, error) {
	key := t.all[0]
	return []sql.Index{&memory.Index{
		DB: t.database, TableName: t.Name(), Name: "PRIMARY", Unique: true,
		Tbl: memory.NewTable(nil, t.Name(), t.PrimaryKeySchema(), nil), // for its schema
		Exprs: []sql.Expression{
			expression.NewGetFieldWithTable(0, 0, key.Type, t.database, t.Name(), key.Name, false),
		},
	}}, nil
}

// PreciseMatch implements sql.IndexAddressable.
func (t *madeUpTable) PreciseMatch() bool { return true }

// IndexedAccess implements sql.IndexAddressable.
func (t *madeUpTable) IndexedAccess(*sql.Context, sql.IndexLookup) sql.IndexedTable { return t }

// span is a partition: the users from first to last, without last.
type span struct {
	first, last int
	reverse     bool
}

// Key implements sql.Partition.
func (s span) Key() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(s.first)), uint64(s.last))
}

// Partitions implements sql.Table.
func (t *madeUpTable) Partitions(*sql.Context) (sql.PartitionIter, error) {
	if t.ends {
		last := t.users.Rows - 1
		return t.later(span{0, 1, false}, span{last, last + 1, false}), nil
	}
	return t.later(span{0, t.users.Rows, false}), nil
}

// LookupPartitions implements sql.IndexedTable: a span for each range of keys, in their order.
func (t *madeUpTable) LookupPartitions(ctx *sql.Context, lookup sql.IndexLookup) (sql.PartitionIter, error) {
	ranges, ok := lookup.Ranges.(sql.MySQLRangeCollection)
	if !ok {
		return nil, fmt.Errorf("the table %s has no lookup by %T", t.Name(), lookup.Ranges)
	}
	var spans []span
	for _, r := range ranges {
		first, err := t.cut(ctx, r[0].LowerBound)
		if err != nil {
			return nil, err
		}
		last, err := t.cut(ctx, r[0].UpperBound)
		if err != nil {
			return nil, err
		}
		spans = append(spans, span{first, last, lookup.IsReverse})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	if lookup.IsReverse {
		slices.Reverse(spans)
	}
	return t.later(spans...), nil
}

// cut returns the number of the first user beyond the cut of a range.
func (t *madeUpTable) cut(ctx *sql.Context, cut sql.MySQLRangeCut) (int, error) {
	var key any
	least := 0 // what an id that ends the search is at least, compared to the key
	switch cut := cut.(type) {
	case sql.Below:
		key = cut.Key
	case sql.Above:
		key, least = cut.Key, 1
	case sql.AboveAll:
		return t.users.Rows, nil
	default: // below and above NULL, which no user_id is
		return 0, nil
	}
	var failed error
	first := sort.Search(t.users.Rows, func(i int) bool {
		compared, err := t.all[0].Type.Compare(ctx, t.users.ID(i), key) // as the collation has it
		failed = cmp.Or(failed, err)
		return compared >= least
	})
	return first, failed
}

// PartitionRows implements sql.Table.
func (t *madeUpTable) PartitionRows(_ *sql.Context, partition sql.Partition) (sql.RowIter, error) {
	s, ok := partition.(span)
	if !ok {
		return nil, sql.ErrPartitionNotFound.New(partition.Key())
	}
	rows := &madeUpRows{span: s}
	for _, column := range t.schema {
		rows.columns = append(rows.columns, value(t.users, column.Name))
	}
	return rows, nil
}

// ages has every age as the engine has a DECIMAL.
var ages = func() (decimals [madeup.MostAge + 1]any) {
	for age := range decimals {
		decimals[age], _, _ = types.MustCreateDecimalType(3, 0).Convert(context.Background(), age) // of three digits
	}
	return decimals
}()

// value returns the function that computes a column.
func value(users madeup.Users, column string) func(i int) any {
	switch column {
	case "user_id":
		return func(i int) any { return users.ID(i) }
	case "name":
		return func(i int) any { return users.Name(i) }
	case "email":
		return func(i int) any { return users.Email(i) }
	default:
		return func(i int) any { return ages[users.Age(i)] }
	}
}

// madeUpRows computes the rows of a span.
type madeUpRows struct {
	span
	columns []func(i int) any
}

// Next implements sql.RowIter.
func (r *madeUpRows) Next(*sql.Context) (sql.Row, error) {
	if r.first >= r.last {
		return nil, io.EOF
	}
	i := r.first
	if r.reverse {
		r.last--
		i = r.last
	} else {
		r.first++
	}
	row := make(sql.Row, len(r.columns))
	for at, column := range r.columns {
		row[at] = column(i)
	}
	return row, nil
}

// Close implements sql.RowIter.
func (r *madeUpRows) Close(*sql.Context) error { return nil }
