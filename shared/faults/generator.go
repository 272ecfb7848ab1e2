//go:build faults

package faults

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.com/generators/shared/laws"
	"example.com/generators/shared/mysqltest"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Generator describes a generator to be tested with faults.
type Generator[T any] struct {
	// Range returns the generator.
	Range func(ctx context.Context, db *sql.DB) iter.Seq2[T, error]

	// From says where it has its rows, and what it yields for them.
	From laws.From[T]

	// LetsGo says that it holds no connection between two steps, so that a connection lost there can be made anew.
	LetsGo bool
}

// rows is the size of the table. At more than 1,000 bytes each, they are more than all buffers on the way hold: when
// the loop has the first, the server is still sending.
const rows = 40_000

// Table is what generators are tested on with faults, one after another: a table on a server of their own.
type Table struct {
	server   *mysqltest.Own
	database *mysqltest.Database
}

// NewTable starts the server and fills the table with rows of source, which are wide.
func NewTable[R any](t *testing.T, source laws.Source[R]) Table {
	t.Helper()
	server := mysqltest.NewOwn(t, mysqltest.OwnOptions{Flags: []string{"--max-connections=10", "--net-write-timeout=1"}})
	database := server.New(t)
	if err := source.Fill(t.Context(), database.DB, source.Rows(rows)); err != nil {
		t.Fatalf("fill the test database: %v", err)
	}
	Exec(t, database.DB, source.Widen...)
	return Table{server, database}
}

// Check runs a subtest for each fault.
func (g Generator[T]) Check(t *testing.T, table Table) {
	t.Helper()
	server, database := table.server, table.database
	config := server.Config.Clone()
	config.DBName = database.Name
	want := g.From.Values(rows)

	over := func(t *testing.T, db *sql.DB) *result[T] {
		return &result[T]{t: t, g: g, db: db, want: want, password: config.Passwd}
	}
	// direct runs a subtest without a proxy, in which fault comes when the loop has its first value.
	direct := func(name string, fault func(t *testing.T), check func(r *result[T])) {
		t.Run(name, func(t *testing.T) {
			r := over(t, Open(t, config))
			r.collect(t.Context(), func() { fault(t) })
			check(r)
		})
	}
	// proxied runs a subtest with a proxy that check tells what to do.
	proxied := func(name string, check func(p *Proxy, r *result[T])) {
		t.Run(name, func(t *testing.T) {
			proxy := NewProxy(t, server.Config.Addr)
			check(proxy, over(t, Open(t, proxy.In(config))))
		})
	}

	proxied("connection_refused", func(p *Proxy, r *result[T]) {
		p.Refuse()
		r.collect(r.t.Context(), nil)
		r.endsInError(nil, 0, 0)
	})
	proxied("connection_reset", func(p *Proxy, r *result[T]) {
		p.Slow(2_000, "downstream")
		r.collect(r.t.Context(), p.Reset)
		r.endsInError(nil, 1, len(want)-1)
	})
	for _, bytes := range []int{5_000_000, 5_000_001, 5_000_002} { // at most one of them is where a row ends
		proxied("cut_in_the_middle_of_a_row", func(p *Proxy, r *result[T]) {
			p.CutAfter(bytes, "downstream")
			r.collect(r.t.Context(), nil)
			r.endsInError(nil, 1, len(want)-1)
		})
	}
	proxied("stalled_for_ever", func(p *Proxy, r *result[T]) {
		p.Slow(2_000, "downstream")
		ctx, cancel := context.WithCancel(r.t.Context())
		defer cancel()
		var cancelled time.Time
		r.collect(ctx, func() {
			p.Stall("downstream")
			time.AfterFunc(100*time.Millisecond, func() { cancelled = time.Now(); cancel() })
		})
		r.endsInError(context.Canceled, 1, len(want)-1)
		if took := time.Since(cancelled); took > 2*time.Second {
			r.t.Errorf("ended %v after its context", took)
		}
	})
	proxied("slow", func(p *Proxy, r *result[T]) {
		p.Slow(40_000, "downstream")
		r.collect(r.t.Context(), nil)
		r.isAll()
	})
	// The server cannot send on meanwhile, and by itself would wait a second for that.
	direct("slow_loop", func(*testing.T) { time.Sleep(5 * time.Second) }, (*result[T]).isAll)
	t.Run("read_only_server", func(t *testing.T) {
		r := over(t, database.User(t, "ALL")) // root may write even then
		Exec(t, server.Admin, "SET GLOBAL read_only = ON")
		defer Exec(t, server.Admin, "SET GLOBAL read_only = OFF")
		r.collect(t.Context(), nil)
		r.isAll()
	})
	t.Run("all_connections_taken", func(t *testing.T) {
		user := database.User(t, "SELECT") // root has one in reserve
		var taken []*sql.Conn
		for {
			conn, err := user.Conn(t.Context())
			if err != nil {
				break
			}
			taken = append(taken, conn)
		}
		r := over(t, user)
		r.collect(t.Context(), nil)
		var reply *mysql.MySQLError
		if r.endsInError(nil, 0, 0); !errors.As(r.err, &reply) || reply.Number != 1040 { // ER_CON_COUNT_ERROR
			t.Errorf("the error is %v, want the server's, which has the number 1040", r.err)
		}
		for _, conn := range taken {
			conn.Close()
		}
		r.collect(t.Context(), nil)
		r.isAll()
	})
	direct("connection_killed", func(t *testing.T) { server.KillConnections(t) }, (*result[T]).isAllIfItLetsGo)
	direct("server_restarted_between_steps", func(t *testing.T) {
		server.Kill(t)
		server.Restart(t)
	}, (*result[T]).isAllIfItLetsGo)
	direct("server_killed", func(t *testing.T) { server.Kill(t) },
		func(r *result[T]) { r.endsInError(nil, 1, len(want)-1) })
	server.Restart(t) // for the next generator, and so that the database can be dropped
}

// result is what a loop over the generator saw.
type result[T any] struct {
	t    *testing.T
	g    Generator[T]
	db   *sql.DB
	want []T

	password string // which no error may show

	got   []T
	err   error
	zero  bool // the value beside err is the zero value
	after int  // pairs after err
}

// collect ranges over the generator to its end, and calls fault after the first value. No fault may make it wait for
// ever.
func (r *result[T]) collect(ctx context.Context, fault func()) {
	r.t.Helper()
	r.got, r.err, r.zero, r.after = nil, nil, false, 0
	inUse := r.db.Stats().InUse
	Ends(r.t, func() {
		for value, err := range r.g.Range(ctx, r.db) {
			switch {
			case r.err != nil:
				r.after++
			case err != nil:
				r.err, r.zero = err, reflect.ValueOf(&value).Elem().IsZero()
			default:
				r.got = append(r.got, value)
				if len(r.got) == 1 && fault != nil {
					fault()
				}
			}
		}
	})
	if left := r.db.Stats().InUse - inUse; left != 0 {
		r.t.Errorf("%d connections are still in use after the loop", left)
	}
}

// endsInError fails the test unless the loop got the first values, from least to most of them, and then an error with
// cause in it, once and last.
func (r *result[T]) endsInError(cause error, least, most int) {
	r.t.Helper()
	if r.err == nil || !r.zero || r.after > 0 {
		r.t.Fatalf("%d values and the error %v, beside a zero value %v, and %d pairs after it; want an error once and last",
			len(r.got), r.err, r.zero, r.after)
	}
	if strings.Contains(r.err.Error(), r.password) {
		r.t.Errorf("the error %q shows the password", r.err)
	}
	if cause != nil && !errors.Is(r.err, cause) {
		r.t.Errorf("the error is %v, want %v", r.err, cause)
	}
	if len(r.got) < least || len(r.got) > most {
		r.t.Fatalf("%d values before the error, want %d to %d", len(r.got), least, most)
	}
	if diff := cmp.Diff(r.want[:len(r.got)], r.got, cmpopts.EquateEmpty()); diff != "" {
		r.t.Errorf("the values before the error (-want +got):\n%.2000s", diff)
	}
}

// isAll fails the test unless the loop got everything and no error.
func (r *result[T]) isAll() {
	r.t.Helper()
	if r.err != nil {
		r.t.Fatalf("the error %v after %d values, want none", r.err, len(r.got))
	}
	if diff := cmp.Diff(r.want, r.got); diff != "" {
		r.t.Errorf("the values (-want +got):\n%.2000s", diff)
	}
}

// isAllIfItLetsGo is for a connection that is lost between two steps and can be made again.
func (r *result[T]) isAllIfItLetsGo() {
	r.t.Helper()
	if r.g.LetsGo {
		r.isAll()
	} else {
		r.endsInError(nil, 1, len(r.want)-1)
	}
}
