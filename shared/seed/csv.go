package seed

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/google/uuid"
)

// maxText is what a VARCHAR(255) holds, in characters; maxAge the greatest age that is taken for an age, in years.
const (
	maxText = 255
	maxAge  = 150
)

// ReadUsers is a generator of the users in a CSV, in the order of the file, one in memory at a time. It ranges once:
// what it reads from r is gone.
//
// The first line names the columns name, email, age and, if there is one, user_id, in any order; other columns are
// passed over, and Name is as good as name. A user without a user_id column gets a name-based UUID (RFC 9562,
// version 5) of the row, the same at every run. A byte order mark, also that of UTF-16, CRLF line ends, blank lines and
// a missing last line end are fine. Nothing is trimmed.
//
// Fields are separated by commas, or by what Excel writes where the comma has another use: the semicolons or tabs of a
// header without commas, or the character of a first line such as sep=; before the header.
//
// A row that the table cannot take ends it with an error that names the line and the column, counted in bytes from 1;
// so does one of more than 1 MiB. An age is a whole number from 0 to 150, in digits; 25.00 is one. An error pair is the
// last pair, and its value is the zero User.
func ReadUsers(r io.Reader) iter.Seq2[User, error] {
	return func(yield func(User, error) bool) {
		users, err := newUserReader(r)
		for err == nil {
			var user User
			if user, err = users.next(); err == nil && !yield(user, nil) {
				return
			}
		}
		if err != io.EOF {
			yield(User{}, err)
		}
	}
}

// column names a column of the CSV; the value is its place in userReader.place.
type column int

const (
	nameColumn column = iota
	emailColumn
	ageColumn
	idColumn
)

var columnNames = []string{nameColumn: "name", emailColumn: "email", ageColumn: "age", idColumn: "user_id"}

// userReader reads users from a CSV whose header it has read.
type userReader struct {
	text   *rowReader
	csv    *csv.Reader
	place  [4]int // of each column in a line; -1 for no user_id
	fields int    // in each line
}

// maxRow is how long a row may be, in bytes. A quote that is not closed would else take the rest of the file into
// memory.
const maxRow = 1 << 20

// rowReader reads the text of one row and what is read ahead with it, and ends where that is too long.
type rowReader struct {
	io.Reader
	left    int // of maxRow
	tooLong bool
}

func (r *rowReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		r.tooLong = true
		return 0, io.EOF
	}
	n, err := r.Reader.Read(p)
	r.left -= n
	return n, err
}

// newUserReader reads the header.
func newUserReader(r io.Reader) (*userReader, error) {
	u := &userReader{text: &rowReader{Reader: decoded(r), left: maxRow}}
	text := bufio.NewReaderSize(u.text, 64<<10)
	comma, err := separator(text)
	if err != nil {
		return nil, err
	}
	if comma != ',' {
		noteCSV("the fields of the CSV are separated by %q", comma)
	}
	u.csv = csv.NewReader(text)
	u.csv.Comma = comma
	u.csv.ReuseRecord = true
	u.csv.FieldsPerRecord = -1 // counted here, for a better message

	header, err := u.read()
	if err == io.EOF {
		return nil, errors.New("line 1: the file is empty: want a header with name, email and age")
	}
	if err != nil {
		return nil, err
	}
	return u, u.find(header)
}

// find finds the columns in the header, which is the row that was read last.
func (u *userReader) find(header []string) error {
	u.fields = len(header)
	at, _ := u.csv.FieldPos(0)
	all := strings.Join(header, "")
	for _, other := range otherTexts {
		if strings.Contains(all, other.has) {
			return fmt.Errorf("line %d: the header has %s", at, other.is)
		}
	}
	for c, name := range columnNames {
		is := func(field string) bool { return strings.EqualFold(strings.TrimSpace(field), name) }
		u.place[c] = slices.IndexFunc(header, is)
		switch {
		case u.place[c] < 0 && column(c) != idColumn:
			return fmt.Errorf("line %d: the header has no column %q, only %q", at, name, header)
		case u.place[c] >= 0 && slices.ContainsFunc(header[u.place[c]+1:], is):
			return fmt.Errorf("line %d: the header has the column %q twice", at, name)
		}
	}
	var others []string
	for i, field := range header {
		if field != "" && !slices.Contains(u.place[:], i) {
			others = append(others, field)
		}
	}
	if len(others) > 0 {
		noteCSV("columns of the CSV that are not read: %q", others)
	}
	return nil
}

// separator returns the character between the fields of a CSV, by its first line. Of a line that only names the
// character, it leaves the line end: encoding/csv passes over it, and counts it. What is no CSV at all is told by its
// first bytes.
func separator(text *bufio.Reader) (comma rune, err error) {
	start, _ := text.Peek(maxHeader) // a short file is no error
	for _, other := range otherFiles {
		if bytes.HasPrefix(start, []byte(other.begins)) {
			return 0, fmt.Errorf("line 1: the file is %s: want a CSV", other.is)
		}
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	if named, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("sep=")); ok && len(named) == 1 {
		_, err := text.Discard(bytes.Index(start, line) + len(line))
		return rune(named[0]), err
	}
	for _, comma := range ";\t" {
		if !bytes.ContainsRune(line, ',') && bytes.ContainsRune(line, comma) {
			return comma, nil
		}
	}
	return ',', nil
}

// noteCSV says what was found by looking at the file. Once is enough: a file may be read again.
func noteCSV(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if _, again := csvNotes.LoadOrStore(text, true); !again {
		fmt.Fprintln(os.Stderr, text)
	}
}

var csvNotes sync.Map

// maxHeader is how many bytes of a header are looked at for what separates its fields.
const maxHeader = 4 << 10

// otherFiles are files that are sometimes given in place of a CSV, by their first bytes.
var otherFiles = []struct{ begins, is string }{
	{"\x1f\x8b", "compressed by gzip; gunzip it"},
	{"PK\x03\x04", "a zip archive or an Excel workbook; unpack it, or save it as CSV"},
}

// otherTexts are what text has that is no UTF-8, or has other line ends.
var otherTexts = []struct{ has, is string }{
	{"\x00", "zero bytes in it, as UTF-16 and UTF-32 have: save the file as UTF-8"},
	{"\r", "a carriage return in it: save the file with line feeds at the ends of lines"},
}

// read reads one row. The error is io.EOF after the last.
func (u *userReader) read() ([]string, error) {
	for {
		u.text.left, u.text.tooLong = maxRow, false
		row, err := u.csv.Read()
		var fault *csv.ParseError
		switch {
		case !u.text.tooLong:
			return row, parseError(err)
		case err == io.EOF:
			continue // that were blank lines
		case errors.As(err, &fault):
			return nil, rowTooLong(fault.StartLine)
		}
		line, _ := u.csv.FieldPos(0)
		return nil, rowTooLong(line)
	}
}

func rowTooLong(line int) error {
	return fmt.Errorf("line %d: the row that begins here has more than %d bytes: is a quote not closed?", line, maxRow)
}

// next reads one user. The error is io.EOF after the last.
func (u *userReader) next() (User, error) {
	line, err := u.read()
	if err != nil {
		return User{}, err
	}
	if len(line) != u.fields {
		at, column := u.csv.FieldPos(len(line) - 1)
		return User{}, fmt.Errorf("line %d, column %d: the header has %d fields, and this line %d",
			at, column, u.fields, len(line))
	}

	// ReuseRecord keeps the slice, not the strings: each line's are new.
	user := User{Name: line[u.place[nameColumn]], Email: line[u.place[emailColumn]]}
	if err := checkText(user.Name); err != nil {
		return User{}, u.fault(nameColumn, err)
	}
	if err := checkText(user.Email); err != nil {
		return User{}, u.fault(emailColumn, err)
	}
	if user.Age, err = parseAge(line[u.place[ageColumn]]); err != nil {
		return User{}, u.fault(ageColumn, err)
	}
	if u.place[idColumn] < 0 {
		user.ID = nameBasedID(user)
		return user, nil
	}
	user.ID = line[u.place[idColumn]]
	if err := checkID(user.ID); err != nil {
		return User{}, u.fault(idColumn, err)
	}
	return user, nil
}

// fault says where in the file a bad value is.
func (u *userReader) fault(c column, err error) error {
	line, column := u.csv.FieldPos(u.place[c])
	return fmt.Errorf("line %d, column %d: %s %w", line, column, columnNames[c], err)
}

// parseError returns what encoding/csv found, in the form of the other faults.
func parseError(err error) error {
	var fault *csv.ParseError
	if !errors.As(err, &fault) {
		return err
	}
	advice := ""
	switch {
	case fault.Err == csv.ErrBareQuote:
		advice = `: a field that begins with " has no space before it, and one with a " in it is written "a ""b"" c"`
	case fault.StartLine != fault.Line:
		advice = fmt.Sprintf(": the row begins on line %d: is a quote not closed?", fault.StartLine)
	case fault.Err == csv.ErrQuote:
		advice = ": is a quote not closed?"
	}
	return fmt.Errorf("line %d, column %d: %w%s", fault.Line, fault.Column, fault.Err, advice)
}

func checkText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return fmt.Errorf("%s is not valid UTF-8", quote(text))
	case strings.ContainsRune(text, 0):
		return fmt.Errorf("%s has a zero byte in it", quote(text))
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%s is empty", quote(text))
	case utf8.RuneCountInString(text) > maxText:
		return fmt.Errorf("%s has %d characters, more than %d", quote(text), utf8.RuneCountInString(text), maxText)
	}
	return nil
}

// parseAge takes 25.00 too, as other programs write a DECIMAL.
func parseAge(text string) (int, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	age, err := strconv.ParseUint(whole, 10, 16)
	if strings.Trim(fraction, "0") != "" {
		err = strconv.ErrSyntax
	}
	if err != nil || age > maxAge {
		return 0, fmt.Errorf("%s is not a whole number from 0 to %d", quote(text), maxAge)
	}
	return int(age), nil
}

// checkID accepts the 36-character form alone; the uuid package takes others too, which CHAR(36) would not hold.
func checkID(text string) error {
	if len(text) != 36 || uuid.Validate(text) != nil {
		return fmt.Errorf("%s is not a UUID such as 123e4567-e89b-12d3-a456-426614174000", quote(text))
	}
	return nil
}

// nameBasedID derives an id from what the row says. The zero bytes keep "ab","c" and "a","bc" apart.
func nameBasedID(user User) string {
	row := user.Name + "\x00" + user.Email + "\x00" + strconv.Itoa(user.Age)
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://example.com/generators/user_data\x00"+row)).String()
}

// quote returns text in quotes and escaped, cut to a length that fits a message.
func quote(text string) string {
	const most = 40
	if len(text) > most {
		return fmt.Sprintf("%q...", text[:most])
	}
	return strconv.Quote(text)
}
