package seed_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"example.com/generators/shared/seed"

	"github.com/google/go-cmp/cmp"
)

const (
	id1 = "00000000-0000-4000-8000-000000000001"
	id2 = "00000000-0000-4000-8000-000000000002"
)

func TestReadUsersTakes(t *testing.T) {
	ann := seed.User{ID: id1, Name: "Ann", Email: "ann@example.com", Age: 25}
	bob := seed.User{ID: id2, Name: "Bob", Email: "bob@example.com", Age: 0}
	for _, test := range []struct {
		reason string
		text   string
		want   []seed.User
	}{
		{
			"a plain file", "user_id,name,email,age\n" + id1 + ",Ann,ann@example.com,25\n" + id2 + ",Bob,bob@example.com,0\n",
			[]seed.User{ann, bob},
		},
		{
			"columns in another order, and one more", "age,shoe,email,name,user_id\n25,40,ann@example.com,Ann," + id1 + "\n",
			[]seed.User{ann},
		},
		{"a byte order mark", "\uFEFFuser_id,name,email,age\n" + id1 + ",Ann,ann@example.com,25\n", []seed.User{ann}},
		{
			"a byte order mark before a quote",
			"\uFEFF\"user_id\",\"name\",\"email\",\"age\"\n" + id1 + ",Ann,ann@example.com,25\n",
			[]seed.User{ann},
		},
		{
			"UTF-16 with its mark", "\xff\xfe" + utf16("name;email;age\r\nÅnn;ann@example.com;25\r\n"),
			[]seed.User{{ID: "4c0438fb-510a-5882-b523-e8e9592e572d", Name: "Ånn", Email: "ann@example.com", Age: 25}},
		},
		{"semicolons", "user_id;name;email;age\n" + id1 + ";Ann;ann@example.com;25\n", []seed.User{ann}},
		{"tabs", "user_id\tname\temail\tage\n" + id1 + "\tAnn\tann@example.com\t25\n", []seed.User{ann}},
		{
			"a line that names the separator", "sep=|\r\nuser_id|name|email|age\r\n" + id1 + "|Ann|ann@example.com|25\r\n",
			[]seed.User{ann},
		},
		{"a header in capital letters", "USER_ID,Name, Email,Age\n" + id1 + ",Ann,ann@example.com,25\n", []seed.User{ann}},
		{
			"an age with zeros behind the point", "user_id,name,email,age\n" + id1 + ",Ann,ann@example.com,25.00\n",
			[]seed.User{ann},
		},
		{"CRLF line ends", "user_id,name,email,age\r\n" + id1 + ",Ann,ann@example.com,25\r\n", []seed.User{ann}},
		{"no last line end", "user_id,name,email,age\n" + id1 + ",Ann,ann@example.com,25", []seed.User{ann}},
		{"blank lines", "\nuser_id,name,email,age\n\n" + id1 + ",Ann,ann@example.com,25\n\n\n", []seed.User{ann}},
		{"a header alone", "user_id,name,email,age\n", nil},
		{
			"spaces, which are kept", "user_id,name,email,age\n" + id1 + ", Ann , a@example.com,25\n",
			[]seed.User{{ID: id1, Name: " Ann ", Email: " a@example.com", Age: 25}},
		},
		{"255 characters of more than one byte", "user_id,name,email,age\n" + id1 + "," + strings.Repeat("é", 255) +
			",a@example.com,150\n", []seed.User{{ID: id1, Name: strings.Repeat("é", 255), Email: "a@example.com", Age: 150}}},
		{
			"many blank lines", "name,email,age,user_id\n" + strings.Repeat("\r\n", 1<<20) + "Ann,a@example.com,1," + id1,
			[]seed.User{{ID: id1, Name: "Ann", Email: "a@example.com", Age: 1}},
		},
		{
			"a quoted line end in a name", "user_id,name,email,age\n" + id1 + ",\"An\nn\",a@example.com,1\n",
			[]seed.User{{ID: id1, Name: "An\nn", Email: "a@example.com", Age: 1}},
		},
	} {
		got, err := readAll(strings.NewReader(test.text))
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("ReadUsers of %s: error %v (-want +got):\n%s", test.reason, err, diff)
		}
	}
}

func TestReadUsersRejects(t *testing.T) {
	const header = "user_id,name,email,age\n"
	for _, test := range []struct {
		reason string
		text   string
		want   string
	}{
		{"an empty file", "", "line 1: the file is empty"},
		{"blank lines alone", "\n\n", "line 1: the file is empty"},
		{"a header without a needed column", "user_id,name,age\n", `line 1: the header has no column "email"`},
		{"a header with a column twice", "name,email,age,age\n", `line 1: the header has the column "age" twice`},
		{"a missing field", header + id1 + ",Ann,25\n", "line 2, column 42: the header has 4 fields, and this line 3"},
		{
			"a field too many", header + id1 + ",Ann,a@example.com,25,x\n",
			"line 2, column 59: the header has 4 fields, and this line 5",
		},
		{"an empty name", header + id1 + ",,a@example.com,25\n", `line 2, column 38: name "" is empty`},
		{"a name of spaces", header + id1 + ",  ,a@example.com,25\n", `line 2, column 38: name "  " is empty`},
		{"an empty email", header + id1 + ",Ann,,25\n", `line 2, column 42: email "" is empty`},
		{
			"an age that is no number", header + id1 + ",Ann,a@example.com,old\n",
			`line 2, column 56: age "old" is not a whole number from 0 to 150`,
		},
		{
			"an age with a fraction", header + id1 + ",Ann,a@example.com,25.5\n",
			`line 2, column 56: age "25.5" is not a whole number from 0 to 150`,
		},
		{
			"an age with a space", header + id1 + ",Ann,a@example.com,25 \n",
			`line 2, column 56: age "25 " is not a whole number from 0 to 150`,
		},
		{
			"a negative age", header + id1 + ",Ann,a@example.com,-1\n",
			`line 2, column 56: age "-1" is not a whole number from 0 to 150`,
		},
		{
			"too great an age", header + id1 + ",Ann,a@example.com,151\n",
			`line 2, column 56: age "151" is not a whole number from 0 to 150`,
		},
		{"an age of a point", header + id1 + ",Ann,a@example.com,.\n", `line 2, column 56: age "." is not`},
		{"a zero byte", header + id1 + ",Ann\x00,a@example.com,25\n", `line 2, column 38: name "Ann\x00" has a zero byte`},
		{
			"a space before a quote", "user_id, \"name\",email,age\n",
			`line 1, column 10: bare " in non-quoted-field: a field that begins with " has no space before it`,
		},
		{"a file of gzip", "\x1f\x8b\x08\x00", "line 1: the file is compressed by gzip; gunzip it: want a CSV"},
		{"an Excel workbook", "PK\x03\x04\x14", "line 1: the file is a zip archive or an Excel workbook"},
		{"a fault below sep=", "sep=;\nname;email;age\nAnn;a@example.com;x\n", "line 3, column 19: age"},
		{"no age", header + id1 + ",Ann,a@example.com,\n", `line 2, column 56: age "" is not a whole number from 0 to 150`},
		{
			"an id that is no UUID", header + "17,Ann,a@example.com,25\n",
			`line 2, column 1: user_id "17" is not a UUID such as`,
		},
		{
			"an id with digits that are not hexadecimal", header + strings.Replace(id1, "0", "g", 1) + ",Ann,a@example.com,25\n",
			"line 2, column 1: user_id",
		},
		{"a UUID in another form", header + "{" + id1 + "},Ann,a@example.com,25\n", "line 2, column 1: user_id"},
		{"an empty id", header + ",Ann,a@example.com,25\n", "line 2, column 1: user_id"},
		{
			"256 characters", header + id1 + "," + strings.Repeat("é", 256) + ",a@example.com,25\n",
			"line 2, column 38: name \"éééé",
		},
		{
			"text that is not UTF-8", header + id1 + ",Ann\xff,a@example.com,25\n",
			`line 2, column 38: name "Ann\xff" is not valid UTF-8`,
		},
		{"a quote that never ends", header + id1 + ",\"Ann,a@example.com,25\n", "line 2, column "},
		{
			"a quote that ends on a later line",
			header + id1 + ",\"Ann,a@example.com,25\n" + id2 + ",\"Bob\",b@example.com,25\n",
			`line 3, column 38: extraneous or missing " in quoted-field: the row begins on line 2`,
		},
		{
			"a quote that never ends, in a large file",
			header + "\n" + id1 + ",\"Ann,a@example.com,25\n" + strings.Repeat(id2+",Bob,b@example.com,25\n", 20_000),
			"line 3: the row that begins here has more than 1048576 bytes: is a quote not closed?",
		},
		{
			"a long row", "name,email,age,note\nAnn,a@example.com,25," + strings.Repeat("x", 2<<20) + "\n",
			"line 2: the row that begins here has more than 1048576 bytes",
		},
		{"a header that never ends", strings.Repeat("name", 1<<20), "line 1: the row that begins here has more than"},
		{"line ends of old Macs", "name,email,age\rAnn,a@example.com,25\r", "line 1: the header has a carriage return in it"},
		{"UTF-16 without a mark", "n\x00a\x00m\x00e\x00", "line 1: the header has zero bytes in it, as UTF-16"},
		{"a quote within a field", header + id1 + ",A\"n,a@example.com,25\n", "line 2, column "},
		{
			"a fault after good lines", header + "\n" + id1 + ",Ann,a@example.com,25\r\n\n" + id2 + ",Bob,b@example.com,x",
			"line 5, column 56: age",
		},
	} {
		users, err := readAll(strings.NewReader(test.text))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("ReadUsers of %s = %v, %v, want an error that begins with %q", test.reason, users, err, test.want)
		}
	}
}

func TestReadUsersDerivesAnIDFromTheRow(t *testing.T) {
	text := "name,email,age\nAnn,ann@example.com,25\nAnna,nn@example.com,25\n" +
		"Ann,ann@example.com,26\nAnn,ann@example.com,25\n"
	users, err := readAll(strings.NewReader(text))
	if err != nil || len(users) != 4 {
		t.Fatalf("ReadUsers = %v, %v", users, err)
	}
	// The id is part of the contract: a run of tomorrow must find the rows of today.
	if want := "7b437bfe-9689-5553-9aa6-3b7d2080ae93"; users[0].ID != want {
		t.Errorf("the id of the first row is %s, want %s as ever", users[0].ID, want)
	}
	if users[0].ID != users[3].ID {
		t.Error("the same row has two ids")
	}
	if users[0].ID == users[1].ID || users[0].ID == users[2].ID || users[1].ID == users[2].ID {
		t.Error("different rows have the same id")
	}
}

func TestReadUsersPassesOnTheReadersError(t *testing.T) {
	users, err := readAll(io.MultiReader(strings.NewReader("name,email,age\nAnn,ann@example.com,25\n"), failing{}))
	if err != errFailing || len(users) != 1 {
		t.Errorf("ReadUsers of a reader that fails = %v, %v, want the user before and the error %v", users, err, errFailing)
	}
}

func TestReadUsersStopsReadingAtABreak(t *testing.T) {
	for range seed.ReadUsers(io.MultiReader(strings.NewReader("name,email,age\n"+
		strings.Repeat("Ann,ann@example.com,25\n", 10_000)), failing{})) {
		break
	}
}

func FuzzReadUsers(f *testing.F) {
	f.Add("user_id,name,email,age\n" + id1 + ",Ann,ann@example.com,25\n")
	f.Add("\uFEFFname,email,age\r\n\"Molly O'Kon\",m@example.com,67")
	f.Add("name,email,age\n\"Ann")
	f.Add("\xff\n\n,")
	f.Fuzz(func(t *testing.T, text string) {
		users, err := readAll(strings.NewReader(text))
		for _, user := range users {
			if len(user.ID) != 36 || user.Name == "" || user.Email == "" || user.Age < 0 || user.Age > 150 {
				t.Errorf("ReadUsers yielded %+v", user)
			}
		}
		if err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("the error %q does not begin with the line", err)
		}
	})
}

// utf16 returns ASCII and Latin-1 text in UTF-16, the low byte first.
func utf16(text string) (encoded string) {
	for _, r := range text {
		encoded += string([]byte{byte(r), 0})
	}
	return encoded
}

func readAll(r io.Reader) (users []seed.User, err error) {
	for user, err := range seed.ReadUsers(r) {
		if err != nil {
			if user != (seed.User{}) {
				err = fmt.Errorf("not the zero user beside the error: %+v, %w", user, err)
			}
			return users, err
		}
		users = append(users, user)
	}
	return users, nil
}

var errFailing = fmt.Errorf("the disk is on fire")

type failing struct{}

func (failing) Read([]byte) (int, error)  { return 0, errFailing }
func (failing) Write([]byte) (int, error) { return 0, errFailing }
