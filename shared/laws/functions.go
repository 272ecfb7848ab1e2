package laws

import (
	"regexp"
	"strings"

	"example.com/generators/shared/receipt"
)

// What functions that are no generators are held to, in the words of the generators' laws.

// Faults returns the ways in which reading a table of rows rows can fail: at connecting, at the query, at a row in
// between, in scanning that row, and after the last row.
func Faults(row, rows int) []Fault {
	return []Fault{
		{Connect: errInjected},
		{Query: errInjected},
		{Row: row, RowErr: errInjected},
		{Row: row, Garble: true},
		{Last: rows, AfterErr: errInjected},
	}
}

// FailedConnection returns the fault of a connection that cannot be made.
func FailedConnection() Fault { return Fault{Connect: errInjected} }

// FailedQuery returns the fault of a statement that fails.
func FailedQuery() Fault { return Fault{Query: errInjected} }

// FailedExec returns the fault of a statement that changes something and fails, where those that only ask succeed.
func FailedExec() Fault { return Fault{Exec: errInjected} }

// FailedCommit returns the fault of a transaction that the server does not commit.
func FailedCommit() Fault { return Fault{Commit: errInjected} }

// FailedCount returns the fault of a statement whose RowsAffected fails. It strikes only where somebody asks.
func FailedCount() Fault { return Fault{Affected: errInjected} }

// SwallowedInserts returns the fault, which is none, of a server that takes every INSERT and forgets it.
func SwallowedInserts() Fault { return Fault{Swallow: true} }

// SwallowedAndRefused returns the fault of a server that takes every INSERT and commits none.
func SwallowedAndRefused() Fault { return Fault{Swallow: true, Commit: errInjected} }

// Failed fails the test unless err is the error of fault, and of nothing else.
func (o *Observation) Failed(err error, fault Fault) {
	o.t.Helper()
	switch {
	case err == nil && fault.cause() == nil:
		o.Fail("an error", "no error")
	case err == nil:
		o.Fail(Wanted(err, fault.cause()), "no error")
	case fault.cause() != nil && !finds(err, fault.cause()):
		o.Fail(Wanted(err, fault.cause()), receipt.HideQuoted(err.Error()))
	case fault.cause() != nil && !Wraps(err, fault.cause()):
		o.Fail("an error in which errors.Is finds only the cause", "one in which it finds others too")
	}
}

// Ordered fails the test unless there was a query, and every one says in which order.
func (o *Observation) Ordered() {
	o.t.Helper()
	sent := o.Spy.Statements()
	most := 0
	for _, statement := range sent {
		most = max(most, statement.Rows)
	}
	if most == 0 { // an empty table, or no query
		o.fail(receipt.Failure{
			Want: "a query that returns rows", Got: "none that did", Unseen: "in which order the server sends them",
		})
		return
	}
	for _, statement := range sent {
		// Beside queries of many rows, one of a single row needs no order: it asks for a count, or for one user.
		if statement.Rows >= min(2, most) && !ordersItsRows(statement.SQL) {
			o.Fail("ORDER BY "+o.order, receipt.HideQuoted(statement.SQL))
			return // the next page has the same query
		}
	}
}

var (
	sqlNoise = regexp.MustCompile("(?s)'(?:[^'\\\\]|\\\\.|'')*'|" +
		"\"(?:[^\"\\\\]|\\\\.|\"\")*\"|/\\*.*?\\*/|#[^\n]*|--\\s[^\n]*")
	sqlWhole  = regexp.MustCompile(`(?is)^[\s(]*\(\s*(SELECT\b[^()]*(?:\([^()]*\)[^()]*)*)\)[\s);]*$`)
	sqlGroup  = regexp.MustCompile(`\([^()]*\)`)
	takesSome = regexp.MustCompile(`(?i)\blimit\s+(?:\?|[2-9]|1\d)`)
	orderBy   = regexp.MustCompile("(?i)\\border\\s+by\\s+([\\w.`]+)\\s*([,;]|$|\\b(asc|desc|limit|for|lock)\\b)")
)

// ordersItsRows reports whether a query itself has an ORDER BY that orders. One in a string, a comment or a subquery
// does not, and neither does ORDER BY NULL or a parameter, which is a value and no column. By what is computed of a
// column, the server has to sort the whole table before it sends a row.
func ordersItsRows(query string) bool {
	query = plain(query)
	for wrapped := sqlWhole.FindStringSubmatch(query); wrapped != nil; wrapped = sqlWhole.FindStringSubmatch(query) {
		query = wrapped[1]
	}
	for sqlGroup.MatchString(query) {
		cut := false // rows that a subquery takes in no order, whatever comes of them later
		query = sqlGroup.ReplaceAllStringFunc(query, func(group string) string {
			cut = cut || takesSome.MatchString(group) && !orderBy.MatchString(group)
			return " f "
		})
		if cut {
			return false
		}
	}
	by := orderBy.FindStringSubmatch(query)
	return by != nil && !strings.EqualFold(by[1], "NULL")
}

// plain returns a statement without its comments, and without what is in its strings.
func plain(statement string) string {
	return sqlNoise.ReplaceAllStringFunc(statement, func(noise string) string {
		if strings.ContainsAny(noise[:1], `'"`) {
			return "''"
		}
		return " "
	})
}
