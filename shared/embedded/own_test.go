package embedded_test

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/embedded"

	"github.com/go-sql-driver/mysql"
)

// built returns the server's program.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	if err := embedded.Build(t.Context(), program); err != nil {
		t.Fatal(err)
	}
	return program
}

func TestAServerOfOnesOwnLeavesNothingAndSaysHowItEnded(t *testing.T) {
	program, folder := built(t), t.TempDir()
	if len(folder) < 60 { // else the socket would have too long a name there
		t.Setenv("TMPDIR", folder)
	}
	confined := false
	server, err := embedded.Start(t.Context(), program, func(*exec.Cmd) error { confined = true; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if !confined || server.Ended() != nil {
		t.Errorf("confined %t, ended %v", confined, server.Ended())
	}
	process, err := os.FindProcess(server.Process())
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); server.Ended() == nil && time.Since(began) < time.Minute; {
		time.Sleep(time.Millisecond)
	}
	if err := server.Ended(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("a server that was killed: %v", err)
	}
	if err := server.Close(); err == nil {
		t.Error("Close of a server that was killed has no error")
	}
	if _, err := os.Stat(filepath.Dir(server.Socket())); !os.IsNotExist(err) {
		t.Errorf("the socket's folder is left: %v", err)
	}
}

// A path that is too long for a socket stands for a system that has none.
func TestAServerWithoutASocketListensOnThisMachineAloneAndHasAPassword(t *testing.T) {
	program := built(t)
	folder := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, folder)
	stdin, _, line := begin(t, command)
	t.Cleanup(func() {
		stdin.Close()
		if err := command.Wait(); err != nil {
			t.Error(err)
		}
	})
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("the folder of no socket has %d files in it (error %v)", len(left), err)
	}

	network, address, password := embedded.Reach(line)
	if network != "tcp" || !strings.HasPrefix(address, "127.0.0.1:") || len(password) < 20 {
		t.Fatalf("the server is at %q", line)
	}
	for _, test := range []struct{ user, password string }{
		{"root", password}, {"root", ""}, {"root", "guessed"}, {"", ""}, {"event_scheduler", ""},
	} {
		config := mysql.NewConfig()
		config.Net, config.Addr, config.User, config.Passwd = network, address, test.user, test.password
		connector, err := mysql.NewConnector(config)
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(connector)
		_, err = db.ExecContext(t.Context(), "CALL create_made_up_users('users', 10, 0, 0)")
		var count int
		if err == nil {
			err = db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM users.user_data").Scan(&count)
		}
		db.Close()
		if right := test.password == password; (err == nil) != right {
			t.Errorf("as %q with the right password %t: error %v", test.user, right, err)
		}
	}
}
