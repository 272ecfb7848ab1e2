package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// table is a table that can be written, or a projection of it, as one transaction sees it. Its rows are in B-trees, so
// that an insert costs the same into a large one: the engine's own tables, in package memory, look through all rows and
// sort them for each row of an INSERT IGNORE.
type table struct {
	stored     *stored
	form       *contents  // as it was when the statement began
	schema     sql.Schema // of the projection
	projection []string   // nil for none
}

var (
	_ sql.AutoIncrementTable       = (*table)(nil)
	_ sql.CheckAlterableTable      = (*table)(nil)
	_ sql.CheckTable               = (*table)(nil)
	_ sql.CollationAlterableTable  = (*table)(nil)
	_ sql.CommentedTable           = (*table)(nil)
	_ sql.DeletableTable           = (*table)(nil)
	_ sql.ForeignKeyTable          = (*table)(nil)
	_ sql.IndexAddressableTable    = (*table)(nil)
	_ sql.IndexAlterableTable      = (*table)(nil)
	_ sql.IndexedTable             = (*table)(nil)
	_ sql.InsertableTable          = (*table)(nil)
	_ sql.PrimaryKeyAlterableTable = (*table)(nil)
	_ sql.PrimaryKeyTable          = (*table)(nil)
	_ sql.ProjectedTable           = (*table)(nil)
	_ sql.ReplaceableTable         = (*table)(nil)
	_ sql.RewritableTable          = (*table)(nil)
	_ sql.StatisticsTable          = (*table)(nil)
	_ sql.TemporaryTable           = (*table)(nil)
	_ sql.TruncateableTable        = (*table)(nil)
)

// Name implements sql.Table.
func (t *table) Name() string { return t.stored.name }

// String implements sql.Table.
func (t *table) String() string { return t.stored.name }

// Database implements sql.Databaseable.
func (t *table) Database() string { return t.stored.database.Name() }

// IsTemporary implements sql.TemporaryTable, which the engine asks each table for in a read-only transaction.
func (t *table) IsTemporary() bool { return t.stored.temporary }

// Schema implements sql.Table.
func (t *table) Schema() sql.Schema { return t.schema }

// Collation implements sql.Table.
func (t *table) Collation() sql.CollationID { return t.form.collation }

// Comment implements sql.CommentedTable.
func (t *table) Comment() string { return t.form.comment }

// PrimaryKeySchema implements sql.PrimaryKeyTable.
func (t *table) PrimaryKeySchema() sql.PrimaryKeySchema { return t.form.schema }

// RowCount implements sql.StatisticsTable.
func (t *table) RowCount(ctx *sql.Context) (rows uint64, exact bool, err error) {
	return uint64(t.stored.read(ctx).rows()), true, nil
}

// DataLength implements sql.StatisticsTable, about.
func (t *table) DataLength(ctx *sql.Context) (uint64, error) {
	return uint64(t.stored.look(ctx).rows() * 32 * len(t.form.schema.Schema)), nil
}

// WithProjections implements sql.ProjectedTable.
func (t *table) WithProjections(names []string) sql.Table {
	projected := *t
	projected.projection, projected.schema = names, nil
	all := t.form.schema.Schema
	for _, name := range names {
		projected.schema = append(projected.schema, all[all.IndexOfColName(name)])
	}
	return &projected
}

// Projections implements sql.ProjectedTable.
func (t *table) Projections() []string { return t.projection }

// Partitions implements sql.Table.
func (t *table) Partitions(ctx *sql.Context) (sql.PartitionIter, error) {
	return sql.PartitionsToPartitionIter(t.stored.read(ctx).indexes[0].all()), nil
}

// PartitionRows implements sql.Table.
func (t *table) PartitionRows(_ *sql.Context, partition sql.Partition) (sql.RowIter, error) {
	s, ok := partition.(*scan)
	if !ok {
		return nil, sql.ErrPartitionNotFound.New(partition.Key())
	}
	columns := make([]int, len(t.schema))
	for i, column := range t.schema {
		columns[i] = t.form.schema.Schema.IndexOfColName(column.Name)
	}
	return newCursor(s, columns), nil
}

// GetIndexes implements sql.IndexAddressable.
func (t *table) GetIndexes(ctx *sql.Context) ([]sql.Index, error) {
	var indexes []sql.Index
	w := t.stored.look(ctx)
	described := memory.NewTable(nil, t.Name(), w.schema, nil)
	byName := slices.Clone(w.indexes)
	slices.SortFunc(byName[1:], func(a, b *index) int { return strings.Compare(a.definition.Name, b.definition.Name) })
	for _, x := range byName {
		if len(x.columns) == 0 {
			continue
		}
		d := &memory.Index{
			DB: t.Database(), TableName: t.Name(), Tbl: described, Name: x.definition.Name, Unique: x.unique,
			CommentStr: x.definition.Comment,
		}
		shortens := slices.ContainsFunc(x.definition.Columns, func(c sql.IndexColumn) bool { return c.Length > 0 })
		for i, place := range x.columns {
			column := w.schema.Schema[place]
			d.Exprs = append(d.Exprs, expression.NewGetFieldWithTable(place, 0, column.Type, t.Database(), t.Name(),
				column.Name, column.Nullable))
			if shortens {
				d.PrefixLens = append(d.PrefixLens, uint16(x.definition.Columns[i].Length))
			}
		}
		indexes = append(indexes, d)
	}
	return indexes, nil
}

// PreciseMatch implements sql.IndexAddressable.
func (t *table) PreciseMatch() bool { return true }

// IndexedAccess implements sql.IndexAddressable.
func (t *table) IndexedAccess(*sql.Context, sql.IndexLookup) sql.IndexedTable { return t }

// LookupPartitions implements sql.IndexedTable.
func (t *table) LookupPartitions(ctx *sql.Context, lookup sql.IndexLookup) (sql.PartitionIter, error) {
	ranges, ok := lookup.Ranges.(sql.MySQLRangeCollection)
	if list, isList := lookup.Ranges.(points); isList {
		ranges, ok = list.MySQLRangeCollection, true
	}
	c := t.stored.read(ctx)
	at := c.index(lookup.Index.ID())
	if !ok || at < 0 {
		return nil, fmt.Errorf("the table %s has no lookup by %T in %s", t.Name(), lookup.Ranges, lookup.Index.ID())
	}
	partitions, err := c.indexes[at].scans(ctx, ranges, lookup.IsReverse)
	return sql.PartitionsToPartitionIter(partitions...), err
}

// Inserter implements sql.InsertableTable.
func (t *table) Inserter(ctx *sql.Context) sql.RowInserter { return t.inserter(ctx) }

// Replacer implements sql.ReplaceableTable.
func (t *table) Replacer(ctx *sql.Context) sql.RowReplacer { return t.inserter(ctx) }

func (t *table) inserter(ctx *sql.Context) *editor {
	e := t.editor(ctx)
	e.working.before, e.working.statement = e.working.copy(), ctx.Pid()
	return e
}

// Updater implements sql.UpdatableTable.
func (t *table) Updater(ctx *sql.Context) sql.RowUpdater { return t.editor(ctx) }

// Deleter implements sql.DeletableTable.
func (t *table) Deleter(ctx *sql.Context) sql.RowDeleter { return t.editor(ctx) }

func (t *table) editor(ctx *sql.Context) *editor {
	return &editor{table: t, working: t.stored.look(ctx)}
}

// Truncate implements sql.TruncateableTable.
func (t *table) Truncate(ctx *sql.Context) (int, error) {
	w := t.stored.look(ctx)
	removed := w.rows()
	w.rebuild(w.emptied(w.schema))
	return removed, nil
}

// rebuild puts other contents in the place of these.
func (w *working) rebuild(c *contents) {
	w.contents, w.edits, w.rebuilt = c, nil, true
}

// PeekNextAutoIncrementValue implements sql.AutoIncrementTable.
func (t *table) PeekNextAutoIncrementValue(*sql.Context) (uint64, error) {
	t.stored.mu.Lock()
	defer t.stored.mu.Unlock()
	return t.stored.next, nil
}

// GetNextAutoIncrementValue implements sql.AutoIncrementTable.
func (t *table) GetNextAutoIncrementValue(ctx *sql.Context, given any) (uint64, error) {
	if given != nil {
		if err := t.stored.used(ctx, given, 0); err != nil {
			return 0, err
		}
	}
	return t.PeekNextAutoIncrementValue(ctx)
}

// used notes that an AUTO_INCREMENT column has a value: the next one is at least that, or that and some more.
func (s *stored) used(ctx *sql.Context, value any, more uint64) error {
	converted, inRange, err := types.Uint64.Convert(ctx, value)
	if err != nil || inRange != sql.InRange { // negative ones do not count
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = max(s.next, converted.(uint64)+more)
	return nil
}

// AutoIncrementSetter implements sql.AutoIncrementTable.
func (t *table) AutoIncrementSetter(ctx *sql.Context) sql.AutoIncrementSetter { return t.editor(ctx) }

// GetChecks implements sql.CheckTable.
func (t *table) GetChecks(ctx *sql.Context) ([]sql.CheckDefinition, error) {
	return t.stored.look(ctx).checks, nil
}

// CreateCheck implements sql.CheckAlterableTable.
func (t *table) CreateCheck(ctx *sql.Context, check *sql.CheckDefinition) error {
	w := t.stored.look(ctx)
	there := func(name string) bool {
		return slices.ContainsFunc(w.checks, func(c sql.CheckDefinition) bool { return strings.EqualFold(c.Name, name) })
	}
	created := *check
	for i := 1; created.Name == ""; i++ {
		if name := fmt.Sprintf("%s_chk_%d", t.Name(), i); !there(name) {
			created.Name = name
		}
	}
	if there(created.Name) {
		return fmt.Errorf("duplicate check constraint name %q", created.Name)
	}
	w.checks = append(w.checks, created)
	w.rebuilt = true
	return nil
}

// DropCheck implements sql.CheckAlterableTable.
func (t *table) DropCheck(ctx *sql.Context, name string) error {
	w := t.stored.look(ctx)
	before := len(w.checks)
	w.checks = slices.DeleteFunc(w.checks, func(c sql.CheckDefinition) bool { return strings.EqualFold(c.Name, name) })
	if len(w.checks) == before {
		return fmt.Errorf("check constraint %q is not found in the table", name)
	}
	w.rebuilt = true
	return nil
}

// CreateIndex implements sql.IndexAlterableTable.
func (t *table) CreateIndex(ctx *sql.Context, definition sql.IndexDef) error {
	if definition.IsFullText() || definition.IsSpatial() || definition.IsVector() {
		return errors.New("indexes of this kind are not supported")
	}
	w := t.stored.look(ctx)
	definition.Name = cmp.Or(definition.Name, definition.Columns[0].Name)
	if w.index(definition.Name) >= 0 {
		return sql.ErrDuplicateKey.New(definition.Name)
	}
	created := w.copy()
	created.indexes = append(created.indexes, created.newIndex(definition))
	return w.refill(ctx, created)
}

// refill puts the rows into contents of another form, which then are the table.
func (w *working) refill(ctx *sql.Context, c *contents) error {
	filled := c.emptied(c.schema)
	var failed error
	w.indexes[0].tree.Scan(func(i item) bool {
		failed = filled.insert(ctx, i.record)
		return failed == nil
	})
	if failed == nil {
		w.rebuild(filled)
	}
	return failed
}

// DropIndex implements sql.IndexAlterableTable.
func (t *table) DropIndex(ctx *sql.Context, name string) error {
	w := t.stored.look(ctx)
	at := w.index(name)
	if at < 1 {
		return sql.ErrIndexNotFound.New(name)
	}
	w.indexes = slices.Delete(w.indexes, at, at+1)
	w.rebuilt = true
	return nil
}

// RenameIndex implements sql.IndexAlterableTable.
func (t *table) RenameIndex(ctx *sql.Context, from, to string) error {
	w := t.stored.look(ctx)
	at := w.index(from)
	switch {
	case at < 1:
		return sql.ErrIndexNotFound.New(from)
	case w.index(to) >= 0 && w.index(to) != at:
		return sql.ErrDuplicateKey.New(to)
	}
	w.indexes[at].definition.Name = to
	w.rebuilt = true
	return nil
}

// ShouldRewriteTable implements sql.RewritableTable: whatever alters the columns or the primary key fills a new table.
func (t *table) ShouldRewriteTable(*sql.Context, sql.PrimaryKeySchema, sql.PrimaryKeySchema, *sql.Column,
	*sql.Column,
) bool {
	return true
}

// RewriteInserter implements sql.RewritableTable.
func (t *table) RewriteInserter(ctx *sql.Context, _, schema sql.PrimaryKeySchema, before, after *sql.Column,
	_ []sql.IndexColumn,
) (sql.RowInserter, error) {
	w := t.stored.look(ctx)
	form := w.copy()
	if before != nil && after != nil { // perhaps with another name
		for _, x := range form.indexes {
			x.definition.Columns = slices.Clone(x.definition.Columns)
			for i := range x.definition.Columns {
				if strings.EqualFold(x.definition.Columns[i].Name, before.Name) {
					x.definition.Columns[i].Name = after.Name
				}
			}
		}
	}
	rewritten := &working{contents: form.emptied(keysNotNull(schema))}
	return &editor{table: t, working: rewritten, rewrites: w}, nil
}

// keysNotNull returns a schema whose primary key takes no NULL, which the engine leaves as it was declared.
func keysNotNull(schema sql.PrimaryKeySchema) sql.PrimaryKeySchema {
	columns := schema.Schema.Copy()
	for _, place := range schema.PkOrdinals {
		columns[place].Nullable = false
	}
	return sql.NewPrimaryKeySchema(columns, schema.PkOrdinals...)
}

var errNotRewritten = errors.New("the table is altered by rewriting it")

// AddColumn implements sql.AlterableTable; the engine rewrites the table instead, as with all of these.
func (t *table) AddColumn(*sql.Context, *sql.Column, *sql.ColumnOrder) error { return errNotRewritten }

// DropColumn implements sql.AlterableTable.
func (t *table) DropColumn(*sql.Context, string) error { return errNotRewritten }

// ModifyColumn implements sql.AlterableTable.
func (t *table) ModifyColumn(*sql.Context, string, *sql.Column, *sql.ColumnOrder) error {
	return errNotRewritten
}

// CreatePrimaryKey implements sql.PrimaryKeyAlterableTable.
func (t *table) CreatePrimaryKey(*sql.Context, []sql.IndexColumn) error { return errNotRewritten }

// DropPrimaryKey implements sql.PrimaryKeyAlterableTable.
func (t *table) DropPrimaryKey(*sql.Context) error { return errNotRewritten }

// ModifyStoredCollation implements sql.CollationAlterableTable.
func (t *table) ModifyStoredCollation(*sql.Context, sql.CollationID) error {
	return errors.New("converting the collations of columns is not yet supported")
}

// ModifyDefaultCollation implements sql.CollationAlterableTable.
func (t *table) ModifyDefaultCollation(ctx *sql.Context, collation sql.CollationID) error {
	w := t.stored.look(ctx)
	w.collation, w.rebuilt = collation, true
	return nil
}

// GetDeclaredForeignKeys implements sql.ForeignKeyTable.
func (t *table) GetDeclaredForeignKeys(*sql.Context) ([]sql.ForeignKeyConstraint, error) {
	return t.foreignKeys(func(fk sql.ForeignKeyConstraint) string { return fk.Table }), nil
}

// GetReferencedForeignKeys implements sql.ForeignKeyTable.
func (t *table) GetReferencedForeignKeys(*sql.Context) ([]sql.ForeignKeyConstraint, error) {
	return t.foreignKeys(func(fk sql.ForeignKeyConstraint) string { return fk.ParentTable }), nil
}

func (t *table) foreignKeys(of func(sql.ForeignKeyConstraint) string) (found []sql.ForeignKeyConstraint) {
	for _, fk := range t.stored.database.GetForeignKeyCollection().Keys() {
		if strings.EqualFold(of(fk), t.Name()) {
			found = append(found, fk)
		}
	}
	slices.SortFunc(found, func(a, b sql.ForeignKeyConstraint) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// CreateIndexForForeignKey implements sql.ForeignKeyTable.
func (t *table) CreateIndexForForeignKey(ctx *sql.Context, definition sql.IndexDef) error {
	return t.CreateIndex(ctx, definition)
}

// AddForeignKey implements sql.ForeignKeyTable.
func (t *table) AddForeignKey(_ *sql.Context, fk sql.ForeignKeyConstraint) error {
	all := t.stored.database.GetForeignKeyCollection()
	for _, there := range all.Keys() {
		if strings.EqualFold(there.Name, fk.Name) {
			return sql.ErrForeignKeyDuplicateName.New(fk.Name)
		}
	}
	all.AddFK(fk)
	return nil
}

// DropForeignKey implements sql.ForeignKeyTable.
func (t *table) DropForeignKey(_ *sql.Context, name string) error {
	if !t.stored.database.GetForeignKeyCollection().DropFK(name) {
		return sql.ErrForeignKeyNotFound.New(name, t.Name())
	}
	return nil
}

// UpdateForeignKey implements sql.ForeignKeyTable.
func (t *table) UpdateForeignKey(ctx *sql.Context, name string, fk sql.ForeignKeyConstraint) error {
	t.stored.database.GetForeignKeyCollection().DropFK(name)
	return t.AddForeignKey(ctx, fk)
}

// GetForeignKeyEditor implements sql.ForeignKeyTable.
func (t *table) GetForeignKeyEditor(ctx *sql.Context) sql.ForeignKeyEditor { return t.editor(ctx) }
