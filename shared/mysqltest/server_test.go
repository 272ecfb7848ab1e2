package mysqltest

import (
	"database/sql"
	"strings"
	"testing"

	"example.com/generators/shared/receipt"

	"github.com/go-sql-driver/mysql"
)

func TestAUserOfDBVariablesWhoCannotCreateDatabasesIsNoFaultOfTheCode(t *testing.T) {
	connector, err := mysql.NewConnector(mysql.NewConfig())
	if err != nil {
		t.Fatal(err)
	}
	admin := sql.OpenDB(connector)
	admin.Close() // so that it creates nothing
	for kind, want := range map[Kind]string{
		Env:      receipt.NoServer + "create a test database: sql: database is closed; DB_* or .env names this server",
		Embedded: "create a test database: sql: database is closed",
	} {
		s := server{kind: kind, admin: admin}
		if err := s.create(t.Context(), "x"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("on a server from %s: %v, want %s", kind, err, want)
		}
	}
}
