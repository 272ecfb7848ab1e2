package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/tidwall/btree"
)

// scan is a partition: the records of an index from one place to another. It stays as it was when others are inserted.
type scan struct {
	index    *index
	from, to item
	reverse  bool
	within   sql.MySQLRange // what else their rows must be; nil for nothing
}

// Key implements sql.Partition.
func (s *scan) Key() []byte { return fmt.Append(nil, s.from.key, s.to.key) }

// all returns a scan of all records, in the order of the index.
func (x *index) all() *scan { return &scan{index: x, to: item{beyond: true}} }

// scans returns a scan for each range of keys, in their order.
func (x *index) scans(ctx *sql.Context, ranges sql.MySQLRangeCollection, reverse bool) ([]sql.Partition, error) {
	scans := make([]*scan, len(ranges))
	for i, r := range ranges {
		s := x.all()
		s.reverse = reverse
		var err error
		if s.from, err = x.place(ctx, r[0].LowerBound); err != nil {
			return nil, err
		}
		if s.to, err = x.place(ctx, r[0].UpperBound); err != nil {
			return nil, err
		}
		// The tree finds the first column, if it has all of it.
		if shortens := x.definition.Columns[0].Length > 0; shortens || len(r) > 1 {
			s.within = r
			if shortens {
				s.from.beyond, s.to.beyond = false, true
			}
		}
		scans[i] = s
	}
	slices.SortStableFunc(scans, func(a, b *scan) int {
		switch {
		case x.less(a.from, b.from):
			return -1
		case x.less(b.from, a.from):
			return 1
		}
		return 0
	})
	if reverse {
		slices.Reverse(scans)
	}
	partitions := make([]sql.Partition, len(scans))
	for i, s := range scans {
		partitions[i] = s
	}
	return partitions, nil
}

// place returns where a range begins or ends in the order of the first column.
func (x *index) place(ctx *sql.Context, bound sql.MySQLRangeCut) (item, error) {
	var key any
	beyond := false
	switch bound := bound.(type) {
	case sql.Below:
		key = bound.Key
	case sql.Above:
		key, beyond = bound.Key, true
	case sql.AboveAll:
		return item{beyond: true}, nil
	case sql.AboveNull:
		return item{key: []any{nil}, beyond: true}, nil
	default: // sql.BelowNull
		return item{}, nil
	}
	value, err := sortable(ctx, x.types[0], key)
	return item{key: []any{shortened(value, x.definition.Columns[0].Length)}, beyond: beyond}, err
}

// cursor reads the records of a scan.
type cursor struct {
	*scan
	columns []int // which of each row
	iter    btree.IterG[item]
	started bool
}

func newCursor(s *scan, columns []int) *cursor {
	return &cursor{scan: s, columns: columns, iter: s.index.tree.Copy().Iter()}
}

// Next implements sql.RowIter.
func (c *cursor) Next(ctx *sql.Context) (sql.Row, error) {
	for c.step() {
		row := c.iter.Item().record.row
		if inside, err := c.inside(ctx, row); err != nil {
			return nil, err
		} else if !inside {
			continue
		}
		projected := make(sql.Row, len(c.columns))
		for i, place := range c.columns {
			projected[i] = row[place]
		}
		return projected, nil
	}
	return nil, io.EOF
}

// step goes to the next record and reports whether there is one.
func (c *cursor) step() bool {
	move := c.iter.Next
	switch {
	case c.started && c.reverse:
		move = c.iter.Prev
	case c.started:
	case c.reverse:
		move = c.iter.Last
		if c.iter.Seek(c.to) {
			move = c.iter.Prev
		}
	default:
		move = func() bool { return c.iter.Seek(c.from) }
	}
	c.started = true
	if !move() {
		return false
	}
	if c.reverse {
		return !c.index.less(c.iter.Item(), c.from)
	}
	return c.index.less(c.iter.Item(), c.to)
}

// inside reports whether a row is in the range.
func (c *cursor) inside(ctx *sql.Context, row sql.Row) (bool, error) {
	for i, column := range c.within {
		t, place := c.index.types[i], slices.Concat(c.index.columns, c.index.tie)[i]
		value, err := sortable(ctx, t, row[place])
		if err != nil {
			return false, err
		}
		if above, err := side(ctx, t, value, column.LowerBound); err != nil || !above {
			return false, err
		}
		if above, err := side(ctx, t, value, column.UpperBound); err != nil || above {
			return false, err
		}
	}
	return true, nil
}

// side reports whether a value is above a bound.
func side(ctx *sql.Context, t sql.Type, value any, bound sql.MySQLRangeCut) (bool, error) {
	var key any
	least := 0
	switch bound := bound.(type) {
	case sql.Below:
		key = bound.Key
	case sql.Above:
		key, least = bound.Key, 1
	case sql.AboveAll:
		return false, nil
	case sql.AboveNull:
		return value != nil, nil
	default: // sql.BelowNull
		return true, nil
	}
	key, err := sortable(ctx, t, key)
	return compare(t, value, key) >= least, err
}

// Close implements sql.RowIter.
func (c *cursor) Close(*sql.Context) error { return nil }
