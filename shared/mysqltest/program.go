package mysqltest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"example.com/generators/shared/embedded"
	"example.com/generators/shared/receipt"
)

// Program is the program of the package under test, with the tests' server as its database server. It logs in as a user
// of its own, who may only read, so that every test shows that this is enough. Where the server makes no users for us,
// it is the tests' user.
type Program struct {
	t              testing.TB
	server         *server
	user, password string
	relay          net.Addr // in front of the server; nil if there is none
}

// NewProgramOf returns the program, with a database ALX_prodev that fill makes the tables of. The name is fixed, so
// only one test at a time has it: the others wait. It is dropped at the end of the test. On a server of yours that has
// an ALX_prodev already the test is skipped, since it would replace it.
func NewProgramOf(t testing.TB, fill func(ctx context.Context, db *sql.DB) error) *Program {
	t.Helper()
	p := newProgram(t, running(t))
	p.Fill(fill)
	return p
}

// Fill gives the program a new database ALX_prodev that fill makes the tables of, in place of what it had.
func (p *Program) Fill(fill func(ctx context.Context, db *sql.DB) error) {
	p.t.Helper()
	p.drop()
	const create = "CREATE DATABASE ALX_prodev CHARACTER SET utf8mb4"
	if _, err := p.server.admin.ExecContext(p.t.Context(), create); err != nil {
		p.t.Fatalf("create ALX_prodev: %v", err)
	}
	if err := fill(p.t.Context(), p.Prodev()); err != nil {
		p.t.Fatalf("fill ALX_prodev: %v", err)
	}
}

// newProgram returns the program on a server, without a database ALX_prodev.
func newProgram(t testing.TB, s *server) *Program {
	t.Helper()
	p := &Program{t: t, server: s}
	p.reserve()
	var err error
	if p.user, p.password, err = s.user(t, "SELECT", "ALX_prodev"); err != nil {
		p.user, p.password = s.config.User, s.config.Passwd
	}
	return p
}

// Grant lets the program do more than read.
func (p *Program) Grant(privileges string) {
	p.t.Helper()
	if p.user == p.server.config.User {
		return
	}
	if err := p.server.grant(p.t, privileges, "ALX_prodev", p.user); err != nil {
		p.t.Fatal(err)
	}
}

// reserve waits for the sole use of the name ALX_prodev and makes sure that there is no such database.
func (p *Program) reserve() {
	p.t.Helper()
	ctx := context.Background()
	conn, err := p.server.admin.Conn(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { conn.Close() })
	// The lock is the connection's: a test binary that is killed lets go of it.
	var locked sql.NullBool
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK('ALX_prodev', 300)").Scan(&locked); err != nil || !locked.Bool {
		p.t.Fatalf("wait for another test to end with ALX_prodev: %v", err)
	}
	p.t.Cleanup(func() { _, _ = conn.ExecContext(ctx, "DO RELEASE_LOCK('ALX_prodev')") })

	var there int
	const query = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = 'ALX_prodev'"
	if err := conn.QueryRowContext(ctx, query).Scan(&there); err != nil {
		p.t.Fatal(err)
	}
	if there > 0 && p.server.kind == Env {
		receipt.Skip(p.t, "needs a server without a database ALX_prodev: the test would replace yours")
	}
	p.drop()
	p.t.Cleanup(p.drop)
}

// drop drops ALX_prodev, if there is one.
func (p *Program) drop() {
	if p.server.kind == Embedded {
		if err := p.server.dropMadeUp("ALX_prodev"); err != nil {
			p.t.Errorf("drop the made-up users of ALX_prodev: %v", err)
		}
	}
	if _, err := p.server.admin.Exec("DROP DATABASE IF EXISTS ALX_prodev"); err != nil {
		p.t.Errorf("drop ALX_prodev: %v", err)
	}
}

// Prodev returns a handle to ALX_prodev for the test itself. It needs no closing.
func (p *Program) Prodev() *sql.DB {
	p.t.Helper()
	config := p.server.config.Clone()
	config.DBName = "ALX_prodev"
	connector, err := p.server.connector(config)
	if err != nil {
		p.t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	p.t.Cleanup(func() { db.Close() })
	return db
}

// Run runs the program to its end. Whatever it says, it may not say its password.
func (p *Program) Run(args ...string) (stdout, stderr string, exitCode int) {
	p.t.Helper()
	command := p.Command(args...)
	out, errs := printed{tooMuch: command.Cancel}, printed{tooMuch: command.Cancel}
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	if p.password != "" && strings.Contains(out.String()+errs.String(), p.password) {
		p.t.Error("the program printed its password")
	}
	return out.String(), errs.String(), command.ProcessState.ExitCode()
}

// Relayed reports whether somebody passes on what a program prints.
func Relayed() bool {
	l, err := launcher()
	return err == nil && l.Relays
}

// launcher returns what starts programs, if their authors are not trusted: else its path is empty.
func launcher() (l receipt.Launcher, err error) {
	if text := os.Getenv(receipt.Start); text != "" {
		err = json.Unmarshal([]byte(text), &l)
	}
	return l, err
}

// printed is what a program printed. One that goes on for ever is ended.
type printed struct {
	text    []byte // not a bytes.Buffer, which would read on past Write
	tooMuch func() error
}

func (p *printed) Write(text []byte) (int, error) {
	const most = 16 << 20
	if len(p.text)+len(text) > most {
		_ = p.tooMuch()
		return 0, fmt.Errorf("the program printed more than %d MiB", most>>20)
	}
	p.text = append(p.text, text...)
	return len(text), nil
}

func (p *printed) String() string { return string(p.text) }

// Command returns the command that runs the program, from another folder than the workbook's.
func (p *Program) Command(args ...string) *exec.Cmd {
	p.t.Helper()
	binary, err := build()
	if err != nil {
		p.t.Fatal(err)
	}
	variables := p.server.variables(p.t)
	if p.user != p.server.config.User {
		variables["DB_USER"], variables["DB_PASSWORD"] = p.user, p.password
	}
	if p.relay != nil {
		variables["DB_HOST"], variables["DB_PORT"] = p.relay.String(), ""
		if host, port, err := net.SplitHostPort(p.relay.String()); err == nil {
			variables["DB_HOST"], variables["DB_PORT"] = host, port
		}
	}
	command, err := p.start(binary, variables["DB_HOST"], args)
	if err != nil {
		p.t.Fatal(err)
	}
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return name == receipt.Start || name == embedded.SocketVariable // which are the tests'
	})
	command.Env = append(command.Env, receipt.AsProgram())
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value) // the last one of a name counts
	}
	return command
}

// start returns the command that starts a binary, directly or through a launcher that shows it the host's socket, and
// the files that are among its arguments.
func (p *Program) start(binary, host string, args []string) (*exec.Cmd, error) {
	l, err := launcher()
	if err != nil {
		return nil, err
	}
	if l.Path == "" {
		command := exec.CommandContext(p.t.Context(), binary, args...)
		command.Args[0] = name() // as it calls itself
		command.Dir = p.t.TempDir()
		return command, nil
	}
	command := exec.CommandContext(p.t.Context(), l.Path)
	command.Args = l.Args
	for _, path := range append([]string{host}, args...) {
		if _, err := os.Stat(path); err == nil && filepath.IsAbs(path) {
			command.Args = append(command.Args, "--show", path)
		}
	}
	command.Args = append(append(command.Args, "--", binary, name()), args...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) } // it has to clear away
	return command, nil
}

// Variables returns the DB_* variables that name the tests' server to a program.
func Variables(t testing.TB) map[string]string {
	t.Helper()
	return running(t).variables(t)
}

func (s *server) variables(t testing.TB) map[string]string {
	t.Helper()
	config := s.config.Clone()
	if s.kind == Embedded {
		connector := embedded.NewConnector(s.config)
		defer connector.Close()
		socket, err := connector.Socket(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		config.Net, config.Addr, config.Passwd = embedded.Reach(socket)
	}
	host, port, tls := config.Addr, "", ""
	if config.Net != "unix" {
		host, port, _ = net.SplitHostPort(config.Addr)
	}
	if s.kind == Env {
		tls = os.Getenv("DB_TLS")
	}
	return map[string]string{
		"DB_HOST": host, "DB_PORT": port, "DB_USER": config.User, "DB_PASSWORD": config.Passwd, "DB_TLS": tls,
	}
}

// build builds the program of the package under test, which is the one in the working folder, and returns its path.
// Where the test binary itself can be the program, it need not be built.
var build = sync.OnceValues(func() (string, error) {
	if itself := os.Getenv(receipt.Program); itself != "" {
		return itself, nil
	}
	dir, err := os.MkdirTemp("", "generators-program-")
	if err != nil {
		return "", err
	}
	cleanups = append(cleanups, func() { os.RemoveAll(dir) })
	binary := filepath.Join(dir, "program.exe")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return binary, nil
})

// name returns the program's name, which is its folder's.
func name() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err) // nobody takes a test's folder away
	}
	return filepath.Base(dir)
}

// Complaints returns the lines of stderr that the program itself wrote, which begin with its name. The others are a
// student's log, which is nobody's business.
func Complaints(stderr string) string {
	return strings.Join(complaint.FindAllString(stderr, -1), "")
}

var complaint = regexp.MustCompile(`(?m)^[0-9]+-\w+: .*\n?`)
