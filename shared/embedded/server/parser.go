package main

import (
	"context"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// parser is the engine's parser, with what it reads as MySQL means it, and as the engine can do it in time.
type parser struct{ sql.Parser }

// Parse implements sql.Parser.
func (p parser) Parse(ctx *sql.Context, query string, multi bool) (sqlparser.Statement, string, string, error) {
	statement, parsed, rest, err := p.Parser.Parse(ctx, query, multi)
	return ofOneTransaction(balanced(statement)), parsed, rest, err
}

// ParseWithOptions implements sql.Parser.
func (p parser) ParseWithOptions(ctx context.Context, query string, end rune, multi bool,
	options sqlparser.ParserOptions,
) (sqlparser.Statement, string, string, error) {
	statement, parsed, rest, err := p.Parser.ParseWithOptions(ctx, query, end, multi, options)
	return ofOneTransaction(balanced(statement)), parsed, rest, err
}

// ParseOneWithOptions implements sql.Parser.
func (p parser) ParseOneWithOptions(ctx context.Context, query string, options sqlparser.ParserOptions) (
	sqlparser.Statement, int, error,
) {
	statement, next, err := p.Parser.ParseOneWithOptions(ctx, query, options)
	return ofOneTransaction(balanced(statement)), next, err
}

// ofOneTransaction makes SET TRANSACTION, which the driver sends for a sql.TxOptions, one of the next transaction. The
// engine sets the session's variables, which MySQL leaves as they are. Since transactions have one level here, whatever
// they ask for, it sets a variable that nobody reads.
func ofOneTransaction(statement sqlparser.Statement) sqlparser.Statement {
	set, ok := statement.(*sqlparser.Set)
	if !ok || set.Exprs[0].Name.String() != sqlparser.TransactionStr || set.Exprs[0].Scope != sqlparser.SetScope_None {
		return statement
	}
	for _, expr := range set.Exprs {
		expr.Name, expr.Scope = sqlparser.NewColName("next_transaction"), sqlparser.SetScope_User
	}
	return set
}
