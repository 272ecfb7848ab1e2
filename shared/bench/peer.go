package bench

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// Peer is somebody else's program, by a command of the shell. It finds the server in the variables that the workbook's
// programs are told of it by, and its arguments as $1 and so on.
type Peer struct {
	needs   string // a command of the shell that fails where the peer is not installed
	install string // what Debian calls it
	command string
}

// MariaDB is the server's own client, which writes rows as they come, with tabs between their columns.
var MariaDB = &Peer{
	needs:   "command -v mariadb",
	install: "mariadb-client",
	command: mariadbClient + ` --quick --skip-column-names --execute "` + queryUsers + `"`,
}

// MySQLClient is a loop in Python over the library that binds the server's own, which writes what exercise 1 does.
var MySQLClient = &Peer{
	needs:   "python3 -c 'import MySQLdb'",
	install: "python3-mysqldb",
	command: `exec python3 -c '
import json, os, MySQLdb, MySQLdb.cursors
db = MySQLdb.connect(host=os.environ["DB_HOST"], port=int(os.environ["DB_PORT"]), user=os.environ["DB_USER"],
    password=os.environ["DB_PASSWORD"], database="ALX_prodev", charset="utf8mb4", cursorclass=MySQLdb.cursors.SSCursor)
users = db.cursor()
users.execute("` + queryUsers + `")
for user_id, name, email, age in users:
    print(json.dumps({"user_id": user_id, "name": name, "email": email, "age": int(age)}, ensure_ascii=False))
'`,
}

// loadDataPeer has the server's own client send a file, whose path is its argument.
var loadDataPeer = &Peer{
	needs:   MariaDB.needs,
	install: MariaDB.install,
	command: mariadbClient + ` --local-infile=1 --execute "` +
		strings.ReplaceAll(fmt.Sprintf(loadDataOf, "$1"), `"`, `\"`) + `"`,
}

const mariadbClient = `MYSQL_PWD=$DB_PASSWORD exec mariadb --host="$DB_HOST" --port="$DB_PORT" --protocol=tcp ` +
	`--user="$DB_USER" --database=ALX_prodev --default-character-set=utf8mb4`

// require skips the benchmark where the peer is not installed.
func (p *Peer) require(b *testing.B) {
	b.Helper()
	if err := exec.CommandContext(b.Context(), "sh", "-c", p.needs).Run(); err != nil {
		b.Skipf("needs %s", p.install)
	}
}

// replace has a command of the workbook's own program run the peer.
func (p *Peer) replace(command *exec.Cmd) {
	command.Path = "/bin/sh"
	command.Args = append([]string{"sh", "-c", p.command, "sh"}, command.Args[1:]...)
}
