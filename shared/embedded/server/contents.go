package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/tidwall/btree"
)

// contents are a table at one moment: what it is and the rows in it. A copy costs nothing that grows with the rows.
type contents struct {
	schema    sql.PrimaryKeySchema
	collation sql.CollationID
	comment   string
	checks    []sql.CheckDefinition
	indexes   []*index // the first has the primary key, or the order of insertion, and all rows
}

// index has the rows of a table in the order of some columns.
type index struct {
	definition sql.IndexDef // without a name for the first of a table without a primary key
	unique     bool
	numbered   bool       // without a primary key, the order of insertion decides between records with the same key
	columns    []int      // their places in a row
	places     []int      // of all that is in a key: the columns, and after those of another index the primary key
	types      []sql.Type // of all that is in a key
	tree       *btree.BTreeG[item]
}

// record is a row of a table. Its number tells it from others that say the same.
type record struct {
	row    sql.Row
	number uint64
}

var numbers atomic.Uint64

// item is a record in an index, or a place between two, where a search begins.
type item struct {
	key    []any // of the columns, made to be compared; a search may have fewer
	beyond bool  // of a search: after all records with this key, and not before them
	record *record
}

const primary = "PRIMARY"

// newContents returns an empty table.
func newContents(schema sql.PrimaryKeySchema, collation sql.CollationID, comment string) *contents {
	c := &contents{schema: schema, collation: collation, comment: comment}
	first := sql.IndexDef{Constraint: sql.IndexConstraint_Primary}
	for _, place := range schema.PkOrdinals {
		first.Name = primary
		first.Columns = append(first.Columns, sql.IndexColumn{Name: schema.Schema[place].Name})
	}
	c.indexes = []*index{c.newIndex(first)}
	return c
}

func (c *contents) newIndex(definition sql.IndexDef) *index {
	x := &index{definition: definition, numbered: len(c.schema.PkOrdinals) == 0}
	x.unique = definition.IsUnique() || definition.Name == primary
	for _, column := range definition.Columns {
		x.columns = append(x.columns, c.schema.Schema.IndexOfColName(column.Name))
	}
	x.places = x.columns
	if len(c.indexes) > 0 {
		x.places = slices.Concat(x.columns, c.schema.PkOrdinals)
	}
	for _, place := range x.places {
		x.types = append(x.types, c.schema.Schema[place].Type)
	}
	x.tree = btree.NewBTreeGOptions(x.less, btree.Options{NoLocks: true}) // a session has its own, see stored
	return x
}

// copy returns contents that change apart from these.
func (c *contents) copy() *contents {
	copied := *c
	copied.checks = slices.Clone(c.checks)
	copied.indexes = slices.Clone(c.indexes)
	for i, x := range copied.indexes {
		same := *x
		same.tree = x.tree.Copy()
		copied.indexes[i] = &same
	}
	return &copied
}

// emptied returns the same table without rows, in another form: an index stays if its columns do.
func (c *contents) emptied(schema sql.PrimaryKeySchema) *contents {
	empty := newContents(schema, c.collation, c.comment)
	empty.checks = slices.Clone(c.checks)
	for _, x := range c.indexes[1:] {
		gone := func(column sql.IndexColumn) bool { return schema.Schema.IndexOfColName(column.Name) < 0 }
		definition := x.definition
		definition.Columns = slices.DeleteFunc(slices.Clone(definition.Columns), gone)
		if len(definition.Columns) > 0 {
			empty.indexes = append(empty.indexes, empty.newIndex(definition))
		}
	}
	return empty
}

// rows returns the number of rows.
func (c *contents) rows() int { return c.indexes[0].tree.Len() }

// index returns the place of an index, or -1.
func (c *contents) index(name string) int {
	return slices.IndexFunc(c.indexes, func(x *index) bool { return strings.EqualFold(x.definition.Name, name) })
}

// insert puts a record into all indexes, or nowhere if a unique one has its key already.
func (c *contents) insert(ctx context.Context, r *record) error {
	keys := make([][]any, len(c.indexes))
	for i, x := range c.indexes {
		var err error
		if keys[i], err = x.key(ctx, r.row); err != nil {
			return err
		}
		if there := x.conflict(keys[i]); there != nil {
			var values []string
			for _, place := range x.columns {
				values = append(values, fmt.Sprint(r.row[place]))
			}
			existing := slices.Clone(there.row) // the engine may write there
			return sql.NewUniqueKeyErr("["+strings.Join(values, ",")+"]", x.definition.Name == primary, existing)
		}
	}
	for i, x := range c.indexes {
		x.tree.Set(item{key: keys[i], record: r})
	}
	return nil
}

// find returns the record of a row, as the primary key has it; without one, any record that says the same.
func (c *contents) find(ctx context.Context, row sql.Row) (*record, error) {
	first := c.indexes[0]
	if !first.numbered {
		key, err := first.key(ctx, row)
		if err != nil {
			return nil, err
		}
		return first.conflict(key), nil
	}
	var found *record
	var failed error
	first.tree.Scan(func(i item) bool {
		same, err := row.Equals(sql.NewContext(ctx), i.record.row, c.schema.Schema)
		if same {
			found = i.record
		}
		failed = err
		return !same && err == nil
	})
	return found, failed
}

// remove takes a record out of all indexes.
func (c *contents) remove(ctx context.Context, r *record) error {
	for _, x := range c.indexes {
		key, err := x.key(ctx, r.row)
		if err != nil {
			return err
		}
		x.tree.Delete(item{key: key, record: r})
	}
	return nil
}

// conflict returns the record that has a key which only one may have, or nil. NULL is never the same as NULL.
func (x *index) conflict(key []any) (found *record) {
	key = key[:len(x.columns)]
	if !x.unique || slices.Contains(key, nil) {
		return nil
	}
	x.tree.Ascend(item{key: key}, func(i item) bool {
		if x.less(i, item{key: key, beyond: true}) {
			found = i.record
		}
		return false
	})
	return found
}

// key returns the key of a row.
func (x *index) key(ctx context.Context, row sql.Row) ([]any, error) {
	key := make([]any, len(x.places))
	for i, place := range x.places {
		value, err := sortable(ctx, x.types[i], row[place])
		if err != nil {
			return nil, err
		}
		if i < len(x.columns) {
			value = shortened(value, x.definition.Columns[i].Length)
		}
		key[i] = value
	}
	return key, nil
}

// weights is a text as its collation compares it: four bytes a letter.
type weights string

// sortable returns a value in a form in which values compare fast, and as their type has it. NULL stays nil.
func sortable(ctx context.Context, t sql.Type, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	text, isText := t.(sql.StringType)
	if !isText || types.IsBinaryType(t) {
		return value, nil
	}
	converted, _, err := t.Convert(ctx, value)
	if err != nil {
		return nil, err
	}
	s, ok := converted.(string)
	if !ok {
		return nil, fmt.Errorf("a text of type %T", converted)
	}
	encoder, weight := text.CharacterSet().Encoder(), text.Collation().Sorter()
	key := make([]byte, 0, 4*len(s))
	for len(s) > 0 {
		letter, size := encoder.NextRune(s)
		if size == 0 {
			return nil, errors.New("malformed string encountered while comparing")
		}
		key = binary.BigEndian.AppendUint32(key, uint32(weight(letter))^1<<31) // so that they compare as bytes
		s = s[size:]
	}
	return weights(key), nil
}

// shortened returns what an index on a prefix of some letters has of a value; 0 is all of it.
func shortened(value any, length int64) any {
	text, isText := value.(weights)
	if !isText || length == 0 || int64(len(text)) <= 4*length {
		return value
	}
	return text[:4*length]
}

// less is the order of an index.
func (x *index) less(a, b item) bool {
	for i := range min(len(a.key), len(b.key)) {
		if compared := compare(x.types[i], a.key[i], b.key[i]); compared != 0 {
			return compared < 0
		}
	}
	switch {
	case a.record != nil && b.record != nil:
		return x.numbered && a.record.number < b.record.number
	case b.record != nil:
		return !a.beyond
	case a.record != nil:
		return b.beyond
	default:
		return !a.beyond && b.beyond
	}
}

// compare compares two values of a key. NULL comes first.
func compare(t sql.Type, a, b any) int {
	if a == nil || b == nil {
		switch {
		case a == b:
			return 0
		case a == nil:
			return -1
		}
		return 1
	}
	if a, ok := a.(weights); ok {
		return strings.Compare(string(a), string(b.(weights)))
	}
	compared, err := t.Compare(context.Background(), a, b)
	if err != nil {
		panic(err) // the engine has converted both to this type
	}
	return compared
}
