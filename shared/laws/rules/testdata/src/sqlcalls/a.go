package sqlcalls

import (
	"errors"
	"fmt"
	"log"
)

// AVG(age) in a comment is none.
const plain = "SELECT age, average, sum FROM ages"

const (
	direct   = "SELECT AVG(age) FROM user_data" // want `a text that calls AVG`
	spaced   = "select avg \n (age)"            // want `a text that calls AVG`
	function = "co" + "unt"
	joined   = "SELECT " + function + "(*)" // want `a text that calls COUNT`
	again    = joined                       // reported where it is joined
)

// want+1 `a text that calls SUM`
var raw = `SELECT
	Sum(age)`

func queries(column string) []string {
	return []string{
		"SELECT " + column + ", COUNT(age)",       // want `a text that calls COUNT`
		fmt.Sprintf("SELECT SUM(%s)", column),     // want `a text that calls SUM`
		"SELECT /* AVG(age) */ age -- SUM(age)\n", // a comment of SQL
		"SELECT AVG/* of what? */(age)",           // want `a text that calls AVG`
		"SELECT /*!80000 AVG(age) */",             // want `a text that calls AVG`
		"SELECT 'AVG(age)', \"SUM(age)\"",         // a text of SQL
		"SELECT 'it''s', AVG(age)",                // want `a text that calls AVG`
		"SELECT `avg`, (age)",
		"SELECT MYAVG(age), AVG_OF(age)",
		"SELECT ACCOUNT(age)",
		direct, again,
	}
}

func pieces() []string {
	return []string{
		"SUM(`age`)",    // want `a text that calls SUM`
		"count( * )",    // want `a text that calls COUNT`
		"AVG(DISTINCT ", // want `a text that calls AVG`
	}
}

func messages(n int) []error {
	log.Printf("SELECT COUNT(*) is what we do not say")
	return []error{errors.New("no count (of rows)"), fmt.Errorf("count (%d): too small", n), failure(n)}
}

type failure int

func (f failure) Error() string {
	return fmt.Sprintf("row count (%d) and sum (of all) are wrong", int(f))
}
