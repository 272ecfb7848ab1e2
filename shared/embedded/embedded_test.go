package embedded_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// The test binary is also a program that uses the server: with this variable set it prints the server's socket and then
// does what the variable says.
const programVariable = "EMBEDDED_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if end := os.Getenv(programVariable); end != "" {
		useServer(end)
	}
	os.Exit(m.Run())
}

func useServer(end string) {
	connector := embedded.NewConnector(mysql.NewConfig())
	db := sql.OpenDB(connector)
	if err := db.Ping(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	socket, _ := connector.Socket(context.Background())
	fmt.Println(socket)
	io.ReadAll(os.Stdin) // until the test has seen the server
	switch end {
	case "close":
		db.Close()
		if _, err := os.Stat(filepath.Dir(socket)); !errors.Is(err, fs.ErrNotExist) {
			fmt.Println("the folder is still there after Close:", err)
		}
	case "panic":
		panic("with the server running")
	}
	os.Exit(0)
}

// program starts the test binary as a program and returns its server's socket.
func program(t *testing.T, end string) (command *exec.Cmd, stdin io.Closer, rest *bufio.Reader, socket string) {
	t.Helper()
	command = exec.Command(os.Args[0])
	if _, file, _, _ := runtime.Caller(0); filepath.IsAbs(file) {
		command.Dir = t.TempDir() // built with -trimpath, only its working folder would say where the workbook is
	}
	command.Env = append(os.Environ(), programVariable+"="+end)
	stdin, rest, socket = begin(t, command)
	return command, stdin, rest, socket
}

// begin starts a command and returns the first line that it prints, which says that its server listens.
func begin(t *testing.T, command *exec.Cmd) (stdin io.Closer, rest *bufio.Reader, line string) {
	t.Helper()
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	rest = bufio.NewReader(stdout)
	if line, err = rest.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return stdin, rest, strings.TrimSuffix(line, "\n")
}

func TestServerEndsWithItsProgram(t *testing.T) {
	for _, end := range []string{"close", "exit", "panic", "kill"} {
		t.Run(end, func(t *testing.T) {
			command, stdin, stdout, socket := program(t, end)
			// A connection of our own ends when the server's process does.
			conn, err := net.Dial("unix", socket)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Read(make([]byte, 1)); err != nil { // the server greets first
				t.Fatal(err)
			}
			info, err := os.Stat(filepath.Dir(socket))
			if err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the socket's folder is %v, %v, want one that only its user may enter", info.Mode(), err)
			}

			if end == "kill" {
				command.Process.Kill()
			}
			stdin.Close()
			if out, _ := io.ReadAll(stdout); len(out) > 0 {
				t.Errorf("the program printed %s", out)
			}
			command.Wait()
			io.Copy(io.Discard, conn)
			if _, err := os.Stat(filepath.Dir(socket)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the server is gone, its folder is not: %v", err)
			}
		})
	}
}

func TestServerKeepsItsDataWhileAConnectorIsOpen(t *testing.T) {
	first := open(t)
	second := open(t)
	mustExec(t, first, "CREATE DATABASE d")
	mustExec(t, first, "CREATE TABLE d.t (i INT PRIMARY KEY)")
	first.Close()
	first.Close() // closing twice lets go once
	mustExec(t, second, "INSERT INTO d.t VALUES (1)")
	second.Close()

	third := open(t)
	if _, err := third.Exec("INSERT INTO d.t VALUES (2)"); err == nil {
		t.Error("the data outlived the last connector")
	}
}

func TestASessionHasByItselfWhatTheWorkbookAsksFor(t *testing.T) {
	db := open(t)
	for name, want := range seed.NewConfig().Params {
		var got string
		if err := db.QueryRow("SELECT @@SESSION." + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestNoStatementReadsOrWritesAFile(t *testing.T) {
	db := open(t)
	mustExec(t, db, "CREATE DATABASE d")
	mustExec(t, db, "CREATE TABLE d.t (t TEXT)")
	connector := embedded.NewConnector(mysql.NewConfig())
	defer connector.Close()
	socket, err := connector.Socket(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{t.TempDir(), filepath.Dir(socket)} { // anywhere, and beside the server's own file
		secret, made := filepath.Join(dir, "secret"), filepath.Join(dir, "made")
		if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
		var text sql.NullString
		if err := db.QueryRow("SELECT LOAD_FILE(?)", secret).Scan(&text); err == nil && text.Valid {
			t.Errorf("LOAD_FILE returned %q", text.String)
		}
		for _, statement := range []string{
			"LOAD DATA INFILE '" + secret + "' INTO TABLE d.t",
			"SELECT 'x' INTO OUTFILE '" + made + "'",
			"SELECT 'x' INTO DUMPFILE '" + made + "'",
		} {
			if _, err := db.Exec(statement); err == nil {
				t.Errorf("%s: no error", statement)
			}
		}
		if _, err := os.Stat(made); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file was written: %v", err)
		}
	}
	_, err = db.Exec("SET GLOBAL secure_file_priv = ''")
	var folder string
	if again := db.QueryRow("SELECT @@secure_file_priv").Scan(&folder); again != nil || folder == "" {
		t.Errorf("secure_file_priv is %q after SET: %v, %v", folder, err, again)
	}
}

func TestConnectSaysWhatToDoWhereThereIsNoGoCommand(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	says(t, open(t).Ping(), "no go command in PATH", "set DB_HOST")
}

func TestConnectSaysWhatToDoWhereTheBuildFails(t *testing.T) {
	t.Setenv("GOFLAGS", "-mod=vendor")
	says(t, open(t).Ping(), "start the embedded server", "vendor", "set DB_HOST")
}

func open(t *testing.T) *sql.DB {
	t.Helper()
	db := sql.OpenDB(embedded.NewConnector(mysql.NewConfig()))
	t.Cleanup(func() { db.Close() })
	return db
}

func mustExec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error %q does not say %q", err, word)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has more than one line:\n%v", err)
	}
}
