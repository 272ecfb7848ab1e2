package seed

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
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
// passed over. A user without a user_id column gets a name-based UUID (RFC 9562, version 5) of the row, the same at
// every run. A byte order mark, CRLF line ends, blank lines and a missing last line end are fine. Nothing is trimmed.
//
// A row that the table cannot take ends it with an error that names the line and the column, counted in bytes from 1.
// An age is written in digits, from 0 to 150. An error pair is the last pair, and its value is the zero User.
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
	csv    *csv.Reader
	place  [4]int // of each column in a line; -1 for no user_id
	fields int    // in each line
}

// newUserReader reads the header.
func newUserReader(r io.Reader) (*userReader, error) {
	text := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := text.Peek(3); string(mark) == "\uFEFF" {
		_, _ = text.Discard(len(mark)) // it is there
	}
	u := &userReader{csv: csv.NewReader(text)}
	u.csv.ReuseRecord = true
	u.csv.FieldsPerRecord = -1 // counted here, for a better message

	header, err := u.csv.Read()
	if err == io.EOF {
		return nil, errors.New("line 1: the file is empty: want a header with name, email and age")
	}
	if err != nil {
		return nil, parseError(err)
	}
	u.fields = len(header)
	for c, name := range columnNames {
		u.place[c] = slices.Index(header, name)
		switch {
		case u.place[c] < 0 && column(c) != idColumn:
			return nil, fmt.Errorf("line 1: the header has no column %q, only %q", name, header)
		case u.place[c] >= 0 && slices.Contains(header[u.place[c]+1:], name):
			return nil, fmt.Errorf("line 1: the header has the column %q twice", name)
		}
	}
	return u, nil
}

// next reads one user. The error is io.EOF after the last.
func (u *userReader) next() (User, error) {
	line, err := u.csv.Read()
	if err == io.EOF {
		return User{}, err
	}
	if err != nil {
		return User{}, parseError(err)
	}
	if len(line) != u.fields {
		at, column := u.csv.FieldPos(len(line) - 1)
		return User{}, fmt.Errorf("line %d, column %d: %d fields where the header has %d", at, column, len(line), u.fields)
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
	if errors.As(err, &fault) {
		return fmt.Errorf("line %d, column %d: %w", fault.Line, fault.Column, fault.Err)
	}
	return err
}

func checkText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return fmt.Errorf("%s is not valid UTF-8", quote(text))
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%s is empty", quote(text))
	case utf8.RuneCountInString(text) > maxText:
		return fmt.Errorf("%s has %d characters, more than %d", quote(text), utf8.RuneCountInString(text), maxText)
	}
	return nil
}

func parseAge(text string) (int, error) {
	age, err := strconv.ParseUint(text, 10, 16)
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
