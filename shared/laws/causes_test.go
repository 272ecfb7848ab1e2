package laws

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// liar is an error that says yes to some questions of errors.Is, whatever the truth.
type liar struct{ yes func(error) bool }

func (liar) Error() string { return "something" }

func (l liar) Is(target error) bool { return l.yes(target) }

func TestAnErrorWithTheRightWordsIsToldToWrapTheCause(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, `the error "EOF"`},
		{fmt.Errorf("read users: %v", io.EOF), `an error in which errors.Is finds the cause, "EOF" (wrap it with %w)`},
		{
			fmt.Errorf("insert users: %w", sql.ErrTxDone),
			`the error "EOF", which a statement returns that is given ctx, by a method such as ExecContext; one without it ` +
				`is told only that the transaction is over`,
		},
		{fmt.Errorf("read users: %w", io.EOF), `the error "EOF"`}, // the fault is elsewhere, such as a value with it
	} {
		if got := Wanted(test.err, io.EOF); got != test.want {
			t.Errorf("Wanted(%v) = %s, want %s", test.err, got, test.want)
		}
	}
}

func TestAnErrorThatSaysYesToWhateverItIsAskedForWrapsNothing(t *testing.T) {
	reply := &mysql.MySQLError{Number: 1213, Message: "Deadlock found"}
	missing := &mysql.MySQLError{Number: 1146, Message: "Table 'ALX_prodev.user_data' doesn't exist"}
	always := liar{func(error) bool { return true }}
	byType := liar{func(target error) bool { return strings.HasPrefix(fmt.Sprintf("%T", target), "*mysql.") }}
	byNumber := liar{func(target error) bool { return fmt.Sprintf("%T", target) == "syscall.Errno" }}
	byText := liar{func(target error) bool { return target.Error() == io.EOF.Error() }}
	byName := liar{func(target error) bool { return target == io.EOF || target == context.Canceled }}
	for _, test := range []struct {
		reason     string
		err, cause error
		want       bool
	}{
		{"the cause itself", io.EOF, io.EOF, true},
		{"the cause wrapped", fmt.Errorf("read users: %w", reply), reply, true},
		{"the cause beside what a rollback says", errors.Join(reply, sql.ErrTxDone), reply, true},
		{
			"a cancel that follows from a deadline", errors.Join(context.DeadlineExceeded, context.Canceled),
			context.DeadlineExceeded, true,
		},
		{"a cancel that never happened", errors.Join(io.EOF, context.Canceled), io.EOF, false},
		{"what database/sql says of a statement whose connection is gone", sql.ErrConnDone, driver.ErrBadConn, true},
		{"a connection that is gone, for another reason", sql.ErrConnDone, io.EOF, false},
		{"what to do about a missing table", fmt.Errorf("%w (%w)", seed.ErrNotSeeded, missing), missing, true},
		{"the same about a deadlock", fmt.Errorf("%w (%w)", seed.ErrNotSeeded, reply), reply, false},
		{"another error", io.ErrUnexpectedEOF, io.EOF, false},
		{"the cause in words alone", fmt.Errorf("read users: %v", io.EOF), io.EOF, false},
		{"none", nil, io.EOF, false},
		{"yes to all", always, io.EOF, false},
		{"yes to all, in another error", fmt.Errorf("read users: %w", always), reply, false},
		{"yes to what has the cause's type", byType, reply, false},
		{"yes to what has the cause's type", byNumber, syscall.EPIPE, false},
		{"yes to errors that all know", byName, context.Canceled, false},
		{"yes to what has the cause's text", byText, io.EOF, false},
	} {
		if got := Wraps(test.err, test.cause); got != test.want {
			t.Errorf("%s: Wraps(%v, %v) = %t", test.reason, test.err, test.cause, got)
		}
	}
}
