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
	within   []interval // of each column, where the places alone do not tell
}

// interval is what the values of a column may be.
type interval struct{ from, to item }

// Key implements sql.Partition.
func (s *scan) Key() []byte { return fmt.Append(nil, s.from.key, s.to.key) }

// all returns a scan of all records, in the order of the index.
func (x *index) all() *scan { return &scan{index: x, to: item{beyond: true}} }

// scans returns a scan for each range of keys, in their order.
func (x *index) scans(ctx *sql.Context, ranges sql.MySQLRangeCollection, reverse bool) ([]sql.Partition, error) {
	scans := make([]*scan, len(ranges))
	for i, r := range ranges {
		var err error
		if scans[i], err = x.scan(ctx, r); err != nil {
			return nil, err
		}
		scans[i].reverse = reverse
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
	scans = slices.CompactFunc(scans, func(a, b *scan) bool { // a list may name a value twice
		return a.within == nil && b.within == nil && !x.less(a.from, b.from) && !x.less(a.to, b.to) && !x.less(b.to, a.to)
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

// scan returns the scan of a range. The first column says where it begins and ends.
func (x *index) scan(ctx *sql.Context, r sql.MySQLRange) (*scan, error) {
	s := &scan{index: x}
	for i, column := range r {
		from, err := place(ctx, x.types[i], column.LowerBound)
		if err != nil {
			return nil, err
		}
		to, err := place(ctx, x.types[i], column.UpperBound)
		if err != nil {
			return nil, err
		}
		s.within = append(s.within, interval{from, to})
	}
	s.from, s.to = s.within[0].from, s.within[0].to
	switch length := x.definition.Columns[0].Length; {
	case length > 0: // of the values there is only a part in the index
		s.from, s.to = shortenedPlace(s.from, length, false), shortenedPlace(s.to, length, true)
	case len(r) == 1:
		s.within = nil
	}
	return s, nil
}

// place returns a bound as a place in the order of a column.
func place(ctx *sql.Context, t sql.Type, bound sql.MySQLRangeCut) (item, error) {
	var at item
	var key any
	switch bound := bound.(type) {
	case sql.BelowNull:
		return item{}, nil
	case sql.AboveNull:
		return item{key: []any{nil}, beyond: true}, nil
	case sql.AboveAll:
		return item{beyond: true}, nil
	case sql.Below:
		key = bound.Key
	case sql.Above:
		key, at.beyond = bound.Key, true
	}
	value, err := sortable(ctx, t, key)
	if _, isText := value.(weights); err == nil && !isText {
		_, err = t.Compare(ctx, value, value) // or comparing it with the values in the table would fail
	}
	at.key = []any{value}
	return at, err
}

func shortenedPlace(at item, length int64, beyond bool) item {
	if len(at.key) > 0 {
		at = item{key: []any{shortened(at.key[0], length)}, beyond: beyond}
	}
	return at
}

// above reports whether a value is above the place.
func (i item) above(t sql.Type, value any) bool {
	if len(i.key) == 0 {
		return !i.beyond
	}
	compared := compare(t, value, i.key[0])
	return compared > 0 || compared == 0 && !i.beyond
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

// inside reports whether a row is within the intervals.
func (c *cursor) inside(ctx *sql.Context, row sql.Row) (bool, error) {
	for i, in := range c.within {
		t := c.index.types[i]
		value, err := sortable(ctx, t, row[c.index.places[i]])
		if err != nil || !in.from.above(t, value) || in.to.above(t, value) {
			return false, err
		}
	}
	return true, nil
}

// Close implements sql.RowIter.
func (c *cursor) Close(*sql.Context) error { return nil }
