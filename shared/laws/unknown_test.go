package laws

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/go-sql-driver/mysql"

	"example.com/generators/shared/mysqltest"
)

func TestOnlyTheEmbeddedServerIsAtALossWithSQL(t *testing.T) {
	says := func(number uint16, message string) error { return &mysql.MySQLError{Number: number, Message: message} }
	syntax := says(1105, "syntax error at position 51 near 'PRIMARY'")
	for _, test := range []struct {
		name string
		kind mysqltest.Kind
		err  error
		want bool
	}{
		{"what it cannot parse", mysqltest.Embedded, syntax, true},
		{"a function that it lacks", mysqltest.Embedded, says(1105, "function: 'cume_dist' not found"), true},
		{"what it says it does not support", mysqltest.Embedded, says(1105, "unsupported feature: x"), true},
		{"a variable that it thinks is global", mysqltest.Embedded, says(1105, "Variable 'x' is a GLOBAL variable"), true},
		{"a variable that it lacks", mysqltest.Embedded, says(1105, "Unknown system variable 'x'"), true},
		{"a table that is not there", mysqltest.Embedded, says(1146, "table not found: x"), false},
		{"a column that is not there", mysqltest.Embedded, says(1105, `column "x" could not be found`), false},
		{"an error of the driver's", mysqltest.Embedded, errors.New("syntax error"), false},
		{"no error", mysqltest.Embedded, nil, false},
		{"a syntax error of MySQL's", mysqltest.Docker, syntax, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := unknownTo(test.kind, test.err) != ""; got != test.want {
				t.Errorf("unknownTo(%s, %v) says something: %t, want %t", test.kind, test.err, got, test.want)
			}
		})
	}
}

func TestASpyHearsThatAServerDoesNotKnowAStatementHoweverItIsSent(t *testing.T) {
	if mysqltest.ServerKind(t) != mysqltest.Embedded {
		t.Skip("only the embedded server is at a loss")
	}
	const query = "SELECT name FROM user_data PROCEDURE ANALYSE(10, 2000)"
	for name, send := range map[string]func(ctx context.Context, db *sql.DB) error{
		"query": func(ctx context.Context, db *sql.DB) error {
			rows, err := db.QueryContext(ctx, query)
			if err == nil {
				rows.Close()
			}
			return err
		},
		"exec": func(ctx context.Context, db *sql.DB) error {
			_, err := db.ExecContext(ctx, query)
			return err
		},
		"prepare": func(ctx context.Context, db *sql.DB) error {
			stmt, err := db.PrepareContext(ctx, query)
			if err == nil {
				stmt.Close()
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			Observe(t, Law{}, Users.Seed(t, mysqltest.Users(1)), Fault{}, func(o *Observation) {
				err := send(o.Ctx, o.DB)
				if err == nil {
					t.Fatal("the server knows it")
				}
				if o.Spy.Unknown() == "" {
					t.Errorf("nothing heard of the error %v: %s", err, o.Spy.Trace())
				}
			})
		})
	}
}
