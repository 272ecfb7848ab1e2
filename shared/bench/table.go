package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"sync/atomic"
	"testing"

	"example.com/generators/shared/mysqltest"
	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
)

// table is a database with a table user_data of that many rows.
type table struct {
	*mysqltest.Database
	rows, total int // how many, and the sum of their ages
}

// newTable makes a table. The server makes up its rows: to send ten million of them there would take longer than to
// measure anything.
func newTable(b testing.TB, rows int) *table {
	b.Helper()
	t := &table{Database: mysqltest.Seed(b, nil), rows: rows}
	const most = 100_000 // in one statement, so that the server sorts little at a time
	for from := 0; from < rows; from += most {
		mysqltest.Require(b, "") // keeps the container alive
		if _, err := t.ExecContext(b.Context(), fill, (1<<48)/rows, from, min(most, rows-from)); err != nil {
			b.Fatalf("fill the table: %v", err)
		}
	}
	var count int
	err := t.QueryRowContext(b.Context(), "SELECT COUNT(*), CAST(SUM(age) AS SIGNED) FROM user_data").Scan(&count,
		&t.total)
	if err != nil || count != rows {
		b.Fatalf("the table has %d rows, want %d: %v", count, rows, err)
	}
	return t
}

// fill makes users with the numbers from its second argument on, as many as its third argument says, at most 1,000,000.
// The ids look random but grow with the number, by its first argument in their leading 48 bits: inserted in the order
// of the index, ten million users are there in two minutes.
const fill = `INSERT INTO user_data (user_id, name, email, age)
WITH RECURSIVE digits AS (SELECT 0 AS d UNION ALL SELECT d + 1 FROM digits WHERE d < 999),
input AS (SELECT ? AS step, ? AS start, ? AS size),
numbers AS (SELECT step, start + 1000 * thousands.d + ones.d AS n
	FROM input JOIN digits AS thousands JOIN digits AS ones WHERE 1000 * thousands.d + ones.d < size),
words AS (SELECT n, LPAD(LOWER(HEX(n * step + CRC32(n) % step)), 12, '0') AS lead, MD5(n) AS hash,
	ELT(1 + CRC32(n) % 8, 'Ada', 'Lawson', 'Astrid', 'Troy', 'Daphne', 'Fernando', 'Niamh', 'Konstantin') AS first,
	ELT(1 + CRC32(n + 7) % 8, 'Hill', 'Waters', 'Lovelace', 'Wilcox', 'Garrison', 'Okonkwo', 'Hunt',
		'Łukasiewicz') AS last
	FROM numbers)
SELECT CONCAT(SUBSTR(lead, 1, 8), '-', SUBSTR(lead, 9), '-4', SUBSTR(hash, 1, 3),
		'-8', SUBSTR(hash, 4, 3), '-', SUBSTR(hash, 7, 12)),
	CONCAT(first, ' ', last), CONCAT(LOWER(first), '.', n, '@example.org'), 1 + CRC32(n + 11) % 100
FROM words ORDER BY lead`

// open returns a handle to the table with connections of its own, and the count of the bytes that they read. It needs
// no closing.
func (t *table) open(b testing.TB) (*sql.DB, *atomic.Int64) {
	b.Helper()
	mysqltest.ServerKind(b) // keeps the container alive
	read := new(atomic.Int64)
	db := sql.OpenDB(t.Connector(func(config *mysql.Config) {
		config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
			var dialer net.Dialer
			c, err := dialer.DialContext(ctx, network, address)
			return seed.Buffered(countedConn{c, read}), err
		}
	}))
	b.Cleanup(func() { db.Close() })
	if err := db.PingContext(b.Context()); err != nil {
		b.Fatal(err)
	}
	return db, read
}

// countedConn counts the bytes that are read.
type countedConn struct {
	net.Conn
	read *atomic.Int64
}

func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// check returns an error unless the consumer saw what it should: a method that loses rows is fast, and no method.
func (t *table) check(m Method, c *Consumer, err error) error {
	rows, total := t.rows, t.total
	switch {
	case m.blind:
		rows, total = 0, 0
	case c.stopAt > 0:
		rows, total = c.stopAt, c.total
	}
	if err != nil {
		return fmt.Errorf("%s: %w", m.Name, err)
	}
	if c.rows != rows || c.total != total {
		return fmt.Errorf("%s: %d rows whose ages add up to %d, want %d and %d", m.Name, c.rows, c.total, rows, total)
	}
	return nil
}
