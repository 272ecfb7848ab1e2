package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The wanted values are those of MySQL 8.4's manual, or follow from it:
// https://dev.mysql.com/doc/refman/8.4/en/regexp.html
func TestRegexpIsWhatMySQLSays(t *testing.T) {
	c, err := open(t, interpolate).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, test := range []struct{ expression, want string }{
		{`'Michael!' REGEXP '.*'`, "1"},
		{`'a' REGEXP '^[b-z]'`, "0"},
		{`REGEXP_LIKE('Ada', 'aDA$', 'i')`, "1"},
		{`REGEXP_LIKE('abc', 'ABC', 'c')`, "0"},
		{`NULL REGEXP 'a'`, "NULL"},
		{`REGEXP_INSTR('dog cat dog', 'dog', 2)`, "9"},
		{`REGEXP_INSTR('Zoë dog', 'dog')`, "5"},
		{`REGEXP_INSTR('dog cat dog', 'cow')`, "0"},
		{`REGEXP_INSTR('aa aaa', 'a{2}', 1, 2, 1)`, "6"},
		{`REGEXP_SUBSTR('abc def ghi', '[a-z]+', 1, 3)`, "ghi"},
		{`REGEXP_SUBSTR('abc', 'x')`, "NULL"},
		{`REGEXP_SUBSTR('abc def', '[a-z]+', 2)`, "bc"},
		{`REGEXP_REPLACE('abc def ghi', '[a-z]+', 'X', 1, 3)`, "abc def X"},
		{`REGEXP_REPLACE('a b c', 'b', 'X')`, "a X c"},
		{`REGEXP_REPLACE('ab ab Zoë ab', 'ab', '-', 2, 2)`, "ab ab Zoë -"},
		{`REGEXP_REPLACE('ada@x.org', '(.+)@(.+)', '$2 at $1')`, "x.org at ada"},
		{`REGEXP_REPLACE('a b', 'b', '\\$1')`, "a $1"},
	} {
		var got *string
		err := c.QueryRowContext(t.Context(), "SELECT "+test.expression).Scan(&got)
		switch {
		case err != nil:
			t.Errorf("%s: %v, want %s", test.expression, err, test.want)
		case got == nil:
			if test.want != "NULL" {
				t.Errorf("%s = NULL, want %s", test.expression, test.want)
			}
		default:
			if diff := cmp.Diff(test.want, *got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.expression, diff)
			}
		}
	}
	_, err = c.ExecContext(t.Context(), "SELECT 'a' REGEXP '(?=a)'")
	if err == nil || !strings.Contains(err.Error(), "error parsing regexp") {
		t.Errorf("look-around, which Go's regexp lacks: %v, want an error that says so", err)
	}
}
