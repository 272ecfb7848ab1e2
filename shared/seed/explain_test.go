package seed_test

import (
	"errors"
	"fmt"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// Replies of a server that the fault tests cannot bring about, or only some servers give. Those that they can are
// there.
func TestAnErrorReplyComesWithWhatToDoAboutIt(t *testing.T) {
	for number, want := range map[uint16]string{
		1021: "; the server's disk is full: make room there, and run it again",   // ER_DISK_FULL
		1044: "; ask for the privilege or use another DB_USER",                   // ER_DBACCESS_DENIED_ERROR
		1203: "; all connections of this DB_USER are in use: try again later",    // ER_TOO_MANY_USER_CONNECTIONS
		1836: "; the server takes no writes: check DB_HOST, it may be a replica", // ER_READ_ONLY_MODE
		3159: "; check DB_TLS: the server wants the connection encrypted",        // ER_SECURE_TRANSPORT_REQUIRED
		1064: "",                                                                 // ER_PARSE_ERROR: nothing to add
	} {
		reply := &mysql.MySQLError{Number: number, Message: "what the server had to say"}
		err := seed.Explain(fmt.Errorf("create table user_data: %w", reply))
		if want := fmt.Sprintf("create table user_data: Error %d: what the server had to say%s", number,
			want); err.Error() != want {
			t.Errorf("error %d is explained as\n%q, want\n%q", number, err, want)
		}
		if !errors.Is(err, reply) {
			t.Errorf("error %d became %v, which is another", number, err)
		}
	}
	if err := seed.Explain(nil); err != nil {
		t.Errorf("no error is explained as %v", err)
	}
}
