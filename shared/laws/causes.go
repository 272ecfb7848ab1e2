package laws

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// causes are errors that look like something else: like the end of the rows, an empty table, or the caller's wish. Each
// of them means that rows are missing. sql.ErrNoRows is not among them: no driver returns it. It comes from the Scan of
// a sql.Row alone, and means the end there, as for who asks for one row after the other by key.
var causes = []error{
	io.EOF,
	io.ErrUnexpectedEOF,
	sql.ErrConnDone,
	sql.ErrTxDone,
	driver.ErrBadConn,
	mysql.ErrInvalidConn,
	net.ErrClosed,
	syscall.ECONNRESET,
	syscall.EPIPE,
	os.ErrDeadlineExceeded,
	context.Canceled, // by somebody else: the caller's context goes on
	context.DeadlineExceeded,
	&mysql.MySQLError{Number: 1040, Message: "Too many connections"},
	&mysql.MySQLError{Number: 1044, Message: "Access denied for user 'student' to database 'ALX_prodev'"},
	&mysql.MySQLError{Number: 1045, Message: "Access denied for user 'student'"},
	&mysql.MySQLError{Number: 1049, Message: "Unknown database 'ALX_prodev'"},
	&mysql.MySQLError{Number: 1046, Message: "No database selected"},
	&mysql.MySQLError{Number: 1053, Message: "Server shutdown in progress"},
	&mysql.MySQLError{Number: 1054, Message: "Unknown column 'age' in 'field list'"},
	&mysql.MySQLError{Number: 1142, Message: "SELECT command denied to user 'student' for table 'user_data'"},
	&mysql.MySQLError{Number: 1146, Message: "Table 'ALX_prodev.user_data' doesn't exist"},
	&mysql.MySQLError{Number: 1205, Message: "Lock wait timeout exceeded; try restarting transaction"},
	&mysql.MySQLError{Number: 1213, Message: "Deadlock found when trying to get lock; try restarting transaction"},
	&mysql.MySQLError{Number: 1317, Message: "Query execution was interrupted"},
	&mysql.MySQLError{Number: 1927, Message: "Connection was killed"},
	&mysql.MySQLError{Number: 1969, Message: "Query execution was interrupted (max_statement_time exceeded)"},
	&mysql.MySQLError{Number: 2006, Message: "MySQL server has gone away"},
	&mysql.MySQLError{Number: 2013, Message: "Lost connection to MySQL server during query"},
	&mysql.MySQLError{Number: 3024, Message: "Query execution was interrupted, maximum statement execution time exceeded"},
	&mysql.MySQLError{Number: 4031, Message: "The client was disconnected by the server because of inactivity"},
}

// atRow returns a cause as it can come from a row, where a plain io.EOF is the end.
func atRow(cause error) error {
	if cause == io.EOF {
		return fmt.Errorf("read packet: %w", cause)
	}
	return cause
}

// SpecialFaults returns ways in which reading a table of rows rows can fail with an error that looks like something
// else: at connecting, at the query, at a row in between, and after the last row.
func SpecialFaults(row, rows int) []Fault {
	var faults []Fault
	for _, cause := range causes {
		faults = append(faults,
			Fault{Connect: cause},
			Fault{Query: cause},
			Fault{Row: row, RowErr: atRow(cause)},
			Fault{Last: rows, AfterErr: atRow(cause)},
		)
	}
	return faults
}

// cause returns the error of a fault, or nil where it has none of its own.
func (f Fault) cause() error {
	return cmp.Or(f.Connect, f.Query, f.Exec, f.Commit, f.Affected, f.RowErr, f.AfterErr)
}

// LostCause makes the advice how to wrap an error, where that has the words of its cause and not the cause itself.
func (o *Observation) LostCause(err, cause error) {
	if err != nil && strings.Contains(err.Error(), cause.Error()) && !finds(err, cause) {
		o.Advice = "wrap an error with %w, as in fmt.Errorf(\"query users: %w\", err): %v keeps its words alone"
	}
}

// Wanted says which error is wanted in place of err. One that has the words of the cause alone looks right to a reader.
func Wanted(err, cause error) string {
	if errors.Is(err, sql.ErrTxDone) && !finds(err, cause) {
		return fmt.Sprintf("the error %q, which a statement returns that is given ctx, by a method such as ExecContext; one "+
			"without it is told only that the transaction is over", cause)
	}
	if err != nil && !finds(err, cause) {
		return fmt.Sprintf("an error in which errors.Is finds the cause, %q (wrap it with %%w)", cause)
	}
	return fmt.Sprintf("the error %q", cause)
}

// finds reports whether errors.Is finds the cause in err. After ErrBadConn, database/sql tries a statement of sql.Conn
// again, and returns what that says: ErrConnDone.
func finds(err, cause error) bool {
	return errors.Is(err, cause) || cause == driver.ErrBadConn && errors.Is(err, sql.ErrConnDone)
}

// Wraps reports whether errors.Is finds the cause in err, and nothing that never happened: a method Is of the student's
// may say yes to whatever it is asked for, or the student calls each error the one that says what to do about a missing
// table. Where a deadline passed, a context derived from it may well have been cancelled.
func Wraps(err, cause error) bool {
	if !finds(err, cause) || errors.Is(err, errors.New(cause.Error())) {
		return false
	}
	var reply *mysql.MySQLError
	isReply := errors.As(cause, &reply)
	others := []error{io.EOF, io.ErrUnexpectedEOF, sql.ErrNoRows, seed.ErrNoUsers, seed.ErrNotSeeded}
	if isReply && (reply.Number == 1046 || reply.Number == 1049 || reply.Number == 1146) {
		others = others[:len(others)-1] // it may well be that
	}
	for _, other := range others {
		if errors.Is(err, other) && !errors.Is(cause, other) {
			return false
		}
	}
	if isReply &&
		errors.Is(err, &mysql.MySQLError{Number: reply.Number + 20_000, Message: reply.Message}) {
		return false
	}
	var number syscall.Errno
	if errors.As(cause, &number) && errors.Is(err, number+1) {
		return false
	}
	ended := errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded)
	return ended || !errors.Is(err, context.Canceled)
}
