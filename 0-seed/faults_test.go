//go:build faults

package main

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/faults"
	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// A seed is whole or absent, whatever breaks: each fault comes when half of the file is read, on a table with three
// users.

func TestFaultsOfTheNetwork(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{})
	for _, test := range []struct {
		name  string
		fault func(t *testing.T, p *faults.Proxy, cancel func())
		want  error // nil for any
	}{
		{"connection_reset", func(t *testing.T, p *faults.Proxy, cancel func()) { p.Reset() }, nil},
		{
			"cut_in_the_middle_of_a_statement",
			func(t *testing.T, p *faults.Proxy, cancel func()) { p.CutAfter(100_000, "upstream") }, nil,
		},
		{
			"cut_in_the_middle_of_a_reply", func(t *testing.T, p *faults.Proxy, cancel func()) { p.CutAfter(3, "downstream") },
			nil,
		},
		{"stalled_for_ever", func(t *testing.T, p *faults.Proxy, cancel func()) {
			p.Stall("upstream")
			time.AfterFunc(100*time.Millisecond, cancel)
		}, context.Canceled},
		{"stalled_for_ever_before_the_reply", func(t *testing.T, p *faults.Proxy, cancel func()) {
			p.Stall("downstream")
			time.AfterFunc(100*time.Millisecond, cancel)
		}, context.Canceled},
		{"connection_killed", func(t *testing.T, p *faults.Proxy, cancel func()) { server.KillConnections(t) }, nil},
		{"server_killed", func(t *testing.T, p *faults.Proxy, cancel func()) { server.Kill(t) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			there := mysqltest.Users(100_000)
			database := server.Seed(t, there[:3])
			config := server.Config.Clone()
			config.DBName = database.Name
			proxy := faults.NewProxy(t, server.Config.Addr)
			db := faults.Open(t, proxy.In(config))
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var stopped time.Time
			cancel := func() { stopped = time.Now(); stop() }

			csv := halfway(toCSV(there), func() { test.fault(t, proxy, cancel) })
			var inserted int64
			var err error
			faults.Ends(t, func() { inserted, err = seed.InsertData(ctx, db, csv) })
			if err == nil || inserted != 0 || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("InsertData = %d, %v, want 0 and an error", inserted, err)
			}
			if err != nil && strings.Contains(err.Error(), server.Config.Passwd) {
				t.Errorf("the error %q shows the password", err)
			}
			if took := time.Since(stopped); test.want != nil && took > 10*time.Second {
				t.Errorf("it ended after %v, long after its context", took)
			}
			// After its context's end database/sql rolls back in a goroutine of its own.
			if inUse(db) > 0 {
				t.Fatal("a connection is left in use")
			}

			if test.name == "server_killed" {
				server.Restart(t)
			}
			hasUsers(t, database.DB, there[:3])
			if inserted, err := seed.InsertData(t.Context(), database.DB, strings.NewReader(toCSV(there))); err != nil ||
				inserted != 99_997 {
				t.Errorf("InsertData after the fault = %d, %v, want the other 99997", inserted, err)
			}
		})
	}

	t.Run("connection_refused", func(t *testing.T) {
		proxy := faults.NewProxy(t, server.Config.Addr)
		proxy.Refuse()
		_, err := seed.InsertData(t.Context(), faults.Open(t, proxy.In(server.Config)),
			strings.NewReader(toCSV(mysqltest.Users(3))))
		says(t, err, "check DB_HOST and DB_PORT")
	})
	t.Run("slow", func(t *testing.T) {
		database := server.Seed(t, nil)
		config := server.Config.Clone()
		config.DBName = database.Name
		proxy := faults.NewProxy(t, server.Config.Addr)
		proxy.Slow(2_000, "upstream")
		users := mysqltest.Users(20_000)
		if inserted, err := seed.InsertData(t.Context(), faults.Open(t, proxy.In(config)),
			strings.NewReader(toCSV(users))); err != nil || inserted != 20_000 {
			t.Errorf("InsertData = %d, %v, want 20000", inserted, err)
		}
		hasUsers(t, database.DB, users)
	})
}

func TestFaultsOfAServerWithoutRoom(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{
		DataSize: "500m",
		Flags:    []string{"--skip-log-bin"}, // MySQL waits until that log has room, and so does the seed
	})
	users := mysqltest.Users(100_000)
	database := server.Seed(t, users[:3])

	empty := server.FillDisk(t, 8_000)
	inserted, err := seed.InsertData(t.Context(), database.DB, strings.NewReader(toCSV(users)))
	says(t, err, "make room")
	if inserted != 0 {
		t.Errorf("InsertData = %d, want 0", inserted)
	}
	hasUsers(t, database.DB, users[:3])

	empty()
	if inserted, err := seed.InsertData(t.Context(), database.DB, strings.NewReader(toCSV(users))); err != nil ||
		inserted != 99_997 {
		t.Errorf("InsertData with room = %d, %v, want the other 99997", inserted, err)
	}
	hasUsers(t, database.DB, users)
}

func TestFaultsOfAServerThatRefuses(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{Flags: []string{"--max-connections=10"}})
	users := mysqltest.Users(10)
	database := server.Seed(t, users[:3])
	seeder := database.User(t, "SELECT, INSERT") // root may do more than others

	t.Run("read_only_server", func(t *testing.T) {
		faults.Exec(t, server.Admin, "SET GLOBAL read_only = ON")
		_, err := seed.InsertData(t.Context(), seeder, strings.NewReader(toCSV(users)))
		faults.Exec(t, server.Admin, "SET GLOBAL read_only = OFF")
		says(t, err, "takes no writes", "check DB_HOST")
		hasUsers(t, database.DB, users[:3])
	})
	t.Run("all_connections_taken", func(t *testing.T) {
		for {
			conn, err := seeder.Conn(t.Context())
			if err != nil {
				break
			}
			defer conn.Close()
		}
		_, err := seed.InsertData(t.Context(), seeder, strings.NewReader(toCSV(users)))
		says(t, err, "all connections of the server are in use")
		hasUsers(t, database.DB, users[:3])
	})
}

func TestFaultsOfOtherTransactions(t *testing.T) {
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{Flags: []string{"--innodb-lock-wait-timeout=2"}})
	users := mysqltest.Users(10)

	for _, test := range []struct {
		name   string
		number uint16
		meet   func(t *testing.T, other *sql.Tx) // makes the other transaction the stronger one
	}{
		{"lock_wait_timeout", 1205, func(t *testing.T, other *sql.Tx) { time.Sleep(2500 * time.Millisecond) }},
		{"deadlock", 1213, func(t *testing.T, other *sql.Tx) {
			waits(t, server.Admin)
			user := users[0] // whom the seed has just inserted
			if _, err := other.Exec("INSERT INTO user_data VALUES (?, ?, ?, ?)", user.ID, user.Name, user.Email,
				user.Age); err != nil {
				t.Errorf("the other transaction: %v", err)
			}
		}},
	} {
		// begin returns another transaction, which has the last user locked and too much done for the server to undo it.
		begin := func(t *testing.T) (*mysqltest.Database, *sql.Tx) {
			database := server.Seed(t, users[9:])
			faults.Exec(t, database.DB, "CREATE TABLE much (n INT PRIMARY KEY)")
			other, err := database.Begin()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = other.Rollback() })
			for _, statement := range []string{
				"INSERT INTO much WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900) " +
					"SELECT n FROM numbers",
				"SELECT * FROM user_data WHERE user_id = '" + users[9].ID + "' FOR UPDATE", // the row alone, and no gap before it
			} {
				if _, err := other.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			return database, other
		}

		t.Run(test.name+"_is_an_error_of_InsertData", func(t *testing.T) {
			database, other := begin(t)
			go test.meet(t, other)
			inserted, err := seed.InsertData(t.Context(), database.DB, strings.NewReader(toCSV(users)))
			var reply *mysql.MySQLError
			if inserted != 0 || !errors.As(err, &reply) || reply.Number != test.number {
				t.Errorf("InsertData = %d, %v, want 0 and error %d", inserted, err, test.number)
			}
			says(t, err, "run it again")
			if err := other.Rollback(); err != nil {
				t.Error(err)
			}
			hasUsers(t, database.DB, users[9:])
		})

		t.Run(test.name+"_is_tried_again_by_the_program", func(t *testing.T) {
			database, other := begin(t)
			go func() {
				test.meet(t, other)
				_ = other.Rollback()
			}()
			csv := &rewinds{ReadSeeker: strings.NewReader(toCSV(users))}
			if inserted, err := insert(t.Context(), database.DB, csv); err != nil || inserted != 9 {
				t.Errorf("insert = %d, %v, want 9", inserted, err)
			}
			if csv.n != 1 {
				t.Errorf("the file was read again %d times, want once", csv.n)
			}
			hasUsers(t, database.DB, users)
		})
	}

	t.Run("a_pipe_is_not_tried_again", func(t *testing.T) {
		database := server.Seed(t, users[9:])
		other, err := database.Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer other.Rollback()
		if _, err := other.Exec("SELECT * FROM user_data FOR UPDATE"); err != nil {
			t.Fatal(err)
		}
		csv := &rewinds{ReadSeeker: strings.NewReader(toCSV(users)), err: errors.New("illegal seek")}
		_, err = insert(t.Context(), database.DB, csv)
		says(t, err, "run it again")
		if csv.n != 1 {
			t.Errorf("%d attempts to read the pipe again, want 1", csv.n)
		}
	})
	t.Run("a_lock_that_stays_is_an_error_in_the_end", func(t *testing.T) {
		database := server.Seed(t, users[9:])
		other, err := database.Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer other.Rollback()
		if _, err := other.Exec("SELECT * FROM user_data FOR UPDATE"); err != nil {
			t.Fatal(err)
		}
		csv := &rewinds{ReadSeeker: strings.NewReader(toCSV(users))}
		_, err = insert(t.Context(), database.DB, csv)
		says(t, err, "run it again")
		if csv.n != 2 {
			t.Errorf("the file was read again %d times, want twice", csv.n)
		}
	})
}

// rewinds counts how often a file is read again.
type rewinds struct {
	io.ReadSeeker
	n   int
	err error // of Seek
}

func (r *rewinds) Seek(offset int64, whence int) (int64, error) {
	r.n++
	if r.err != nil {
		return 0, r.err
	}
	return r.ReadSeeker.Seek(offset, whence)
}

// waits waits until a transaction waits for another.
func waits(t *testing.T, db *sql.DB) {
	t.Helper()
	// InnoDB looks anew only if nobody has looked for 0.1 s.
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		time.Sleep(200 * time.Millisecond)
		var n int
		const query = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
		if err := db.QueryRow(query).Scan(&n); err != nil {
			t.Error(err)
			return
		}
		if n > 0 {
			return
		}
	}
	t.Error("no transaction waits")
}

// halfway returns a reader of text that calls event once, when half of it is read.
func halfway(text string, event func()) io.Reader {
	half := len(text) / 2
	return io.MultiReader(strings.NewReader(text[:half]), &calls{event}, strings.NewReader(text[half:]))
}

type calls struct{ event func() }

func (c *calls) Read([]byte) (int, error) {
	c.event()
	return 0, io.EOF
}

// hasUsers fails the test unless the table has those users and no others.
func hasUsers(t *testing.T, db *sql.DB, want []seed.User) {
	t.Helper()
	if diff := diff.Of(want, users(t, db)); diff != "" {
		t.Errorf("the table (-want +got):\n%.2000s", diff)
	}
}

// says fails the test unless err, explained as the program does it, says all of words.
func says(t *testing.T, err error, words ...string) {
	t.Helper()
	err = seed.Explain(err)
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("the error %v does not say %q", err, word)
		}
	}
}
