package main

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// escapedByBackslash says of a LIKE with a backslash in its pattern that this escapes. The engine takes one without
// ESCAPE for an equation, or for a range, and the backslash for a letter.
func escapedByBackslash(_ *sql.Context, node sql.Node) (sql.Node, error) {
	changed, same, err := transform.OneNodeExpressions(node,
		func(e sql.Expression) (sql.Expression, transform.TreeIdentity, error) {
			like, ok := e.(*expression.Like)
			if !ok || like.Escape != nil {
				return e, transform.SameTree, nil
			}
			pattern, ok := like.RightChild.(*expression.Literal)
			if !ok {
				return e, transform.SameTree, nil
			}
			if text, ok := pattern.Value().(string); !ok || !strings.Contains(text, `\`) {
				return e, transform.SameTree, nil
			}
			backslash := expression.NewLiteral(`\`, types.LongText)
			return expression.NewLike(like.LeftChild, like.RightChild, backslash), transform.NewTree, nil
		})
	if same {
		return nil, err
	}
	return changed, err
}
