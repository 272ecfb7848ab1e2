package main

import (
	"fmt"
	"strings"
	"testing"

	"example.com/generators/data"

	"github.com/google/go-cmp/cmp"
)

func TestGivenUsersAreThoseOfTheCSV(t *testing.T) {
	db := open(t, interpolate)
	mustExec(t, db, "CALL create_given_users('d')")
	var text strings.Builder
	if _, err := data.Open().WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	want := make(map[string]bool)
	for line := range strings.Lines(strings.SplitAfterN(text.String(), "\n", 2)[1]) {
		want[fmt.Sprintf("[{%s true}]", strings.TrimSpace(line))] = true
	}
	got := make(map[string]bool)
	for _, line := range rows(t.Context(), db, "SELECT CONCAT_WS(',', user_id, name, email, age) FROM d.user_data") {
		got[line] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the users (-file +server):\n%s", diff)
	}
}

func TestGivenUsersAreInATableLikeAnyOther(t *testing.T) {
	db := open(t, interpolate)
	mustExec(t, db, "CALL create_given_users('d')")
	mustExec(t, db, "CREATE DATABASE e")
	mustExec(t, db, `CREATE TABLE e.user_data (user_id CHAR(36) NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL,
		email VARCHAR(255) NOT NULL, age DECIMAL(3,0) NOT NULL) CHARACTER SET utf8mb4`)
	create := func(database string) []string {
		return rows(t.Context(), db, "SHOW CREATE TABLE "+database+".user_data")
	}
	if diff := cmp.Diff(create("e"), create("d")); diff != "" {
		t.Errorf("the table (-as exercise 0 makes it +given):\n%s", diff)
	}

	db.SetMaxOpenConns(1) // that USE is for
	mustExec(t, db, "USE d")
	mustExec(t, db, "DELETE FROM user_data")
	mustExec(t, db, "CALL create_given_users('d')")
	if diff := cmp.Diff([]string{"[{0 true}]"}, rows(t.Context(), db, "SELECT COUNT(*) FROM d.user_data")); diff != "" {
		t.Errorf("users in a table that was there (-want +got):\n%s", diff)
	}
}
