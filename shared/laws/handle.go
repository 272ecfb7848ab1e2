package laws

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.com/generators/shared/diff"
	"example.com/generators/shared/receipt"
)

// The laws of what is the caller's: the handle and its settings, the sessions of its connections, the rows of the table
// and the time that the loop takes.

func takesItsTime[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		quick := r.watch(r.Range(r.Ctx, r.DB), nil)
		if len(quick.values) == 0 {
			r.fail(receipt.Failure{Want: "values", Got: "none", Unseen: "whether it waits for the loop"})
			return
		}
		r.Spy.Note("loop body that takes an hour")
		slow := r.watch(r.Range(r.Ctx, r.DB), func(int) bool {
			time.Sleep(time.Hour) // of the bubble's time, which passes at once
			return true
		})
		if slow.err != nil && quick.err == nil {
			r.Fail(fmt.Sprintf("all %d values, however long the loop takes", len(quick.values)),
				fmt.Sprintf("%d values, and the error %s", len(slow.values), receipt.Hide(slow.err)))
		} else if len(slow.values) != len(quick.values) {
			r.Fail(fmt.Sprintf("all %d values, however long the loop takes", len(quick.values)),
				fmt.Sprintf("%d values", len(slow.values)))
		}
		r.Spy.Note("row that takes an hour")
		r.Spy.Fail(Fault{Row: r.Spy.Rows() + 2, Slow: true})
		f := receipt.Failure{Want: "the same values, also if a row takes an hour", Got: "others"}
		waited := r.watch(r.Range(r.Ctx, r.DB), nil)
		if waited.err != nil && quick.err == nil {
			f.Got = "the error " + receipt.Hide(waited.err)
			r.fail(f)
			return
		}
		if r.differ(f, "(-at once +slowly)", diff.Of(quick.values, waited.values)) {
			return
		}
		for _, statement := range r.Spy.Statements() {
			if limitsTime.MatchString(statement.SQL) { // which a server keeps, and the embedded one passes over
				r.Fail("no time limit in a statement", receipt.HideQuoted(statement.SQL))
				return
			}
		}
	})
}

var limitsTime = regexp.MustCompile(`(?i)\bmax_(execution|statement)_time\s*[=(]\s*[1-9.]`)

func onlyReads[T any](c *check[T]) {
	c.on(c.small, Fault{}, func(r *run[T]) {
		r.watch(r.Range(r.Ctx, r.DB), nil)
		for _, statement := range r.Spy.Statements() {
			if !reads(statement.SQL) {
				r.Fail("statements that read, and lock nothing", receipt.HideQuoted(statement.SQL))
				return
			}
		}
		for _, level := range r.Spy.Levels() {
			if !reads("SET TRANSACTION ISOLATION LEVEL " + level.String()) { // as the driver then sends it
				r.Fail("a transaction that reads what is committed, and locks nothing", "one at READ UNCOMMITTED or SERIALIZABLE")
				return
			}
		}
	})
}

var (
	hiddenSQL = regexp.MustCompile(`/\*M?!\d*([^*]*)\*/`) // no comment for MySQL or MariaDB
	readVerb  = regexp.MustCompile(`(?i)^[\s(]*(select|with|table|values|show|desc|describe|explain|set|use|do|begin|` +
		`start\s+transaction|commit|rollback|savepoint|release)\b`)
	takesLock = regexp.MustCompile(`(?i)\bfor\s+(update|share)\b|\block\s+in\s+share\s+mode\b|\bget_lock\s*\(|` +
		`\bisolation\s+level\s+(read\s+uncommitted|serializable)\b|` +
		`\binto\s+(outfile|dumpfile)\b|\bset\s+(global|persist)\b|@@(global|persist)\b`)
)

// reads reports whether a statement changes nothing that others see, and keeps nobody from changing it.
func reads(statement string) bool {
	text := plain(hiddenSQL.ReplaceAllString(statement, " $1 "))
	return readVerb.MatchString(text) && !takesLock.MatchString(text)
}

func leavesTheHandle[T any](c *check[T]) {
	// Each limit is looked at without the other: a connection may outlive neither.
	for _, set := range []func(*sql.DB, time.Duration){(*sql.DB).SetConnMaxLifetime, (*sql.DB).SetConnMaxIdleTime} {
		c.on(c.small, Fault{}, func(r *run[T]) {
			p := pool{run: r.Observation, open: 7, idle: 3, lives: 2 * time.Hour}
			r.DB.SetMaxOpenConns(p.open)
			r.DB.SetMaxIdleConns(p.idle)
			set(r.DB, p.lives)
			before := p.sessions(1)[0]
			// Who waits for a connection that is never given back, would wait for ever: the handle's timer goes on.
			ctx, cancel := context.WithTimeout(r.Ctx, 12*p.lives)
			defer cancel()
			if o := r.watch(r.Range(ctx, r.DB), nil); o.err != nil && ctx.Err() != nil {
				r.Fail("an end", fmt.Sprintf("blocked, with %d connection(s) in use", r.DB.Stats().InUse))
				return
			}
			r.Settle()
			if err := r.DB.PingContext(ctx); err != nil {
				r.Fail("a handle that the caller can go on with", receipt.Hide(err))
				return
			}
			for _, after := range p.sessions(max(1, r.DB.Stats().Idle)) {
				maps.DeleteFunc(after, func(name, value string) bool { return before[name] == value })
				for _, name := range slices.Sorted(maps.Keys(after)) {
					r.Fail(fmt.Sprintf("a session as it was: %s = %s", name, receipt.HideQuoted(before[name])),
						receipt.HideQuoted(after[name]))
					return
				}
			}
			if inTransaction(r.Spy.Statements()) {
				r.Fail("every transaction ended", "one that was not committed or rolled back")
				return
			}
			p.check()
		})
		if c.t.Failed() {
			return
		}
	}
}

// pool is a handle with the settings that its owner has chosen.
type pool struct {
	run        *Observation
	open, idle int           // connections at most
	lives      time.Duration // how long a connection may
}

// sessions returns the settings of that many sessions of the handle at once.
func (p pool) sessions(n int) []map[string]string {
	var sessions []map[string]string
	for range n {
		conn, err := p.run.DB.Conn(p.run.Ctx)
		if err != nil {
			p.run.Fail("a connection", receipt.Hide(err))
			return sessions
		}
		defer conn.Close()
		session, err := Settings(p.run.Ctx, conn)
		if err != nil {
			p.run.Fail("the variables of the session", receipt.Hide(err))
		}
		sessions = append(sessions, session)
	}
	return sessions
}

// Settings returns the variables of a session, but for those that change by themselves or belong to the server.
func Settings(ctx context.Context, on interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
},
) (map[string]string, error) {
	rows, err := on.QueryContext(ctx, "SHOW SESSION VARIABLES")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	settings := make(map[string]string)
	for rows.Next() {
		var name, value sql.NullString
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		if !fleeting.MatchString(name.String) {
			settings[name.String] = value.String
		}
	}
	return settings, rows.Err()
}

var fleeting = regexp.MustCompile(`(?i)^(timestamp|statement_id|.*insert_id|identity|rand_seed.*|pseudo_.*|.*_count|` +
	`last_.*|in_transaction|skip_replication|.*gtid.*|wsrep.*|innodb_(buffer|io|log|undo|purge|redo).*|server_.*|` +
	`hostname|.*_now)$`)

var (
	begins = regexp.MustCompile(`(?i)^\s*(begin|start\s+transaction)\b`)
	ends   = regexp.MustCompile(`(?i)^\s*(?:commit|rollback)\b(?:\s+work)?(\s+to\b)?`)
)

// inTransaction reports whether statements leave a transaction open.
func inTransaction(statements []Statement) (open bool) {
	for _, statement := range statements {
		text := plain(statement.SQL)
		if end := ends.FindStringSubmatch(text); end != nil && end[1] == "" {
			open = false
		}
		open = open || begins.MatchString(text)
	}
	return open
}

// check fails the test unless the settings are as they were: each shows in what the handle does.
func (p pool) check() {
	db := p.run.DB
	var changed []string
	if chosen := db.Stats().MaxOpenConnections; chosen != p.open {
		changed = append(changed, fmt.Sprintf("at most %s connections open (SetMaxOpenConns)", receipt.Hide(chosen)))
	} else {
		var conns []*sql.Conn
		for range p.open - db.Stats().InUse { // who waits for a connection that is kept waits for ever
			if conn, err := db.Conn(p.run.Ctx); err == nil {
				conns = append(conns, conn)
			}
		}
		for _, conn := range conns {
			_ = conn.Close()
		}
		p.run.Settle()
		idle := func() int { return db.Stats().Idle }
		if got := idle(); got != p.idle {
			changed = append(changed, fmt.Sprintf("%d connections kept idle (SetMaxIdleConns)", got))
		}
		time.Sleep(p.lives / 2)
		p.run.Settle()
		early := idle()
		time.Sleep(p.lives)
		p.run.Settle()
		if late := idle(); len(changed) == 0 && (early != p.idle || late != 0) {
			changed = append(changed, fmt.Sprintf("%d idle after %s, and %d after %s (SetConnMaxLifetime, SetConnMaxIdleTime)",
				early, p.lives/2, late, p.lives*3/2))
		}
	}
	if len(changed) > 0 {
		p.run.Fail(fmt.Sprintf("a handle with the caller's settings: at most %d connections open, %d idle, for %s",
			p.open, p.idle, p.lives), strings.Join(changed, ", "))
	}
}
