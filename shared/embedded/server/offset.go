package main

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
)

// offsetOfMadeUp hands an OFFSET down to a made-up table, which begins with the first row that is wanted. The engine
// makes all that come before, and drops them. That is what OFFSET costs on a real server too, and who runs a program on
// a large table is to see it; a check is to be done.
func offsetOfMadeUp(ctx *sql.Context, node sql.Node) (sql.Node, error) {
	offset, ok := node.(*plan.Offset)
	if !ok {
		return nil, nil
	}
	skip, ok := number(ctx, offset.Offset)
	if !ok || skip < 0 {
		return nil, nil
	}
	return skipping(offset.Child, skip)
}

// skipping returns a node without its first rows, or nil where there is more between it and a made-up table than
// what makes one row of each.
func skipping(node sql.Node, rows int64) (sql.Node, error) {
	switch node := node.(type) {
	case *plan.Project, *plan.TableAlias:
		below, err := skipping(node.Children()[0], rows)
		if below == nil || err != nil {
			return nil, err
		}
		return node.WithChildren(below)
	case *plan.IndexedTableAccess:
		if t, ok := node.Table.(*madeUpTable); ok {
			return node.WithTable(t.from(rows))
		}
	case *plan.ResolvedTable:
		if t, ok := node.Table.(*madeUpTable); ok {
			below, err := node.WithTable(t.from(rows))
			if err != nil {
				return nil, err
			}
			return below.(sql.Node), nil
		}
	}
	return nil, nil
}

// from returns the table without the first rows of what is asked of it.
func (t *madeUpTable) from(rows int64) *madeUpTable {
	later := *t
	later.skip += rows
	return &later
}

// later returns spans without the first rows that the table is to skip.
func (t *madeUpTable) later(spans ...span) sql.PartitionIter {
	partitions := make([]sql.Partition, len(spans))
	left := t.skip
	for i, s := range spans {
		skip := int(min(left, int64(s.last-s.first)))
		left -= int64(skip)
		if s.reverse {
			s.last -= skip
		} else {
			s.first += skip
		}
		partitions[i] = s
	}
	return sql.PartitionsToPartitionIter(partitions...)
}
