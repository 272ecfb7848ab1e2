package main

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// rewrite returns what is to be in place of a node of a plan; nil where it stays.
type rewrite func(ctx *sql.Context, node sql.Node) (sql.Node, error)

// everywhere is the rule of the analyzer that puts a rewrite to all nodes, also of subqueries.
func (r rewrite) everywhere(ctx *sql.Context, _ *analyzer.Analyzer, node sql.Node, _ *plan.Scope,
	_ analyzer.RuleSelector, _ *sql.QueryFlags,
) (sql.Node, transform.TreeIdentity, error) {
	return transform.NodeWithOpaque(node, func(node sql.Node) (sql.Node, transform.TreeIdentity, error) {
		changed, err := r(ctx, node)
		if changed == nil || err != nil {
			return node, transform.SameTree, err
		}
		return changed, transform.NewTree, nil
	})
}

// number returns the value of a literal that is a number.
func number(ctx *sql.Context, e sql.Expression) (n int64, ok bool) {
	literal, ok := e.(*expression.Literal)
	if !ok {
		return 0, false
	}
	value, _, err := types.Int64.Convert(ctx, literal.Value())
	if err != nil {
		return 0, false
	}
	n, ok = value.(int64)
	return n, ok
}
