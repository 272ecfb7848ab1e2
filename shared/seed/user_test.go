package seed_test

import (
	"strings"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"
)

func TestCollectUsersNamesTheUserWhoCannotBeRead(t *testing.T) {
	db := mysqltest.New(t)
	for _, statement := range []string{
		"CREATE TABLE user_data (user_id CHAR(36) PRIMARY KEY, name VARCHAR(255), email VARCHAR(255), age DECIMAL(3,0))",
		"INSERT INTO user_data VALUES ('a-user', 'Ada', 'ada@example.com', 36), ('b-user', NULL, 'b@example.com', 40)",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.QueryContext(t.Context(), "SELECT user_id, name, email, age FROM user_data ORDER BY user_id")
	if err != nil {
		t.Fatal(err)
	}
	users, err := seed.CollectUsers(rows)
	if users != nil || err == nil || !strings.Contains(err.Error(), `"b-user"`) || !strings.Contains(err.Error(), "NULL") {
		t.Errorf("CollectUsers of a user without a name = %v, %v; want an error with the user_id and the cause", users, err)
	}
}
