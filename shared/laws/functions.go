package laws

import (
	"errors"
	"fmt"
	"regexp"
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

// Failed fails the test unless err is the error of fault.
func (o *Observation) Failed(err error, fault Fault) {
	o.t.Helper()
	switch {
	case err == nil:
		o.Fail("an error", "no error")
	case !fault.Garble && !errors.Is(err, errInjected):
		o.Fail(fmt.Sprintf("an error in which errors.Is finds the cause, %q (wrap it with %%w)", errInjected), fmt.Sprintf("%q", err))
	}
}

var orderBy = regexp.MustCompile(`(?is)\border\s+by\s`)

// Ordered fails the test unless every query that was sent says in which order.
func (o *Observation) Ordered() {
	o.t.Helper()
	for _, statement := range o.Spy.Statements() {
		if !orderBy.MatchString(statement.SQL) {
			o.Fail("ORDER BY user_id", fmt.Sprintf("%q", statement.SQL))
		}
	}
}
