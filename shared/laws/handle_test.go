package laws

import "testing"

func TestAStatementReadsIfItNeitherWritesNorLocks(t *testing.T) {
	for _, test := range []struct {
		statement string
		want      bool
	}{
		{"SELECT age FROM user_data ORDER BY user_id", true},
		{"  (select age FROM user_data)", true},
		{"WITH u AS (SELECT age FROM user_data) SELECT age FROM u", true},
		{"SELECT 'FOR UPDATE' FROM user_data -- FOR UPDATE", true},
		{"START TRANSACTION READ ONLY", true},
		{"ROLLBACK", true},
		{"SET SESSION TRANSACTION READ ONLY", true}, // whether it stays so is another question
		{"SELECT age FROM user_data ORDER BY user_id FOR UPDATE", false},
		{"SELECT age FROM user_data for\nshare", false},
		{"SELECT age FROM user_data LOCK IN SHARE MODE", false},
		{"SELECT age FROM user_data /*!80000 FOR UPDATE */", false},
		{"SELECT GET_LOCK('users', 1)", false},
		{"SELECT age FROM user_data INTO OUTFILE '/tmp/ages'", false},
		{"LOCK TABLES user_data READ", false},
		{"CREATE TEMPORARY TABLE u SELECT age FROM user_data", false},
		{"UPDATE user_data SET age = age", false},
		{"SET GLOBAL max_connections = 10", false},
	} {
		if got := reads(test.statement); got != test.want {
			t.Errorf("reads(%q) = %v, want %v", test.statement, got, test.want)
		}
	}
}

func TestATransactionIsOpenUntilItIsCommittedOrRolledBack(t *testing.T) {
	for _, test := range []struct {
		statements []string
		want       bool
	}{
		{[]string{"SELECT 1"}, false},
		{[]string{"START TRANSACTION READ ONLY", "SELECT 1"}, true},
		{[]string{"begin", "SELECT 1", "ROLLBACK"}, false},
		{[]string{"BEGIN", "SAVEPOINT s", "ROLLBACK TO s"}, true},
		{[]string{"BEGIN", "COMMIT WORK", "BEGIN"}, true},
	} {
		var sent []Statement
		for _, statement := range test.statements {
			sent = append(sent, Statement{SQL: statement})
		}
		if got := inTransaction(sent); got != test.want {
			t.Errorf("inTransaction(%q) = %v, want %v", test.statements, got, test.want)
		}
	}
}
