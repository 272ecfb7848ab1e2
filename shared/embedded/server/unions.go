package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// balanced reads a UNION b UNION c UNION d as (a, b) and (c, d), in place, and returns the statement. The engine takes
// a part for the right side of all before it, and looks at all below at each level, more than once: a hundred parts
// took a second, and four hundred a minute.
func balanced(statement sqlparser.Statement) sqlparser.Statement {
	if statement == nil {
		return nil
	}
	_ = sqlparser.Walk(func(node sqlparser.SQLNode) (bool, error) {
		if union, ok := node.(*sqlparser.SetOp); ok {
			balance(union)
			name(union.Left)
			name(union.Right)
		}
		return true, nil
	}, statement)
	return statement
}

// balance balances a union with those parts to its left that are joined to it in the same way, and nothing else.
func balance(union *sqlparser.SetOp) {
	if !strings.HasPrefix(union.Type, sqlparser.UnionStr) {
		return
	}
	parts := []sqlparser.SelectStatement{union.Right} // from the last to the first
	left := union.Left
	for {
		below, ok := left.(*sqlparser.SetOp)
		if !ok || below.Type != union.Type || below.OrderBy != nil || below.With != nil || below.Limit != nil ||
			below.Lock != "" || below.Into != nil {
			break
		}
		parts, left = append(parts, below.Right), below.Left
	}
	parts = append(parts, left)
	for _, part := range parts {
		if _, plain := part.(*sqlparser.Select); !plain {
			return
		}
	}
	half := len(parts) / 2
	union.Left, union.Right = joined(union.Type, parts[half:]), joined(union.Type, parts[:half])
}

// joined returns the union of parts, which come from the last to the first.
func joined(kind string, parts []sqlparser.SelectStatement) sqlparser.SelectStatement {
	if len(parts) == 1 {
		return parts[0]
	}
	half := len(parts) / 2
	return &sqlparser.SetOp{Type: kind, Left: joined(kind, parts[half:]), Right: joined(kind, parts[:half])}
}

// name gives the parameters among the columns of a part names of their own. Where the types of two parts differ, the
// engine converts them, and finds a column that is a parameter by its name.
func name(part sqlparser.SelectStatement) {
	if parens, ok := part.(*sqlparser.ParenSelect); ok {
		part = parens.Select
	}
	one, ok := part.(*sqlparser.Select)
	if !ok {
		return
	}
	for i, expr := range one.SelectExprs {
		if aliased, ok := expr.(*sqlparser.AliasedExpr); ok && aliased.As.IsEmpty() && aliased.InputExpression == "?" {
			aliased.As = sqlparser.NewColIdent(fmt.Sprint("?", i))
		}
	}
}

// orderedBeforeOffset leaves out the rows of an OFFSET when those of a union are in order. The engine does so before,
// and what comes is another piece of the rows.
func orderedBeforeOffset(ctx *sql.Context, node sql.Node) (sql.Node, error) {
	union, ok := node.(*plan.SetOp)
	if !ok || union.Offset == nil || len(union.SortFields) == 0 {
		return nil, nil
	}
	ordered := *union
	ordered.Offset = nil
	if union.Limit != nil {
		most, known := number(ctx, union.Limit)
		first, knownToo := number(ctx, union.Offset)
		if !known || !knownToo {
			return nil, nil
		}
		ordered.Limit = expression.NewLiteral(min(most, math.MaxInt64-first)+first, types.Int64)
	}
	return plan.NewOffset(union.Offset, &ordered), nil
}
