package seed_test

import (
	"database/sql"
	"errors"
	"testing"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// Replies of a server that the fault tests cannot bring about, or only some servers give. Those that they can are there.
func TestAnErrorReplyComesWithWhatToDoAboutIt(t *testing.T) {
	connector := mysqltest.New(t).Connector(func(*mysql.Config) {})
	for number, want := range map[uint16]string{
		1021: "disk is full: make room",                // ER_DISK_FULL
		1044: "ask for the privilege",                  // ER_DBACCESS_DENIED_ERROR
		1203: "connections of this DB_USER",            // ER_TOO_MANY_USER_CONNECTIONS
		1836: "takes no writes: check DB_HOST",         // ER_READ_ONLY_MODE
		3159: "check DB_TLS",                           // ER_SECURE_TRANSPORT_REQUIRED
		1146: "go run ./0-seed",                        // ER_NO_SUCH_TABLE
		1064: "Error 1064: what the server had to say", // ER_PARSE_ERROR: nothing to add
	} {
		spy := laws.NewSpy(connector)
		spy.Fail(laws.Fault{Exec: &mysql.MySQLError{Number: number, Message: "what the server had to say"}})
		db := sql.OpenDB(spy)
		defer db.Close()
		err := seed.CreateTable(t.Context(), db)
		says(t, err, "create table user_data: ", "what the server had to say", want)
		var reply *mysql.MySQLError
		if !errors.As(err, &reply) || reply.Number != number {
			t.Errorf("error %d became %v, which is another", number, err)
		}
	}
}
