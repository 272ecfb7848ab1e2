// Server is the embedded database: a MySQL-compatible server, all in memory, for one program.
//
// It is started by package embedded and not by hand:
//
//	server FOLDER    listens on a unix socket in a new folder there, which only its user may enter
//	server -         listens on the socket that is handed over as the first file after the three standard ones; it is
//	                 for checks, and passes over the users before an OFFSET at once
//
// It prints the socket's path as its first and only line on standard output, and serves until its standard input ends,
// which happens when the program that started it closes it or dies, however it dies. Then the folder goes too. No
// statement reads or writes a file. Where the system has no unix sockets, as Windows had none before 2018, it listens
// on an address of this machine alone, and prints "tcp", the address and the password that root has.
//
// The engine is go-mysql-server, and the tables are ours: those that can be written are in B-trees (contents.go, with
// table.go and editor.go before it), and those of made-up users are nowhere (madeup.go).
package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/sirupsen/logrus"
)

func main() {
	// Ctrl-C reaches every process of the terminal. The program beside us may still want to roll back, so only the end
	// of standard input ends us.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // on Windows, Ignore ends it
	logrus.SetOutput(io.Discard)

	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "embedded server: want a folder, or -")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "embedded server:", err)
		os.Exit(1)
	}
}

// serve listens, writes the socket's path to stdout and serves until stdin ends.
func serve(place string, stdin io.Reader, stdout io.Writer) error {
	listener, remove, err := listen(place)
	if err != nil {
		return err
	}
	defer remove()
	defer listener.Close()

	server, err := newServer(listener, newDatabases(), newSession, place == "-")
	if err != nil {
		return err
	}
	reached := listener.Addr().String()
	if listener.Addr().Network() == "tcp" { // which every user of this machine can reach
		password := rand.Text()
		accounts := server.Engine.Analyzer.Catalog.MySQLDb
		editor := accounts.Editor()
		accounts.AddEphemeralSuperUser(editor, "root", "127.0.0.1", password)
		editor.Close()
		reached = fmt.Sprintf("tcp %s %s", reached, password)
	}
	go func() { _ = server.Start() }() // has no error to return

	if _, err := fmt.Fprintln(stdout, reached); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, stdin)
	return err
}

// listen listens on the socket that is handed over, or in a new folder at place, which remove takes away, or where that
// cannot be done on a port of 127.0.0.1.
func listen(place string) (listener net.Listener, remove func(), err error) {
	if place == "-" {
		listener, err = net.FileListener(os.NewFile(3, "socket"))
		return listener, func() {}, err
	}
	dir, err := os.MkdirTemp(place, "generators-")
	if err != nil {
		return nil, nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) } // what is left of it the system clears away
	if listener, err = net.Listen("unix", filepath.Join(dir, "mysql.sock")); err != nil {
		remove()
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	return listener, remove, err
}

// noFolder is where LOAD DATA, LOAD_FILE, INTO OUTFILE and INTO DUMPFILE may have files: a place that nobody can make.
const noFolder = os.DevNull + "/no-files"

// newServer returns a server of databases on listener. One that is for checks makes no user that an OFFSET leaves out.
func newServer(listener net.Listener, databases sql.DatabaseProvider, sessions server.SessionBuilder,
	forChecks bool,
) (*server.Server, error) {
	const ours = 1 << 20 // beyond the numbers of the analyzer's own rules
	rules := analyzer.NewBuilder(databases)
	for i, rule := range []analyzer.RuleFunc{
		schemaIsDatabase, locksCommit, rewrite(aggregatesOfTheKey).everywhere, rewrite(orderedBeforeOffset).everywhere,
		rewrite(escapedByBackslash).everywhere,
	} {
		rules.AddPreAnalyzeRule(analyzer.RuleId(ours+1+i), rule)
	}
	if forChecks {
		rules.AddPostAnalyzeRule(ours, rewrite(offsetOfMadeUp).everywhere)
	}
	engine := sqle.New(rules.Build(), nil)
	engine.Parser = parser{engine.Parser}
	if err := sql.SystemVariables.AssignValues(map[string]any{"secure_file_priv": noFolder}); err != nil {
		return nil, err
	}
	byDefault("sql_select_limit", int64(math.MaxInt64))
	byDefault("net_write_timeout", int64(3600))
	config := server.Config{Protocol: "unix", Listener: translated{listener}}
	return server.NewServerWithHandler(config, engine, sql.NewContext, sessions, nil,
		func(engines mysql.Handler) (mysql.Handler, error) { return handler{engines.(*server.Handler)}, nil })
}

// byDefault makes a value that the workbook's clients ask for the one that a session has by itself. The engine puts
// what it selects through one step more for any other sql_select_limit.
func byDefault(variable string, value any) {
	known, _, _ := sql.SystemVariables.GetGlobal(variable)
	known.(*sql.MysqlSystemVariable).Default = value
	sql.SystemVariables.AddSystemVariables([]sql.SystemVariable{known})
}

// schemaIsDatabase makes CREATE SCHEMA what it is in MySQL, another word for CREATE DATABASE: the engine has schemas
// within databases, and asks which database is chosen.
func schemaIsDatabase(_ *sql.Context, a *analyzer.Analyzer, node sql.Node, _ *plan.Scope, _ analyzer.RuleSelector,
	_ *sql.QueryFlags,
) (sql.Node, transform.TreeIdentity, error) {
	schema, ok := node.(*plan.CreateSchema)
	if !ok {
		return node, transform.SameTree, nil
	}
	database := plan.NewCreateDatabase(schema.DbName, schema.IfNotExists, schema.Collation)
	database.Catalog = a.Catalog
	return database, transform.NewTree, nil
}

// locksCommit makes LOCK TABLES end the transaction before it, as it does in MySQL, and as the engine knows it of
// CREATE TABLE.
func locksCommit(_ *sql.Context, _ *analyzer.Analyzer, node sql.Node, _ *plan.Scope, _ analyzer.RuleSelector,
	flags *sql.QueryFlags,
) (sql.Node, transform.TreeIdentity, error) {
	if _, ok := node.(*plan.LockTables); ok {
		flags.Set(sql.QFlagDDL)
	}
	return node, transform.SameTree, nil
}
