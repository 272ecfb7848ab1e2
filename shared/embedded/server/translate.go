package main

import (
	"bufio"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
)

// translated is a listener whose clients' statements come in words that the engine reads as MySQL reads theirs. Above
// all they come without hints to the optimizer: the engine does not read them all, and takes some for the name of a
// column; none of them changes the rows. That is done on their way in, since what is to be prepared is parsed before
// anything of ours sees it.
type translated struct{ net.Listener }

// Accept implements net.Listener.
func (l translated) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &translatedConn{Conn: c, from: bufio.NewReader(c)}, nil
}

type translatedConn struct {
	net.Conn
	from   *bufio.Reader
	packet []byte // what is read of a packet, and not yet asked for
	rest   int    // how many bytes come after that, as they are
}

// Read implements net.Conn.
func (c *translatedConn) Read(into []byte) (int, error) {
	if len(c.packet) == 0 && c.rest == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	if len(c.packet) > 0 {
		n := copy(into, c.packet)
		c.packet = c.packet[n:]
		return n, nil
	}
	n, err := c.from.Read(into[:min(len(into), c.rest)])
	c.rest -= n
	return n, err
}

// next reads a packet, if it is not long, as that of many rows at once is: these have no need of hints.
func (c *translatedConn) next() error {
	const long = 1 << 14
	var header [4]byte
	if _, err := io.ReadFull(c.from, header[:]); err != nil {
		return err
	}
	length := int(header[0]) | int(header[1])<<8 | int(header[2])<<16
	if length == 0 || length > long {
		c.packet, c.rest = header[:], length
		return nil
	}
	packet := make([]byte, len(header)+length)
	copy(packet, header[:])
	body := packet[len(header):]
	if _, err := io.ReadFull(c.from, body); err != nil {
		return err
	}
	if header[3] == 0 && (body[0] == mysql.ComQuery || body[0] == mysql.ComPrepare) { // the first of a command
		packet = append(packet[:len(header)+1], translate(withoutHints(string(body[1:])))...)
		length = len(packet) - len(header) // at most twice what was not long
		packet[0], packet[1], packet[2] = byte(length), byte(length>>8), byte(length>>16)
	}
	c.packet = packet
	return nil
}

// translate returns a statement with the backslash before _ and % in a text once more, since the parser takes it away, and
// with SELECT for DO, which it does not know. A snapshot is one, whether or not it says that it is only read.
func translate(statement string) string {
	if strings.Contains(statement, `\_`) || strings.Contains(statement, `\%`) {
		statement = quoted.ReplaceAllStringFunc(statement, func(text string) string {
			return escaped.ReplaceAllStringFunc(text, func(pair string) string {
				if pair[1] == '_' || pair[1] == '%' {
					return `\` + pair
				}
				return pair
			})
		})
	}
	return snapshot.ReplaceAllString(do.ReplaceAllString(statement, "SELECT "), "$1")
}

// texts matches texts in quotes.
const texts = `'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`

var (
	quoted   = regexp.MustCompile(`(?s)` + texts)
	escaped  = regexp.MustCompile(`(?s)\\.`)
	do       = regexp.MustCompile(`(?i)^\s*DO\s+`)
	snapshot = regexp.MustCompile(
		`(?i)^(\s*START\s+TRANSACTION\s+WITH\s+CONSISTENT\s+SNAPSHOT)\s*,\s*READ\s+(?:ONLY|WRITE)`)
)

// quotedOrHint finds texts in quotes, which are passed over, and hints: how a SELECT or INSERT is to be run, that the
// primary key, which each table of ours has, or no index is to be used, of which kind an index is to be, and that
// nobody may write the rows, which the engine does not see to for FOR UPDATE either.
var quotedOrHint = regexp.MustCompile(`(?is)` + texts + "|`[^`]*`" +
	`|\b(?:HIGH_PRIORITY|LOW_PRIORITY|SQL_(?:BIG|BUFFER|SMALL)_RESULT|DISTINCTROW)\b` +
	`|\bUSING\s+(?:BTREE|HASH)\b` +
	`|\bFOR\s+SHARE\b(?:\s+(?:NOWAIT|SKIP\s+LOCKED)\b)?` +
	`|\b(?:USE|FORCE|IGNORE)\s+(?:INDEX|KEY)\s*(?:FOR\s+(?:JOIN|(?:ORDER|GROUP)\s+BY)\s*)?\(\s*(?:` + "`?PRIMARY`?" +
	`)?\s*\)`)

// hintWords are such that each hint has one of them. Hardly any statement has, and the rest need not be looked through.
var hintWords = []string{"PRIORITY", "_RESULT", "DISTINCTROW", "USING", "SHARE", "INDEX", "KEY"}

// withoutHints returns a statement with blanks in place of hints, and as long as it was.
func withoutHints(statement string) string {
	upper := strings.ToUpper(statement)
	if !slices.ContainsFunc(hintWords, func(word string) bool { return strings.Contains(upper, word) }) {
		return statement
	}
	return quotedOrHint.ReplaceAllStringFunc(statement, func(found string) string {
		switch {
		case strings.ContainsAny(found[:1], "'\"`"):
			return found
		case strings.EqualFold(found, "DISTINCTROW"):
			return "DISTINCT   "
		}
		return strings.Repeat(" ", len(found))
	})
}
